"""A report from wish to PDF, with messages lost, doubled and late, and rights that end meanwhile."""

import datetime

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.accounts.models import Membership
from anchor.core.errors import DomainError
from anchor.core.models import Job, JobState, JobStep
from reporting.models import Report
from reporting.services import asking, counting, pipeline
from tests.reporting.broker import run, whole

pytestmark = pytest.mark.usefixtures("no_printer")


def steps(report, **where):
    return JobStep.objects.filter(job_id=report.job_id, **where).order_by("stage", "key")


def expire_leases(report):
    steps(report, state="running").update(leased_until=timezone.now() - datetime.timedelta(seconds=1))


def grow_quiet(report):
    """As if nobody had touched the job for a minute."""
    long_ago = timezone.now() - datetime.timedelta(seconds=60)
    Job.objects.filter(pk=report.job_id).update(created_at=long_ago)
    steps(report).update(started_at=long_ago)
    steps(report, finished_at__isnull=False).update(finished_at=long_ago)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_wish_is_a_job_a_report_and_a_message(ask, broker):
    report = ask()
    broker.take_outbox()

    assert report.job.state == JobState.WAITING
    assert broker.sent == [("reporting.tasks.advance_report", [str(report.job_id)])]


def test_asking_again_while_it_is_made_answers_with_the_same(ask):
    assert ask() == ask()


def test_another_language_and_another_year_are_other_reports(ask, last_year):
    assert len({ask(), ask(language="sv"), ask(year=last_year - 1)}) == 3


def test_asking_again_when_it_is_ready_makes_another(ask, broker):
    first = ask()
    broker.deliver_all()

    assert ask() != first


@pytest.mark.parametrize("who", ["coordinator", "responsible_social_worker", "auditor", "superior", "administrator"])
def test_who_may_not_ask(ask, who):
    with pytest.raises(Refused):
        ask(who)


@pytest.mark.parametrize(("shift", "code"), [(1, "year_not_over"), (2, "year_not_over"), (-9, "year_too_early")])
def test_a_year_that_has_no_report(ask, last_year, shift, code):
    with pytest.raises(DomainError) as refused:
        ask(year=last_year + shift)

    assert (refused.value.code, refused.value.field) == (code, "year")


def test_the_national_coordinator_asks_for_the_country(ask):
    report = ask("national_coordinator")

    assert (report.kind, report.municipality) == ("nation", None)


# --- from stage to stage ----------------------------------------------------------------------------------------------


def test_the_stages_of_a_report(ask, broker):
    report = ask()
    ran = broker.deliver_all()
    report = whole(report)

    assert [step.key for step in steps(report, stage="collect")] == ["109", "837"]
    assert ran[:3] == ["advance_report", "collect_facts", "collect_facts"]
    assert ran.index("count_figures") < ran.index("render_report")
    assert (report.job.state, report.job.stage) == (JobState.DONE, "render")
    assert report.job.finished_at is not None
    assert (bytes(report.pdf), report.pages) == (b"%PDF-1.7 of a test", 2)


def test_what_was_made_is_remembered(world, ask, broker):
    report = ask()
    broker.deliver_all()

    assert [row.verb for row in world.audit(by="municipal_manager", target_id=report.pk)] == [
        "report_requested",
        "report_made",
    ]


def test_the_next_stage_begins_when_all_steps_of_one_are_done(ask, broker):
    report = ask()
    broker.deliver(), broker.deliver()
    pipeline.advance(report.job_id)

    assert not steps(report, stage="count").exists()


def test_each_message_delivered_three_times_makes_one_report(world, ask, broker, monkeypatch):
    counted = []
    real = pipeline.count_figures
    monkeypatch.setattr(pipeline, "count_figures", lambda **wish: counted.append(wish) or real(**wish))
    report = ask()
    broker.take_outbox()
    while broker.sent:
        name, args = broker.sent.pop(0)
        for _ in range(3):
            run(name, *args)
        broker.take_outbox()

    assert whole(report).job.state == JobState.DONE
    assert len(counted) == 1
    assert steps(report).count() == 4
    assert set(steps(report).values_list("attempts", flat=True)) == {1}
    assert len(world.audit(verb="report_made")) == 1


