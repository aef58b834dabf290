"""Attempts to widen one's own sight through disclosures, shared notes and keys of closed cases, with raw SQL alone."""

import uuid

import pytest
from django.db import DatabaseError, ProgrammingError, connection
from django.utils import timezone

from anchor.access.grants import permission_id
from anchor.access.scopes import collecting
from anchor.accounts.models import Team
from anchor.tenancy.scope import beyond_the_wall
from clients.models import CaseGrant, CaseReason, Disclosure
from meetings.models import SectorNote
from tests import factories

REFUSED = pytest.raises(ProgrammingError, match="row-level security")
NURSE, SOCIAL, POLICE = "nurse_on_the_case", "responsible_social_worker", "police_officer_on_the_case"


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def disclose(world, who, kind, pk, to, *, case=None, sector=None, ground="child_welfare_25"):
    me = world.people[who]
    case = case or world.case_without_consent
    return ask(
        "INSERT INTO clients_disclosure (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
        " case_id, record_kind, record_id, to_sector, ground, condition, on_request, given_on)"
        " VALUES (%s, '109', %s, %s, 'x', %s, now(), 1, %s, %s, %s, %s, %s, 'x', false, current_date)",
        *(uuid.uuid4(), me.team_id, sector or me.sector, me.pk, case.pk, kind, pk, to, ground),
    )


def reason_of(world, case):
    return world.everything(CaseReason).get(case=case).pk


@pytest.mark.parametrize("sector", ["health", "social"])
def test_nobody_discloses_another_sectors_record_to_themself(world, sector):
    """In the own name the record is not of the own sector; in the other sector's name it is not the own."""
    reason = reason_of(world, world.case_without_consent)
    with REFUSED, world.acting_as(NURSE):
        disclose(world, NURSE, "reason", reason, "police", sector=sector)


def test_nobody_discloses_what_hangs_on_another_case(world):
    with REFUSED, world.acting_as(SOCIAL):
        disclose(world, SOCIAL, "reason", reason_of(world, world.case), "health")


def test_a_kind_that_no_row_opens_is_not_disclosed(world):
    with REFUSED, world.acting_as(SOCIAL):
        disclose(world, SOCIAL, "consent_details", reason_of(world, world.case_without_consent), "health")


def test_the_sector_gives_its_record_to_one_sector_and_nothing_else_of_the_case(world):
    case = world.case_without_consent
    with world.acting_as(SOCIAL):
        disclose(world, SOCIAL, "reason", reason_of(world, case), "health")

    with world.acting_as(NURSE):
        assert ask("SELECT count(*) FROM clients_casereason WHERE case_id = %s", case.pk) == [(1,)]
        assert ask("SELECT count(*) FROM clients_caseselection WHERE case_id = %s", case.pk) == [(0,)]


@pytest.mark.parametrize("change", ["record_id = gen_random_uuid()", "to_sector = 'police'", "ground = 'openness_26'"])
def test_a_disclosure_stands_as_it_was_made(world, change):
    with REFUSED, world.acting_as(SOCIAL):
        disclose(world, SOCIAL, "reason", reason_of(world, world.case_without_consent), "health")
        ask(f"UPDATE clients_disclosure SET {change}")


def test_what_was_taken_back_stays_taken_back(world):
    with beyond_the_wall("tests"):
        made = factories.disclosure(world, world.case_without_consent, by=SOCIAL, to="health")
        Disclosure.objects.filter(pk=made.pk).update(taken_back_on=timezone.localdate())
    with REFUSED, world.acting_as(SOCIAL):
        ask("UPDATE clients_disclosure SET taken_back_on = NULL WHERE id = %s", made.pk)


def test_the_receiver_takes_nothing_back_and_keeps_nothing_open(world):
    made = factories.disclosure(world, world.case_without_consent, by=SOCIAL, to="health")
    with world.acting_as(NURSE):
        assert ask("UPDATE clients_disclosure SET version = 2 WHERE id = %s", made.pk) == 0


