"""Attempts to widen one's own sight by writing, each tried with raw SQL against the wall alone."""

import datetime
import uuid

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from anchor.access import grants
from anchor.access.grants import permission_id
from anchor.access.rules import Refused
from anchor.tenancy.scope import beyond_the_wall
from clients.models import CaseGrant, Consent
from clients.services.consents import record_consent
from referrals.models import Contact
from tests import factories

REFUSED = pytest.raises(ProgrammingError, match="row-level security")


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.mark.parametrize("who", ["youth_worker_not_on_the_case", "neighbour_team_member", "nurse_on_the_case"])
def test_nobody_but_the_coordinator_grants_a_case(world, who):
    me, case = world.people[who], world.foreign_case if who == "nurse_on_the_case" else world.case
    grip = permission_id("clients", "work_case")

    with REFUSED, world.acting_as(who):
        ask(
            "INSERT INTO clients_casegrant (permission_id, user_id, content_object_id, membership_id, tenant_id, team_id)"
            " VALUES (%s, %s, %s, %s, '109', %s)",
            grip,
            me.user_id,
            case.pk,
            me.pk,
            me.team_id,
        )


def test_a_coordinator_grants_no_case_of_another_team(world):
    me = world.people["neighbour_team_coordinator"]

    with REFUSED, world.acting_as("neighbour_team_coordinator"):
        grants.grant(me, "work_case", world.case)


def test_nobody_grants_themself_a_contact_that_is_decided(world):
    with beyond_the_wall("tests"):
        Contact.objects.filter(pk=world.contact.pk).update(stage="declined", decided_on=timezone.localdate())
    who = "nurse_not_on_the_case"

    with REFUSED, world.acting_as(who):
        grants.grant(world.people[who], "view_contact", world.contact)


def test_nobody_consents_on_a_case_they_are_not_on(world):
    me = world.people["youth_worker_not_on_the_case"]

    with REFUSED, world.acting_as("youth_worker_not_on_the_case"):
        ask(
            "INSERT INTO clients_consent (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
            " case_id, sentence, given, covered_sectors, valid_from)"
            " VALUES (%s, '109', %s, 'youth', 'x', %s, now(), 1, %s, 'team', true, '{youth}', '2020-01-01')",
            uuid.uuid4(),
            me.team_id,
            me.pk,
            world.case.pk,
        )


def test_a_worker_without_consent_cannot_record_one_for_themself(world):
    who = "nurse_on_the_case"
    with world.acting_as(who), pytest.raises(Refused):
        record_consent(
            actor=world.actor(who),
            case=world.case_without_consent,
            answers={"team": True},
            giver="adolescent",
            valid_from=timezone.localdate(),
        )


def test_a_case_cannot_be_pointed_at_another_adolescent(world):
    other = world.case_without_consent.client_id
    with REFUSED, world.acting_as("police_officer_on_the_case"):
        ask("UPDATE clients_case SET client_id = %s WHERE id = %s", other, world.case.pk)


@pytest.mark.parametrize("column", ["author_id", "created_at", "sector", "controller"])
def test_the_origin_of_a_record_cannot_be_rewritten(world, column):
    value = {"author_id": "gen_random_uuid()", "created_at": "now()"}.get(column, "'police'")
    with REFUSED, world.acting_as("nurse_on_the_case"):
        ask(f"UPDATE clients_case SET {column} = {value} WHERE id = %s", world.case.pk)


