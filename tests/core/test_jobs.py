"""Jobs: a step is done exactly once, whatever dies or is delivered twice."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.core import jobs
from anchor.core.jobs import LeaseLost, add_steps, claim, fail, finish, progress, stage_state, stranded_steps
from anchor.core.models import Job, JobState, JobStep


@pytest.fixture
def job(db):
    return Job.objects.create(kind="test", stage="one", state=JobState.RUNNING)


@pytest.fixture
def step(job):
    return add_steps(job, "one", ["a"])[0]


def expire(step):
    JobStep.objects.filter(pk=step.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def now(step):
    return JobStep.objects.get(pk=step.pk)


def test_steps_are_made_once(job):
    first = add_steps(job, "one", ["a", "b"])
    again = add_steps(job, "one", ["a", "b", "c"])

    assert [step.key for step in again] == ["a", "b", "c"]
    assert {step.pk for step in first} < {step.pk for step in again}


def test_a_claimed_step_is_not_claimed_again(step):
    assert claim(step.pk).state == JobState.RUNNING
    assert claim(step.pk) is None


def test_a_finished_step_is_not_claimed_again(step):
    finish(claim(step.pk), {"n": 1})

    assert claim(step.pk) is None
    assert (now(step).state, now(step).result, now(step).lease) == (JobState.DONE, {"n": 1}, None)


def test_an_unknown_step_is_nobodys(db):
    assert claim(uuid.uuid4()) is None


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_a_step_of_a_job_that_is_over_is_not_claimed(job, step, state):
    jobs.end(job, state)

    assert claim(step.pk) is None


def test_a_lease_that_has_run_out_goes_to_another_worker_and_the_first_can_write_nothing(step):
    slow = claim(step.pk)
    expire(step)
    second = claim(step.pk)
    finish(second, {"by": "second"})

    with pytest.raises(LeaseLost):
        finish(slow, {"by": "slow"})
    assert not fail(slow, "too late")
    assert (now(step).result, now(step).attempts) == ({"by": "second"}, 2)


def test_what_a_worker_wrote_is_undone_when_its_lease_was_lost(step):
    slow = claim(step.pk)
    expire(step)
    claim(step.pk)

    with pytest.raises(LeaseLost), transaction.atomic():
        Job.objects.create(kind="written by the slow one")
        finish(slow)

    assert not Job.objects.filter(kind="written by the slow one").exists()


def test_a_failed_step_is_tried_again_and_given_up_after_the_fifth_time(step):
    states = []
    for _ in range(jobs.MOST_ATTEMPTS):
        fail(claim(step.pk), "ValueError")
        states.append(now(step).state)

    assert states == ["waiting"] * 4 + ["failed"]
    assert now(step).finished_at is not None
    assert claim(step.pk) is None


def test_a_step_that_takes_its_worker_down_each_time_is_given_up(step):
    for _ in range(jobs.MOST_ATTEMPTS):
        assert claim(step.pk) is not None
        expire(step)

    assert claim(step.pk) is None
    assert (now(step).state, now(step).error) == (JobState.FAILED, "gave up")


def test_how_a_stage_stands(job):
    first, second = add_steps(job, "one", ["a", "b"])
    before = stage_state(job)
    finish(claim(first.pk))
    halfway = stage_state(job)
    finish(claim(second.pk))

    assert (before, halfway, stage_state(job)) == (JobState.RUNNING, JobState.RUNNING, JobState.DONE)


def test_a_stage_without_steps_is_done(job):
    assert stage_state(job) == JobState.DONE


def test_progress_counts_a_stage_not_begun_as_one_step(job):
    first, _ = add_steps(job, "one", ["a", "b"])
    finish(claim(first.pk))

    assert progress(job, ["one", "two", "three"]) == (1, 4)


def test_a_failed_job_goes_on_where_it_stopped(job):
    done, broken = add_steps(job, "one", ["a", "b"])
    finish(claim(done.pk))
    JobStep.objects.filter(pk=broken.pk).update(state=JobState.FAILED, attempts=5)
    jobs.end(job, JobState.FAILED, "stopped")

    jobs.start_again(job)

    assert (now(done).state, now(broken).state, now(broken).attempts) == (JobState.DONE, JobState.WAITING, 0)
    assert (job.state, job.error, job.finished_at) == (JobState.RUNNING, "", None)


def test_a_step_just_made_is_not_stranded(job, step):
    assert list(stranded_steps(job)) == []


def test_a_waiting_step_is_stranded_when_nobody_has_touched_the_job_for_a_while(job, step):
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=60))
    job.refresh_from_db()

    assert list(stranded_steps(job)) == [step]


def test_a_step_is_stranded_when_its_lease_has_run_out(job, step):
    claim(step.pk)
    before = list(stranded_steps(job))
    expire(step)

    assert (before, list(stranded_steps(job))) == ([], [step])


def test_jobs_under_way_are_found_oldest_first(job):
    older = Job.objects.create(kind="test", created_at=timezone.now() - timedelta(days=1))
    Job.objects.create(kind="test", state=JobState.DONE)

    assert list(jobs.under_way()) == [older, job]


def test_claiming_costs_the_same_however_many_steps_there_are(job):
    steps = add_steps(job, "one", [str(number) for number in range(50)])
    with CaptureQueriesContext(connection) as captured:
        claim(steps[20].pk)

    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 2


def test_of_ten_workers_that_claim_at_once_one_gets_the_step(committed):
    job = Job.objects.create(kind="test", state=JobState.RUNNING)
    (step,) = add_steps(job, "one", ["a"])
    claimed, start = [], threading.Barrier(10)

    def work():
        start.wait()
        claimed.append(claim(step.pk))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(claimed) == 10
    assert len([one for one in claimed if one]) == 1
    assert now(step).attempts == 1


def test_what_must_not_happen_twice_at_once_happens_one_after_the_other(committed):
    order, inside = [], threading.Event()

    def second():
        inside.wait(10)
        with transaction.atomic():
            jobs.one_at_a_time("facts", "109", 2025)
            order.append("second")
        connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        jobs.one_at_a_time("facts", "109", 2025)
        inside.set()
        thread.join(0.3)
        order.append("first")
    thread.join(10)

    assert order == ["first", "second"]
