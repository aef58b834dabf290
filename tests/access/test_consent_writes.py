"""Attempts to widen one's own sight by way of consents and meetings, each tried with raw SQL against the wall alone."""

import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from anchor.core.dates import birthday
from clients.models import Consent
from meetings.models import Attendance, Meeting, MeetingSummary
from tests import factories
from tests.clients.situations import asked, close_person
from tests.meetings.situations import meeting_planned

REFUSED = pytest.raises(ProgrammingError, match="row-level security")
WORKER, POLICE, NURSE, COORDINATOR = (
    "responsible_social_worker",
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "coordinator",
)


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def held(world):
    """A meeting of the case without consent, where the nurse was not."""
    return factories.meeting_held(world, world.case_without_consent, by=WORKER)


def say_there(world, who, meeting, *, whom=None, present=True):
    me, them = world.people[who], world.people[whom or who]
    ask(
        "INSERT INTO meetings_attendance (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
        " meeting_id, case_id, membership_id, present) VALUES (%s, '109', %s, %s, 'x', %s, now(), 1, %s, %s, %s, %s)",
        uuid.uuid4(),
        me.team_id,
        them.sector,
        me.pk,
        meeting.pk,
        meeting.case_id,
        them.pk,
        present,
    )


def test_nobody_says_of_themself_that_they_were_at_a_meeting_others_told_of(world, held):
    with REFUSED, world.acting_as(NURSE):
        say_there(world, NURSE, held)


def test_nobody_says_so_by_way_of_an_invitation(world, held):
    with world.acting_as(NURSE):
        say_there(world, NURSE, held, present=False)
        assert not MeetingSummary.objects.filter(meeting=held).exists()
    with REFUSED, world.acting_as(NURSE):
        ask("UPDATE meetings_attendance SET present = true WHERE membership_id = %s", world.people[NURSE].pk)


@pytest.mark.parametrize("change", ["status = 'planned'", "starts_at = starts_at - interval '40 days'"])
def test_a_meeting_that_has_been_told_of_is_not_moved_or_taken_back_by_others(world, held, change):
    with REFUSED, world.acting_as(NURSE):
        ask(f"UPDATE meetings_meeting SET {change} WHERE id = %s", held.pk)


def test_the_coordinator_who_is_not_on_the_case_says_of_nobody_that_they_were_there(world, held):
    with REFUSED, world.acting_as(COORDINATOR):
        say_there(world, COORDINATOR, held, whom=NURSE)


def test_who_was_there_says_who_else_was(world, held):
    with world.acting_as(WORKER):
        say_there(world, WORKER, held, whom=NURSE)

    assert world.everything(Attendance).filter(meeting=held, present=True).count() == 2


def test_who_wrote_it_down_says_who_was_there(world, held):
    world.everything(Attendance).filter(meeting=held).delete()
    with world.acting_as(WORKER):
        say_there(world, WORKER, held, whom=NURSE)

    assert world.everything(Attendance).filter(meeting=held).count() == 1


def test_of_a_meeting_nobody_has_told_of_whoever_works_on_the_case_does(world):
    planned = meeting_planned(world, world.case_without_consent, by=WORKER, hours=-1)
    with world.acting_as(NURSE):
        say_there(world, NURSE, planned)
        assert ask("UPDATE meetings_meeting SET status = 'held' WHERE id = %s", planned.pk) == 1

    assert world.everything(Meeting).get(pk=planned.pk).status == "held"


# --- consents ---


@pytest.fixture
def by_guardian(world):
    """A guardian's yes on the case without consent."""
    (consent,) = asked(world, (close_person(world), "yes"))
    return consent


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
@pytest.mark.parametrize("day", ["'2099-01-01'", "'2020-01-01'"])
def test_the_end_of_what_a_guardian_gave_is_the_18th_birthday(world, by_guardian, who, day):
    with REFUSED, world.acting_as(who):
        ask(f"UPDATE clients_consent SET of_age_on = {day} WHERE id = %s", by_guardian.pk)


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
def test_an_end_that_is_near_is_not_taken_out_again(world, by_guardian, who):
    factories.born(world, by_guardian.case, birthday(timezone.localdate() + timedelta(days=3), -18))
    with REFUSED, world.acting_as(who):
        ask("UPDATE clients_consent SET of_age_on = NULL WHERE id = %s", by_guardian.pk)


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
def test_a_case_says_no_other_age_than_its_adolescent_s(world, by_guardian, who):
    with REFUSED, world.acting_as(who):
        ask("UPDATE clients_case SET age = 17 WHERE id = %s", by_guardian.case_id)


def test_what_has_ended_with_its_case_is_not_revived(world, by_guardian):
    world.everything(Consent).filter(pk=by_guardian.pk).update(ended_on="2026-01-01")
    with REFUSED, world.acting_as(WORKER):
        ask("UPDATE clients_consent SET ended_on = NULL WHERE id = %s", by_guardian.pk)


def test_the_coordinator_ends_a_consent(world, by_guardian):
    with world.acting_as(COORDINATOR):
        assert ask("UPDATE clients_consent SET withdrawn_on = now() WHERE id = %s", by_guardian.pk) == 1


def test_the_coordinator_makes_no_consent(world, by_guardian):
    me = world.people[COORDINATOR]
    with REFUSED, world.acting_as(COORDINATOR):
        ask(
            "INSERT INTO clients_consent (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
            " case_id, sentence, given, covered_sectors, valid_from)"
            " VALUES (%s, '109', %s, 'health', 'x', %s, now(), 1, %s, 'team', true, '{health}', '2020-01-01')",
            uuid.uuid4(),
            me.team_id,
            me.pk,
            by_guardian.case_id,
        )


@pytest.mark.parametrize("change", ["given = true, awaited = false", "awaited = false"])
def test_an_awaited_answer_becomes_no_yes(world, change):
    close_person(world, "Lauri")
    (consent,) = asked(world, (close_person(world), "yes"))
    with REFUSED, world.acting_as(WORKER):
        ask(f"UPDATE clients_consent SET {change} WHERE id = %s", consent.pk)


@pytest.mark.parametrize("change", ["answer = 'no'", "answered_on = '2020-01-01'", "giver = 'adolescent'"])
def test_what_a_giver_answered_stands(world, by_guardian, change):
    with REFUSED, world.acting_as(WORKER):
        ask(f"UPDATE clients_consentgiver SET {change} WHERE consent_id = %s", by_guardian.pk)


def test_how_a_consent_was_given_is_not_rewritten(world, by_guardian):
    with world.acting_as(WORKER):
        assert ask("UPDATE clients_consentdetails SET oral = false WHERE consent_id = %s", by_guardian.pk) == 0
        assert ask("UPDATE clients_consentgiver SET version = 2 WHERE consent_id = %s", by_guardian.pk) == 1
