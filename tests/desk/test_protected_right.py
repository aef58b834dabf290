"""The right to process data under non-disclosure: given by the administrator alone, never to oneself, never lost in silence."""

import datetime

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from anchor.accounts.models import Membership
from anchor.desk.services import protected_right
from anchor.tenancy.scope import scoped

ADMIN, NURSE, SOCIAL, POLICE = (
    "administrator",
    "nurse_on_the_case",
    "responsible_social_worker",
    "police_officer_on_the_case",
)
GIVEN = {"until": "", "decided": "on", "told": "on"}


def at(world, who):
    return f"/protected-rights/{world.people[who].pk}/"


def holds(world, who):
    return Membership.objects.get(pk=world.people[who].pk).processes_protected(timezone.localdate())


def test_the_administrator_gives_it_and_it_is_remembered_for_the_controller(world):
    assert world.browser(ADMIN).post(at(world, NURSE), GIVEN).status_code == 302

    assert holds(world, NURSE)
    (row,) = world.audit(verb="protected_right_given")
    assert (row.target_id, row.controller) == (world.people[NURSE].pk, "county:07")


@pytest.mark.parametrize("missing", ["decided", "told"])
def test_it_takes_the_controllers_decision_and_the_words_of_the_law(world, missing):
    answer = world.browser(ADMIN).post(at(world, NURSE), {k: v for k, v in GIVEN.items() if k != missing})

    assert answer.status_code == 422
    assert not holds(world, NURSE)


def test_it_ends_with_its_last_day(world):
    world.browser(ADMIN).post(at(world, NURSE), GIVEN | {"until": "today"})
    assert holds(world, NURSE)

    member = Membership.objects.get(pk=world.people[NURSE].pk)
    assert not member.processes_protected(timezone.localdate() + datetime.timedelta(days=1))


def test_ended_it_opens_nothing_from_the_next_request_on(world):
    world.browser(ADMIN).post(at(world, NURSE), GIVEN)
    world.browser(ADMIN).post(at(world, SOCIAL), {"end": "1"})

    assert not holds(world, SOCIAL)
    assert [row.detail["left"] for row in world.audit(verb="protected_right_ended")] == [2]


@pytest.mark.parametrize(("tick", "status"), [({}, 422), ({"confirmed": "on"}, 302)])
def test_where_fewer_than_two_would_be_left_it_is_asked_whether_that_is_meant(world, tick, status):
    answer = world.browser(ADMIN).post(at(world, SOCIAL), {"end": "1"} | tick)

    assert answer.status_code == status
    assert holds(world, SOCIAL) is (status == 422)


def test_given_and_ended_on_one_day_it_was_never_given(world):
    world.browser(ADMIN).post(at(world, NURSE), GIVEN)
    world.browser(ADMIN).post(at(world, NURSE), {"end": "1"})

    assert Membership.objects.get(pk=world.people[NURSE].pk).protected_from is None


def test_the_list_says_which_team_has_too_few(world):
    text = world.browser(ADMIN).get("/protected-rights/").content.decode()

    assert text.count("too few") == 2  # the two other teams


def test_the_people_of_a_team_are_shown_and_nobody_else(world):
    text = world.browser(ADMIN).get("/protected-rights/", {"team": world.teams["hame"].pk}).content.decode()

    assert "Nurse on the case" in text
    assert "Neighbour team member" not in text
    assert "Eelis" not in text


@pytest.mark.parametrize(("who", "member"), [(SOCIAL, NURSE), ("coordinator", "coordinator"), ("coordinator", NURSE)])
def test_nobody_else_writes_the_right_past_the_program(world, who, member):
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_membership SET protected_from = '2020-01-01' WHERE id = %s", [world.people[member].pk]
        )
        assert cursor.rowcount == 0


def test_an_administrator_gives_it_to_no_membership_of_their_own(world):
    own = Membership.objects.create(
        user=world.people[ADMIN].user, role="member", sector="social", team=world.teams["hame"], began_on="2020-01-01"
    )
    with world.acting_as(ADMIN), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_membership SET protected_from = '2020-01-01' WHERE id = %s", [own.pk])
        assert cursor.rowcount == 0
    assert world.browser(ADMIN).post(f"/protected-rights/{own.pk}/", GIVEN).status_code == 404


def test_an_administrator_writes_nothing_else_of_a_membership(world):
    with pytest.raises(ProgrammingError, match="permission denied"), scoped(world.actor(ADMIN).scope()):
        connection.cursor().execute("UPDATE accounts_membership SET role = 'coordinator'")


def test_who_has_become_the_last_but_one_meanwhile_is_asked_about_in_the_form(world, monkeypatch):
    """The page was opened while two others had the right."""
    left = iter((2, 1))
    monkeypatch.setattr(protected_right, "remaining", lambda member: next(left))
    answer = world.browser(ADMIN).post(at(world, SOCIAL), {"end": "1"})

    assert answer.status_code == 422
    assert "confirmed" in answer.context["end"].errors
