"""Who reads the memory: an auditor the own controller's rows, and through the wall nobody anything else."""

import pytest
from django.db import connection

from anchor.accounts.models import Membership, Organisation
from anchor.audit.models import AuditRow, CaseNumber, Verb
from anchor.audit.services import record, record_refusal
from anchor.tenancy.scope import Scope, scoped
from tests.world import EVERYBODY, LONG_AGO

SOCIAL, POLICE = "responsible_social_worker", "police_officer_on_the_case"


@pytest.fixture
def told(world):
    """Three rows: about a case of the county, about a report of nobody's, and what the police officer was refused."""
    with world.acting_as(SOCIAL):
        record(world.actor(SOCIAL), Verb.CASE_CHANGED, world.case)
    with world.acting_as(POLICE):
        record(world.actor(POLICE), Verb.CASE_CHANGED, world.case)
        record_refusal(world.actor(POLICE), "GET case", world.foreign_case.pk, status=404)
    return world


def police_auditor(world):
    """Somebody who answers for the police department's memory."""
    department = world.teams["hame"].police_department
    office = Organisation.objects.create(kind="police", name="Poliisi", police_department=department)
    world.people["police_auditor"] = Membership.objects.create(
        user=world.people["auditor"].user, role="auditor", organisation=office, began_on=LONG_AGO
    )
    return "police_auditor"


def read_by(world, who):
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, verb FROM audit_auditrow ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("auditor", "anonymous")])
def test_nobody_but_an_auditor_reads_a_row_or_a_number(told, who):
    assert read_by(told, who) == []
    with told.acting_as(who):
        assert not CaseNumber.objects.exists()


def test_an_auditor_reads_what_was_done_to_the_own_controllers_records_whoever_did_it(told):
    assert read_by(told, "auditor") == [
        (told.people[SOCIAL].pk, "case_changed"),
        (told.people[POLICE].pk, "case_changed"),
    ]


def test_what_concerns_no_known_record_is_answered_for_by_the_colleagues_own_controller(told):
    assert read_by(told, police_auditor(told)) == [(told.people[POLICE].pk, "refused")]


def test_an_auditor_without_a_controller_reads_nothing(told):
    nation = Membership.objects.create(
        user=told.people["auditor"].user,
        role="auditor",
        organisation=told.people["national_coordinator"].organisation,
        began_on=LONG_AGO,
    )
    told.people["nobodys_auditor"] = nation
    with scoped(Scope()):
        AuditRow(at="2026-01-01T00:00Z", verb="signed_in").save(force_insert=True)

    assert read_by(told, "nobodys_auditor") == []


def test_an_auditor_reads_the_numbers_of_cases_in_the_rows_and_no_others(told):
    with told.acting_as("auditor"):
        assert [row.number for row in CaseNumber.objects.order_by("number")] == [told.case.number]


def test_a_number_is_known_to_the_memory_from_the_statement_that_makes_the_case(world):
    known = {row.case_id: row.number for row in CaseNumber.objects.order_by("number")}

    assert known[world.case.pk] == world.case.number
    assert known[world.foreign_case.pk] == world.foreign_case.number