@pytest.mark.parametrize("lost_before", ["advance_report", "collect_facts", "count_figures", "render_report"])
def test_when_redis_is_emptied_the_sweep_goes_on(ask, broker, lost_before):
    report = ask()
    broker.deliver_until(lost_before)
    broker.lose_all()
    grow_quiet(report)

    for _ in range(4):
        pipeline.revive()
        broker.deliver_all()

    assert whole(report).job.state == JobState.DONE


@pytest.mark.parametrize("task", ["collect_facts", "count_figures", "render_report"])
def test_when_a_worker_dies_in_the_middle_the_sweep_sends_its_step_again(ask, broker, task, monkeypatch):
    """Killed: nothing is written after the claim, and the lease runs out."""
    report = ask()
    broker.deliver_until(task)
    _, args = broker.sent.pop(0)
    dead = pipeline.claim(args[0])
    broker.deliver_all()
    stuck = whole(report).job.state
    expire_leases(report)

    assert pipeline.revive() == 1
    broker.deliver_all()
    assert (stuck, whole(report).job.state) == (JobState.RUNNING, JobState.DONE)
    assert steps(report).get(pk=dead.pk).attempts == 2


def test_a_worker_that_was_only_slow_writes_nothing_when_it_wakes(ask, broker, monkeypatch):
    report = ask()
    broker.deliver_until("render_report")
    _, args = broker.sent.pop(0)

    def slow(report):
        """While this worker sleeps its lease runs out and another does the work."""
        expire_leases(report)
        monkeypatch.setattr(pipeline, "print_report", lambda report: (b"%PDF of the second", 2))
        run("render_report", *args)
        return b"%PDF of the slow one", 9

    monkeypatch.setattr(pipeline, "print_report", slow)
    run("render_report", *args)
    broker.deliver_all()

    assert bytes(whole(report).pdf) == b"%PDF of the second"
    assert steps(report, stage="render").get().result == {"bytes": 18, "pages": 2}


def test_an_error_is_tried_again_and_in_the_end_told(ask, broker, monkeypatch):
    def broken(report):
        raise OSError("somebody's name must not get into the step")

    monkeypatch.setattr(pipeline, "print_report", broken)
    report = ask()
    broker.deliver_until("render_report")
    _, args = broker.sent.pop(0)
    for _ in range(5):
        with pytest.raises(OSError, match="name"):
            run("render_report", *args)
    pipeline.revive()
    failed = whole(report)

    assert (failed.job.state, failed.job.error) == (JobState.FAILED, "stopped at render")
    assert steps(report, stage="render").get().error == "OSError"


def test_trying_again_goes_on_from_where_it_stopped(world, ask, broker, monkeypatch):
    report = ask()
    broker.deliver_until("render_report")
    broker.lose_all()
    steps(report, stage="render").update(state="failed", attempts=5)
    pipeline.revive()
    with world.acting_as("municipal_manager"):
        asking.retry_report(actor=world.actor("municipal_manager"), report_id=report.pk)
    ran = broker.deliver_all()

    assert whole(report).job.state == JobState.DONE
    assert "collect_facts" not in ran


def test_a_cancelled_report_is_made_no_further(world, ask, broker):
    report = ask()
    broker.deliver_until("count_figures")
    with world.acting_as("municipal_manager"):
        asking.cancel_report(actor=world.actor("municipal_manager"), report_id=report.pk)
    broker.deliver_all()
    pipeline.revive()

    assert whole(report).job.state == JobState.CANCELLED
    assert whole(report).pdf is None
    assert steps(report, stage="count").get().state == JobState.WAITING


