"""Three months after closing a case is its responsible worker's sector's only; reopened, it is everybody's again."""

import datetime
from calendar import monthrange

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from anchor.core.working_days import working_days_after
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, CaseGrant, CaseSelection, Participation
from clients.services.after_closing import date_all_grants, open_to_others
from clients.services.closing import close_case, reopen_case
from clients.services.drift import compare_grants
from clients.services.working_group import change_responsible
from clients.tasks import watch_grants
from tests import factories
from tests.clients.emergencies import MEMBER, opened

SOCIAL, NURSE = "responsible_social_worker", "nurse_on_the_case"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def closed(world):
    """The case, closed today by its responsible worker."""
    with world.acting_as(SOCIAL):
        return close_case(actor=world.actor(SOCIAL), case=world.case, reason="no_need", closed_on=timezone.localdate())


def last_days(world):
    held = world.everything(CaseGrant).filter(content_object=world.case, membership__role="member")
    return dict(held.values_list("membership__sector", "ends_on"))


def live_through(world, closed_on):
    """The case was closed and written down on an earlier day, and the night dated its grants."""
    days = {"closed_on": closed_on, "stage_days": {"closed": closed_on.isoformat()}}
    end = {"stage": "closed", "closing_reason": "moved", "opened_on": closed_on - 30 * DAY}
    with beyond_the_wall("time goes by"):
        Case.objects.filter(pk=world.case.pk).update(**end, **days)
    date_all_grants()


def test_closing_gives_the_other_sectors_their_last_day(world, closed):
    days = last_days(world)

    assert days["social"] is None
    assert days["health"] == days["police"]
    assert timezone.localdate() + 85 * DAY < days["health"] < timezone.localdate() + 93 * DAY


def test_the_day_is_the_same_day_three_months_later_or_the_last_of_that_month(world):
    live_through(world, datetime.date(2025, 11, 30))
    assert last_days(world)["health"] == datetime.date(2026, 2, 27)

    live_through(world, datetime.date(2025, 1, 15))
    assert last_days(world)["health"] == datetime.date(2025, 4, 14)


@pytest.mark.parametrize(("days_ago", "others_see"), [(80, True), (100, False)])
def test_from_that_midnight_the_case_does_not_exist_for_other_sectors(world, days_ago, others_see):
    live_through(world, timezone.localdate() - days_ago * DAY)

    assert (world.browser(NURSE).get(f"/cases/{world.case.pk}/").status_code == 200) == others_see
    assert world.browser(SOCIAL).get(f"/cases/{world.case.pk}/").status_code == 200
    with world.acting_as(NURSE):
        assert CaseSelection.objects.filter(case=world.case).exists() == others_see


def test_the_coordinator_keeps_the_shell(world):
    live_through(world, timezone.localdate() - 100 * DAY)

    page = world.browser("coordinator").get(f"/cases/{world.case.pk}/").content.decode()
    assert world.case.number in page
    assert "Lumikanto" not in page


def test_a_closing_written_down_late_can_be_taken_back_on_its_day(world):
    long_ago = timezone.localdate() - 120 * DAY
    with beyond_the_wall("tests"):
        Case.objects.filter(pk=world.case.pk).update(opened_on=long_ago)
    with world.acting_as(NURSE):
        actor = world.actor(NURSE)
        case = close_case(actor=actor, case=world.case, reason="moved", closed_on=long_ago)
        reopen_case(actor=actor, case=case)

    assert set(last_days(world).values()) == {None}


def test_reopening_gives_it_back_to_those_who_still_take_part(world, closed):
    with world.acting_as(NURSE):
        reopen_case(actor=world.actor(NURSE), case=closed)

    assert last_days(world) == {"social": None, "health": None, "police": None}


def test_a_colleague_of_the_responsible_workers_sector_keeps_sight(world):
    factories.join_as(world, world.case, "social_colleague", sector="social")
    live_through(world, timezone.localdate() - 100 * DAY)

    assert world.browser("social_colleague").get(f"/cases/{world.case.pk}/").status_code == 200