@pytest.mark.parametrize("ground", ["police_872", "police_616"])
def test_police_law_opens_no_social_welfare_data(world, ground):
    """KHO 2021:13, held by the database itself."""
    with pytest.raises(DatabaseError, match="police_law_opens_no_social_data"), world.acting_as(SOCIAL):
        disclose(world, SOCIAL, "reason", reason_of(world, world.case_without_consent), "police", ground=ground)


# --- notes ---


def note_of(world, who, *, shared=False, text="Soitettu äidille."):
    return factories.sector_note(world, world.case, by=who, shared=shared, text=text)


def test_nobody_shares_a_note_of_another_sector(world):
    note = note_of(world, NURSE)
    with world.acting_as(POLICE):
        assert ask("UPDATE meetings_sectornote SET shared = true WHERE id = %s", note.pk) == 0


def test_a_colleague_of_the_sector_takes_sharing_back_and_changes_no_word(world):
    note = note_of(world, SOCIAL, shared=True)
    factories.join_as(world, world.case, "social_colleague", sector="social")
    with world.acting_as("social_colleague"):
        assert ask("UPDATE meetings_sectornote SET shared = false WHERE id = %s", note.pk) == 1
        assert ask("UPDATE meetings_sectornote SET shared = true WHERE id = %s", note.pk) == 0
    with beyond_the_wall("tests"):
        SectorNote.objects.filter(pk=note.pk).update(shared=True)
    with REFUSED, world.acting_as("social_colleague"):
        ask("UPDATE meetings_sectornote SET written_on = '2020-01-01' WHERE id = %s", note.pk)


def test_text_stands_in_a_note_only_where_the_team_allows_it(world):
    note = note_of(world, SOCIAL)
    insert = (
        "INSERT INTO meetings_sectornote (id, tenant_id, team_id, sector, controller, author_id, created_at, version,"
        " case_id, written_on, text) SELECT gen_random_uuid(), tenant_id, team_id, sector, controller, author_id, now(), 1,"
        " case_id, written_on, text FROM meetings_sectornote WHERE id = %s"
    )
    with REFUSED, world.acting_as(SOCIAL):
        ask(insert, note.pk)
    with world.acting_as(SOCIAL):
        assert str(SectorNote.objects.get(pk=note.pk).text) == "Soitettu äidille."

    Team.objects.filter(pk=note.team_id).update(note_text_allowed=True)
    with world.acting_as(SOCIAL):
        assert ask(insert, note.pk) == 1


# --- keys of closed cases ---


@pytest.mark.parametrize("change", ["ends_on = '2030-01-01'", "permission_id = %s"])
def test_the_task_that_dates_keys_writes_the_cases_own_day_and_no_other_grip(world, change):
    lead = permission_id("clients", "lead_case")
    values = [lead, world.case.pk] if "%s" in change else [world.case.pk]
    with REFUSED, collecting("109"):
        ask(f"UPDATE clients_casegrant SET {change} WHERE content_object_id = %s", *values)


def test_a_worker_dates_no_key(world):
    with world.acting_as(NURSE):
        assert ask("UPDATE clients_casegrant SET ends_on = NULL WHERE content_object_id = %s", world.case.pk) == 0
    assert world.everything(CaseGrant).filter(content_object=world.case, ends_on=None).count() == 3


# --- requests ---


def test_only_the_asked_sector_says_that_it_answered(world):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="health")
    settle = "UPDATE clients_sectorrequest SET state = 'answered', settled_at = now(), settled_by_id = %s WHERE id = %s"
    with REFUSED, world.acting_as(SOCIAL):
        ask(settle, world.people[SOCIAL].pk, asked.pk)
    with world.acting_as(NURSE):
        assert ask(settle, world.people[NURSE].pk, asked.pk) == 1


def test_a_request_exists_for_the_two_sectors_only(world):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="health")
    for who, found in ((SOCIAL, 1), (NURSE, 1), (POLICE, 0), ("coordinator", 0)):
        with world.acting_as(who):
            assert ask("SELECT count(*) FROM clients_sectorrequest WHERE id = %s", asked.pk) == [(found,)], who


def test_the_coordinator_knows_that_nobody_of_the_sector_works_on_the_case(world):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="youth")
    with world.acting_as("coordinator"):
        assert ask("SELECT text FROM clients_sectorrequest WHERE id = %s", asked.pk) == [(None,)]
