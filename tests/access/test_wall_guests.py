"""Guests and experts against the wall alone: nobody stays longer, looks closer, or writes in another's place."""

import uuid

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from anchor.access.grants import permission_id
from anchor.access.scopes import collecting
from clients.models import CaseGrant, Participation
from referrals.models import ExpertQuestion, QuestionGrant
from tests import factories
from tests.access.test_wall_writes import REFUSED, ask

GUEST, EXPIRED, EXPERT, ASKER = "guest_on_the_case", "expired_guest", "expert_asked", "responsible_social_worker"
NEW_GRANT = (
    "INSERT INTO clients_casegrant (permission_id, user_id, content_object_id, client_id, membership_id, tenant_id, "
    "team_id, ends_on) VALUES (%s, %s, %s, %s, %s, '109', %s, %s)"
)


@pytest.fixture
def question(world):
    return factories.question(world, world.case, by=ASKER)


def grant_row(world, who, model=CaseGrant):
    return world.everything(model).get(membership=world.people[who])


@pytest.mark.parametrize(
    ("who", "grip", "ends"),
    [("expert_asked", "view_case", "2099-01-01"), (EXPIRED, "work_case", "2099-01-01"), (EXPIRED, "view_case", None)],
)
def test_a_coordinator_gives_a_guest_no_working_or_endless_grant_and_an_expert_none(world, who, grip, ends):
    case, person = world.case_without_consent, world.people[who]
    values = (permission_id("clients", grip), person.user_id, case.pk, case.client_id, person.pk, person.team_id, ends)

    with REFUSED, world.acting_as("coordinator"):
        ask(NEW_GRANT, *values)


def test_a_coordinator_makes_no_guest_stay_for_ever(world):
    with REFUSED, world.acting_as("coordinator"):
        ask("UPDATE clients_casegrant SET ends_on = NULL WHERE id = %s", grant_row(world, GUEST).pk)


def test_a_guest_prolongs_nothing(world):
    with world.acting_as(GUEST):
        assert ask("UPDATE clients_casegrant SET ends_on = '2099-01-01'") == 0
        assert ask("UPDATE clients_participation SET ended_on = '2099-01-01'") == 0
        assert ask("UPDATE clients_case SET next_step_on = '2030-01-01'") == 0
        assert ask("UPDATE meetings_meeting SET heard_alone = true") == 0


def test_the_night_revives_no_grant_and_clears_no_living_one(world):
    over, living = grant_row(world, EXPIRED).pk, grant_row(world, GUEST).pk
    with REFUSED, collecting("109"):
        ask("UPDATE clients_casegrant SET ends_on = '2099-01-01' WHERE id = %s", over)
    with collecting("109"):
        assert ask("DELETE FROM clients_casegrant WHERE id = %s", living) == 0
        assert ask("DELETE FROM clients_casegrant WHERE id = %s", over) == 1


def test_an_expert_prolongs_no_question(world, question):
    with REFUSED, world.acting_as(EXPERT):
        ask("UPDATE referrals_questiongrant SET ends_on = '2099-01-01'")
    with REFUSED, world.acting_as(EXPERT):
        ask("UPDATE referrals_expertquestion SET until = '2099-01-01'")


def test_nobody_hands_a_question_to_another_expert(world, question):
    other = world.people["expert_not_asked"]
    with REFUSED, world.acting_as(ASKER):
        ask("UPDATE referrals_expertquestion SET expert_id = %s WHERE id = %s", other.pk, question.pk)
    with REFUSED, world.acting_as(ASKER):
        ask(
            "INSERT INTO referrals_questiongrant (permission_id, user_id, content_object_id, membership_id, tenant_id, "
            "team_id, sector, case_id, ends_on) VALUES (%s, %s, %s, %s, '109', %s, 'social', %s, %s)",
            permission_id("referrals", "answer_question"),
            other.user_id,
            question.pk,
            other.pk,
            other.team_id,
            world.case.pk,
            question.until,
        )


def test_the_askers_sector_does_not_write_the_answer(world, question):
    with REFUSED, world.acting_as(ASKER):
        ask("UPDATE referrals_expertquestion SET answer = text, answered_on = now() WHERE id = %s", question.pk)


def test_an_expert_changes_no_word_of_the_question_and_takes_nothing_back(world, question):
    with REFUSED, world.acting_as(EXPERT):
        ask("UPDATE referrals_expertquestion SET withdrawn_on = now() WHERE id = %s", question.pk)
    with REFUSED, world.acting_as(EXPERT):
        ask("UPDATE referrals_expertquestion SET text = NULL WHERE id = %s", question.pk)


def test_an_answer_stands_as_it_was_given(world):
    given = {"answered_on": timezone.localdate(), "answer": "Näin."}
    question = factories.question(world, world.case, by=ASKER, **given)
    for change in ("answer = text", "answered_on = NULL, answer = NULL", "answered_on = '2020-01-01'"):
        with REFUSED, world.acting_as(ASKER):
            ask(f"UPDATE referrals_expertquestion SET {change} WHERE id = %s", question.pk)


@pytest.mark.parametrize("who", ["coordinator", GUEST, "youth_worker_not_on_the_case", EXPERT])
def test_who_does_not_work_on_the_case_makes_no_question_about_it(world, question, who):
    me = world.people[who]
    copied = (
        "INSERT INTO referrals_expertquestion (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
        " case_id, expert_id, text, until) VALUES (%s, '109', %s, %s, 'x', %s, now(), 1, %s, %s, %s, '2099-01-01')"
    )
    sealed = bytes([1]) + bytes(60)
    expert = world.people["expert_not_asked"]
    with pytest.raises(ProgrammingError, match="row-level security"), world.acting_as(who):
        ask(copied, uuid.uuid4(), me.team_id, me.sector, me.pk, world.case.pk, expert.pk, sealed)


def test_the_expert_sees_the_question_through_the_wall_and_nothing_beside_it(world, question):
    with world.acting_as(EXPERT):
        assert ask("SELECT id FROM referrals_expertquestion") == [(question.pk,)]
        for table in ("clients_case", "clients_client", "clients_participation", "referrals_contact"):
            assert ask(f"SELECT count(*) FROM {table}") == [(0,)]
    with world.acting_as("expert_not_asked"):
        assert ask("SELECT id FROM referrals_expertquestion") == []


def test_the_rows_are_there_for_those_tests(world, question):
    assert world.everything(ExpertQuestion).count() == world.everything(QuestionGrant).count() == 1
    assert world.everything(Participation).filter(kind="guest").count() == 2
