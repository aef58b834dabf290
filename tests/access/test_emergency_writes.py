"""Attempts to open, lengthen, confirm or review one's own emergency access with raw SQL against the wall alone."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from anchor.access.scopes import seeking
from clients.models import EmergencyAccess
from tests.clients.emergencies import MEMBER, MINUTE, emergency, named

REFUSED = pytest.raises(ProgrammingError, match="row-level security")


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def insert(world, *, case=None, by=MEMBER, **other):
    """A new access as the service writes it, or with other values (SQL expressions)."""
    case, me = case or world.case, world.people[by]
    values = {
        "id": f"'{uuid.uuid4()}'",
        "tenant_id": "'109'",
        "team_id": str(case.team_id),
        "sector": "'youth'",
        "controller": f"'{case.controller}'",
        "author_id": f"'{me.pk}'",
        "created_at": "now()",
        "version": "1",
        "client_id": f"'{case.client_id}'",
        "case_id": f"'{case.pk}'",
        "reason": "'missing'",
        "opened_at": "now()",
        "until": "now() + interval '60 minutes'",
        "review_due_on": "current_date + 3",
        "judgement": "''",
    } | other
    return ask(f"INSERT INTO clients_emergencyaccess ({', '.join(values)}) VALUES ({', '.join(values.values())})")


def test_nobody_opens_anything_without_the_exact_name(world):
    """In the scope of every ordinary request."""
    for who in (MEMBER, "coordinator", "responsible_social_worker"):
        with REFUSED, world.acting_as(who):
            insert(world, by=who)


def test_who_has_given_the_exact_name_opens_that_case(world):
    with world.acting_as(MEMBER), seeking(world.actor(MEMBER), **named(world)._asdict()):
        insert(world)


@pytest.mark.parametrize(
    "forged",
    [
        {"until": "now() + interval '61 minutes'"},
        {"opened_at": "now() + interval '5 hours'", "until": "now() + interval '6 hours'"},
        {"opened_at": "now() - interval '1 minute'"},
        {"renewed_at": "now()"},
        {"address_confirmed_at": "now()"},
        {"review_due_on": "current_date + 300"},
        {"controller": "'police:nobody'"},
    ],
    ids=lambda forged: ", ".join(forged),
)
def test_an_access_is_opened_now_for_an_hour_and_nothing_is_confirmed(world, forged):
    with REFUSED, world.acting_as(MEMBER), seeking(world.actor(MEMBER), **named(world)._asdict()):
        insert(world, **forged)


def test_nobody_opens_one_for_a_colleague(world):
    other = world.people["nurse_not_on_the_case"].pk
    with REFUSED, world.acting_as(MEMBER), seeking(world.actor(MEMBER), **named(world)._asdict()):
        insert(world, author_id=f"'{other}'")


def test_the_name_of_one_opens_no_other(world):
    with REFUSED, world.acting_as(MEMBER), seeking(world.actor(MEMBER), **named(world)._asdict()):
        insert(world, case=world.case_without_consent)


@pytest.mark.parametrize("column", ["case_id", "client_id"])
def test_case_and_client_belong_together(world, column):
    """The client is sought; the case is another one, and the other way round."""
    other = world.case_without_consent
    forged = {"case_id": f"'{other.pk}'"} if column == "case_id" else {"client_id": f"'{other.client_id}'"}
    with REFUSED, world.acting_as(MEMBER), seeking(world.actor(MEMBER), **named(world)._asdict()):
        insert(world, **forged)


def test_a_search_shows_nothing_but_name_and_shell_of_the_one_named(world):
    with world.acting_as(MEMBER), seeking(world.actor(MEMBER), **named(world)._asdict()):
        assert ask("SELECT id FROM clients_client") == [(world.case.client_id,)]
        assert ask("SELECT id FROM clients_case") == [(world.case.pk,)]
        for table in ("clients_clientaddress", "clients_clientidentity", "clients_caseselection", "meetings_meeting"):
            assert ask(f"SELECT id FROM {table}") == [], table


@pytest.mark.parametrize(
    "change",
    [
        "until = until + interval '1 minute'",
        "until = now() + interval '60 minutes'",
        "renewed_at = now(), until = now() + interval '90 minutes'",
        "renewed_at = now() - interval '1 hour', until = now() + interval '60 minutes'",
        "until = opened_at",
        "address_confirmed_at = now() - interval '5 minutes'",
        "reviewed_at = now(), judgement = 'justified', reviewed_by_id = author_id",
        "reason = 'danger'",
        "opened_at = now()",
        "review_due_on = review_due_on + 300",
    ],
)
def test_the_opener_does_not_forge_their_own(world, change):
    access = emergency(world)
    with REFUSED, world.acting_as(MEMBER):
        ask(f"UPDATE clients_emergencyaccess SET {change} WHERE id = %s", access.pk)


def test_it_is_renewed_only_once_by_raw_sql_too(world):
    access = emergency(world)
    again = "UPDATE clients_emergencyaccess SET renewed_at = now(), until = now() + interval '60 minutes' WHERE id = %s"
    with world.acting_as(MEMBER):
        assert ask(again, access.pk) == 1
    earlier = timezone.now() - 30 * MINUTE
    world.everything(EmergencyAccess).filter(pk=access.pk).update(
        opened_at=earlier - 50 * MINUTE, renewed_at=earlier, until=earlier + 60 * MINUTE
    )
    with REFUSED, world.acting_as(MEMBER):
        ask(again, access.pk)


@pytest.mark.parametrize("column", ["renewed_at = now(), until", "until"])
def test_what_is_over_is_not_brought_back(world, column):
    access = emergency(world, opened_at=timezone.now() - datetime.timedelta(hours=3))
    with REFUSED, world.acting_as(MEMBER):
        ask(f"UPDATE clients_emergencyaccess SET {column} = now() + interval '60 minutes' WHERE id = %s", access.pk)


def test_a_coordinator_reviews_no_access_of_their_own(world):
    review = "UPDATE clients_emergencyaccess SET reviewed_at = now(), judgement = 'justified', reviewed_by_id = %s WHERE id = %s"
    me = world.people["coordinator"].pk
    own, other = emergency(world, by="coordinator"), emergency(world)
    with REFUSED, world.acting_as("coordinator"):
        ask(review, me, own.pk)
    with world.acting_as("coordinator"):
        assert ask(review, me, other.pk) == 1


def test_a_coordinator_lengthens_and_confirms_nothing(world):
    access = emergency(world)
    for change in ("address_confirmed_at = now()", "renewed_at = now(), until = now() + interval '60 minutes'"):
        with REFUSED, world.acting_as("coordinator"):
            ask(f"UPDATE clients_emergencyaccess SET {change} WHERE id = %s", access.pk)


def test_an_access_and_a_try_are_never_deleted(world):
    access = emergency(world)
    for who in (MEMBER, "coordinator"):
        with pytest.raises(ProgrammingError, match="permission denied"), world.acting_as(who):
            ask("DELETE FROM clients_emergencyaccess WHERE id = %s", access.pk)
    with pytest.raises(ProgrammingError, match="permission denied"), world.acting_as(MEMBER):
        ask("DELETE FROM clients_emergencyattempt")


@pytest.mark.parametrize(
    "times",
    [
        {"until": 61 * MINUTE},
        {"renewed_at": 61 * MINUTE, "until": 90 * MINUTE},
        {"renewed_at": 30 * MINUTE, "until": 91 * MINUTE},
        {"until": -MINUTE},
    ],
)
def test_the_table_itself_refuses_more_than_an_hour_and_one_renewal(world, times):
    """Even the owner of the schema writes no longer one."""
    opened = timezone.now()
    with pytest.raises(IntegrityError, match="lasts_an_hour"):
        emergency(world, opened_at=opened, **{name: opened + after for name, after in times.items()})