@pytest.mark.parametrize("before", ["advance_report", "collect_facts", "count_figures", "render_report"])
def test_when_the_membership_ends_the_report_is_not_made(world, ask, broker, before):
    report = ask()
    broker.deliver_until(before)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Membership.objects.filter(pk=report.membership_id).update(ended_on=yesterday)
    broker.deliver_all()

    assert whole(report).job.state == JobState.CANCELLED
    assert whole(report).job.error == "the asker's right has ended"
    assert not world.audit(verb="report_made")


def test_when_the_manager_moves_to_another_municipality_the_report_is_not_made(world, ask, broker):
    report = ask()
    broker.deliver()
    elsewhere = world.people["other_municipal_manager"].organisation
    Membership.objects.filter(pk=report.membership_id).update(organisation=elsewhere)
    broker.deliver_all()

    assert whole(report).job.state == JobState.CANCELLED


def test_a_job_that_cannot_go_on_keeps_no_other_from_being_revived(ask, broker, monkeypatch):
    """The oldest job is swept first: an error in it must not leave all that come after it lying."""
    broken, healthy = ask(), ask("national_coordinator")
    broker.lose_all()
    real = pipeline.advance

    def advance(job_id):
        if job_id == broken.job_id:
            raise ValueError("this one cannot go on")
        real(job_id)

    monkeypatch.setattr(pipeline, "advance", advance)
    with pytest.raises(ExceptionGroup) as told:
        pipeline.revive()

    assert [type(error) for error in told.value.exceptions] == [ValueError]
    assert whole(healthy).job.stage == "collect"


# --- editions ---------------------------------------------------------------------------------------------------------


def test_a_second_language_of_an_edition_shows_the_same_figures_without_counting(ask, broker, monkeypatch):
    first = ask(language="fi")
    broker.deliver_all()
    second = ask(language="sv")
    monkeypatch.setattr(pipeline, "count_figures", lambda **_: pytest.fail("counted again"))
    ran = broker.deliver_all()

    assert "collect_facts" not in ran
    assert whole(second).figures == whole(first).figures


def test_of_two_reports_counted_at_once_the_later_takes_the_figures_of_the_first(ask, broker, monkeypatch):
    first, second = ask(language="fi"), ask(language="sv")
    for figures, report in (({"n": 1}, first), ({"n": 2}, second)):
        with_figures = Report.objects.get(pk=report.pk)
        pipeline._keep_figures(with_figures, figures)

    assert whole(second).figures["n"] == 1


def test_the_next_quarter_is_another_edition(world):
    names = {asking.edition("municipality", "109", 2025, datetime.date(2026, month, 1)) for month in range(1, 13)}

    assert names == {f"2025-109-2026Q{quarter}" for quarter in range(1, 5)}


def test_nobodys_hidden_count_is_kept_anywhere(world, ask, broker, last_year):
    """The step, the report and its figures hold published figures only."""
    from tests.reporting.country import facts

    for tenant in ("hame", "tampere"):
        facts(world.teams[tenant], "109", last_year, contacts=11, cases=9)
    report = ask()
    broker.deliver_until("collect_facts")
    broker.lose_all()
    steps(report, stage="collect").update(state="done")  # the facts stand as they were made
    pipeline.revive()
    broker.deliver_all()
    kept = [whole(report).figures, *steps(report).values_list("result", flat=True)]

    assert small_counts(kept) == []


def small_counts(value):
    """Every count from 1 to 4 in a piece of JSON; codes are text, and pages no counts."""
    if isinstance(value, dict):
        return [n for key, one in value.items() if key not in ("pages", "bytes") for n in small_counts(one)]
    if isinstance(value, (list, tuple)):
        return [number for one in value for number in small_counts(one)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 4 else []


def test_the_count_says_nothing_without_the_statistics_role(world, last_year):
    """As the application the wall shows the counter no fact at all."""
    from tests.reporting.country import facts

    facts(world.teams["hame"], "109", last_year, contacts=50)

    assert counting.count_figures(kind="municipality", municipality="109", year=last_year)["headlines"]["contacts"] == 0