def test_a_grant_on_a_case_opens_no_other_client(world):
    """What belongs to a client is looked up by the client a grant names: the case's own and none else."""
    other = world.case_without_consent.client_id
    row = world.everything(CaseGrant).filter(content_object=world.case).first()
    copied = (
        "INSERT INTO clients_casegrant (permission_id, user_id, content_object_id, membership_id, tenant_id, team_id, "
        "client_id) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    )
    me = world.people["coordinator"]
    values = (row.permission_id, me.user_id, world.case.pk, me.pk, row.tenant_id, row.team_id)
    with REFUSED, world.acting_as("coordinator"):
        ask(copied, *values, other)

    with world.acting_as("coordinator"):
        ask(copied, *values, row.client_id)


def test_a_grant_cannot_be_moved_to_another_membership(world):
    row = world.everything(CaseGrant).filter(content_object=world.case).first()
    me = world.people["coordinator"]

    with REFUSED, world.acting_as("coordinator"):
        ask("UPDATE clients_casegrant SET membership_id = %s, user_id = %s WHERE id = %s", me.pk, me.user_id, row.pk)


def test_a_contact_grant_that_has_ended_opens_nothing(world):
    who = "nurse_not_on_the_case"
    with beyond_the_wall("tests"):
        grants.grant(world.people[who], "view_contact", world.contact, ends_on=datetime.date(2021, 1, 1))
        Contact.objects.filter(pk=world.contact.pk).update(stage="declined", decided_on=timezone.localdate())
        assert not Contact.objects.visible_to(world.actor(who)).filter(pk=world.contact.pk).exists()

    with world.acting_as(who):
        assert ask("SELECT 1 FROM referrals_contact WHERE id = %s", world.contact.pk) == []


def test_a_selected_contact_tells_no_criteria_to_a_sector_without_consent(world):
    who = "nurse_on_the_case"
    with beyond_the_wall("tests"):
        chosen = {"stage": "selected", "decided_on": timezone.localdate(), "case": world.case_without_consent}
        Contact.objects.filter(pk=world.contact.pk).update(**chosen)
        assert not Contact.objects.visible_to(world.actor(who)).filter(pk=world.contact.pk).exists()

    with world.acting_as(who):
        assert ask("SELECT 1 FROM referrals_contact WHERE id = %s", world.contact.pk) == []


def test_the_collector_reads_no_name(world):
    from anchor.access.scopes import collecting

    with collecting("109"):
        assert ask("SELECT count(*) FROM clients_client") == [(0,)]
        assert ask("SELECT count(*) FROM clients_case") == [(2,)]


def test_the_wall_is_not_left_from_inside_a_scope(world):
    with pytest.raises(RuntimeError, match="inside a scope"), world.acting_as("coordinator"):
        with beyond_the_wall("no"):
            pass


def test_who_may_not_know_the_name_opens_a_contact_to_no_sector(world):
    """A colleague of another sector screens the contact; naming their own sector as grounded would show them the name."""
    who = "nurse_not_on_the_case"
    with REFUSED, world.acting_as(who):
        ask(
            "UPDATE referrals_contact SET ground = 'consent', grounded_sectors = '{health}' WHERE id = %s",
            world.contact.pk,
        )


def test_only_the_coordinator_makes_a_contact_a_case(world):
    with REFUSED, world.acting_as("police_officer_on_the_case"):
        ask("UPDATE referrals_contact SET case_id = %s WHERE id = %s", world.case.pk, world.contact.pk)


def test_who_works_on_a_case_without_leading_it_records_no_consent(world):
    """A yes would open the case to the worker's own sector."""
    who = "nurse_on_the_case"
    me, case = world.people[who], world.case_without_consent
    with REFUSED, world.acting_as(who):
        ask(
            "INSERT INTO clients_consent (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
            " case_id, sentence, given, covered_sectors, valid_from)"
            " VALUES (%s, '109', %s, 'health', 'x', %s, now(), 1, %s, 'team', true, '{health}', '2020-01-01')",
            uuid.uuid4(),
            me.team_id,
            me.pk,
            case.pk,
        )


@pytest.mark.parametrize(
    "change",
    [
        "withdrawn_on = NULL",
        "covered_sectors = '{health,police,social,youth}'",
        "valid_to = '2099-01-01'",
        "given = false",
    ],
)
def test_an_answer_stands_and_a_withdrawal_is_for_good(world, change):
    with beyond_the_wall("tests"):
        consent = Consent.objects.filter(case=world.case, given=True).first()
        Consent.objects.filter(pk=consent.pk).update(withdrawn_on=timezone.localdate(), covered_sectors=["social"])
    with REFUSED, world.acting_as("responsible_social_worker"):
        ask(f"UPDATE clients_consent SET {change} WHERE id = %s", consent.pk)


def test_a_grip_that_only_looks_on_writes_nothing(world):
    who = "police_officer_on_the_case"
    view = permission_id("clients", "view_case")
    with beyond_the_wall("tests"):
        CaseGrant.objects.filter(membership=world.people[who]).update(permission_id=view)
    with world.acting_as(who):
        assert ask("SELECT id FROM clients_case WHERE id = %s", world.case.pk)
        assert ask("UPDATE clients_case SET next_step_on = '2030-01-01' WHERE id = %s", world.case.pk) == 0
        assert ask("UPDATE meetings_meeting SET heard_alone = true WHERE case_id = %s", world.case.pk) == 0


def test_a_reader_marks_what_was_agreed_and_changes_nothing_of_it(world):
    """The nurse reads it by consent and was not there: done or not done is hers to say, the rest is not."""
    meeting = factories.meeting_held(world, world.case, by="responsible_social_worker")
    with world.acting_as("nurse_on_the_case"):
        assert ask("UPDATE meetings_agreedaction SET done_on = now() WHERE meeting_id = %s", meeting.pk) == 1
        assert ask("DELETE FROM meetings_agreedaction WHERE meeting_id = %s", meeting.pk) == 0
    with REFUSED, world.acting_as("nurse_on_the_case"):
        ask("UPDATE meetings_agreedaction SET due_on = now() WHERE meeting_id = %s", meeting.pk)