def test_the_comparison_finds_a_grant_that_outlives_the_case(world, closed):
    assert compare_grants().differing.total() == 0
    with beyond_the_wall("tests"):
        CaseGrant.objects.filter(content_object=world.case, membership__role="member").update(ends_on=None)

    assert compare_grants().differing == {"grant_ends_on_another_day": 2}
    assert watch_grants() == 0  # the night dates them first


def test_after_three_months_the_comparison_misses_no_grant(world):
    live_through(world, timezone.localdate() - 100 * DAY)

    assert compare_grants().differing.total() == 0


def test_who_coordinates_closes_nothing(world):
    with world.acting_as("coordinator"), pytest.raises(Refused):
        close_case(actor=world.actor("coordinator"), case=world.case, reason="moved", closed_on=timezone.localdate())
    assert set(last_days(world).values()) == {None}


@pytest.fixture
def led_by_the_nurse(world):
    """Another sector than the one whose the records are has taken the lead."""
    part = world.everything(Participation).get(case=world.case, membership=world.people[NURSE])
    with world.acting_as("coordinator"):
        change_responsible(actor=world.actor("coordinator"), participation=part)


def test_after_a_change_of_lead_both_the_new_sector_and_that_of_the_records_stay(world, led_by_the_nurse):
    live_through(world, timezone.localdate() - 120 * DAY)

    assert world.everything(Case).get(pk=world.case.pk).sector == "social"
    assert [world.browser(who).get(world.case.get_absolute_url()).status_code for who in (SOCIAL, NURSE)] == [200, 200]
    assert world.browser("police_officer_on_the_case").get(world.case.get_absolute_url()).status_code == 404
    assert compare_grants().differing.total() == 0


# --- an emergency access finds a closed case as long as the other sectors see it ---


def the_day_after_the_last(closed_on):
    """The same day three months later, or the last day of that month: from then on the others see nothing."""
    year, month = divmod(closed_on.year * 12 + closed_on.month - 1 + 3, 12)
    return datetime.date(year, month + 1, min(closed_on.day, monthrange(year, month + 1)[1]))


@pytest.mark.parametrize(
    "closed_on", [datetime.date(2027, 1, 31), datetime.date(2027, 11, 30), datetime.date(2027, 6, 1)]
)
def test_an_emergency_finds_a_closed_case_to_the_last_day_of_the_other_sectors(world, monkeypatch, closed_on):
    last = the_day_after_the_last(closed_on) - DAY
    live_through(world, closed_on)
    assert last_days(world)["health"] == last

    # The wall knows today alone, and wants the review in three working days of it.
    due = working_days_after(timezone.localdate(), 3)
    monkeypatch.setattr("clients.services.emergency.working_days_after", lambda *_of_another_day: due)
    with world.acting_as(MEMBER):
        monkeypatch.setattr(timezone, "localdate", lambda *_moment: last + DAY)
        with pytest.raises(DomainError) as refused:
            opened(world)
        assert refused.value.code == "not_found"
        monkeypatch.setattr(timezone, "localdate", lambda *_moment: last)
        assert opened(world).case_id == world.case.pk


def test_every_closing_day_of_two_years_gives_an_emergency_the_same_last_day_as_the_other_sectors(world):
    """Found on the last day and not on the next, whichever month it falls into: one of the two years is a leap year."""
    stored = world.everything(Case).filter(pk=world.case.pk)
    live_through(world, datetime.date(2027, 1, 1))
    wrong = []
    for number in range(365 + 366):
        closed_on = datetime.date(2027, 1, 1) + number * DAY
        over = the_day_after_the_last(closed_on)
        stored.update(closed_on=closed_on)
        if not stored.filter(open_to_others(over - DAY)).exists() or stored.filter(open_to_others(over)).exists():
            wrong.append(closed_on)

    assert wrong == []


def test_an_emergency_finds_a_closing_written_down_late_on_that_day(world):
    """As the other sectors see it, who may take it back."""
    live_through(world, timezone.localdate() - 120 * DAY)
    with world.acting_as(MEMBER), pytest.raises(DomainError):
        opened(world)

    stage_days = {"closed": timezone.localdate().isoformat()}
    world.everything(Case).filter(pk=world.case.pk).update(stage_days=stage_days)

    with world.acting_as(MEMBER):
        assert opened(world).case_id == world.case.pk
