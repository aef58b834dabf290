"""Several people in one event: who may link their contacts, and that the link opens nothing and tells nothing."""

import datetime
import uuid

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from anchor.tenancy.scope import beyond_the_wall
from clients.models import SharedLead
from clients.services.other_parties import other_parties
from clients.services.working_group import change_responsible
from referrals.models import Contact, Event, EventDetails
from referrals.services import events
from tests import factories
from tests.referrals.situations import selected
from tests.world import TEAM_PEOPLE

POLICE, NURSE, YOUTH = "police_officer_on_the_case", "nurse_not_on_the_case", "youth_worker_not_on_the_case"
REFUSED = pytest.raises(ProgrammingError, match="row-level security")


def said(world, who, contact, **event):
    with world.acting_as(who):
        return events.record_event(actor=world.actor(who), contact=contact, told=events.Told(**event))


def rows(world, model=Event):
    return {row.contact_id: row for row in world.everything(model)}


@pytest.fixture
def other(world):
    """A second contact of the team, about somebody else in the same fight."""
    return factories.contact(world, received_by=NURSE, grounded=["health"])


def test_a_contact_s_event_is_its_day_and_kind(world):
    day = timezone.localdate() - datetime.timedelta(days=3)
    said(world, POLICE, world.contact, kind="fight", happened_on=day)

    event, said_of_it = rows(world)[world.contact.pk], rows(world, EventDetails)[world.contact.pk]
    assert (event.sector, event.case_id) == ("police", None)
    assert (said_of_it.kind, said_of_it.happened_on, said_of_it.sector) == ("fight", day, "police")
    assert (said_of_it.event_id, said_of_it.membership_id) == (event.pk, world.people[POLICE].pk)


def test_the_same_event_gives_each_party_a_row_of_its_own(world, other):
    world.everything(Contact).filter(pk=world.contact.pk).update(grounded_sectors=["police", "health"])
    said(world, POLICE, world.contact, kind="fight")
    said(world, NURSE, other, same_as=world.contact)

    one, two = rows(world)[world.contact.pk], rows(world)[other.pk]
    assert one.mark == two.mark
    assert {details.kind for details in rows(world, EventDetails).values()} == {"fight"}


def test_where_nothing_was_said_of_the_other_the_same_is_said_of_both(world, other):
    said(world, NURSE, other, kind="siblings", same_as=world.contact)

    assert [details.kind for details in rows(world, EventDetails).values()] == ["siblings"] * 2
    assert len({event.mark for event in rows(world).values()}) == 1
    assert rows(world)[world.contact.pk].sector == "police"


def test_nothing_in_a_row_tells_who_linked_or_when(world, other):
    said(world, NURSE, other, kind="fight", same_as=world.contact)

    columns = {field.attname for model in (Event, EventDetails) for field in model._meta.concrete_fields}
    assert not columns & {"author_id", "created_at", "version"}
    receivers = {key: details.membership_id for key, details in rows(world, EventDetails).items()}
    assert receivers == {one.pk: one.author_id for one in (world.contact, other)}
    assert {row.pk.version for model in (Event, EventDetails) for row in rows(world, model).values()} == {4}
    assert {event.mark.version for event in rows(world).values()} == {4}


def test_the_memory_of_one_party_names_no_other(world, other):
    said(world, NURSE, other, kind="fight", same_as=world.contact)

    for row in world.audit(verb="event_recorded"):
        assert "fight" not in str(row.detail)
        mark = str(rows(world)[world.contact.pk].mark)
        others = {str(world.contact.pk), str(other.pk)} - {str(row.target_id)}
        assert not [word for word in {mark, *others} if word in str(row.detail)]


def test_taking_back_leaves_the_other_party_as_it_was(world, other):
    said(world, NURSE, other, kind="fight", same_as=world.contact)
    kept = rows(world)[world.contact.pk]
    with world.acting_as(NURSE):
        events.remove_event(actor=world.actor(NURSE), contact=other)

    assert list(rows(world)) == [world.contact.pk]
    assert rows(world)[world.contact.pk].mark == kept.mark


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"kind": "nonsense"}])
def test_an_event_has_a_kind_from_the_list(world, wrong):
    with pytest.raises(DomainError) as refused:
        said(world, POLICE, world.contact, **wrong)

    assert refused.value.field == "event_kind"


def test_an_event_has_happened(world):
    with pytest.raises(DomainError):
        said(world, POLICE, world.contact, kind="fight", happened_on=timezone.localdate() + datetime.timedelta(days=1))


def test_only_a_contact_one_may_know_is_linked(world):
    neighbour = factories.contact(world, received_by="neighbour_team_member")

    for unknown in (neighbour, world.foreign_contact):
        with pytest.raises(DomainError) as refused:
            said(world, POLICE, world.contact, kind="fight", same_as=unknown)
        assert refused.value.field == "same_event"


def test_a_decided_contact_is_linked_by_those_who_took_part(world):
    selected(world, world.contact)

    with world.acting_as(YOUTH), pytest.raises((Refused, Contact.DoesNotExist)):
        events.record_event(actor=world.actor(YOUTH), contact=world.contact, told=events.Told(kind="fight"))
    said(world, POLICE, world.contact, kind="fight")


# --- walls ---


def linked_cases(world):
    """Two cases of one event, each with its own worker; the coordinator is on neither."""
    world.other_party  # noqa: B018  (made when first asked for)
    return world.case, world.other_party


def test_the_worker_of_one_party_knows_nothing_of_the_other(world):
    mine, theirs = linked_cases(world)
    who = "worker_of_the_other_party"

    with world.acting_as(who):
        actor = world.actor(who)
        assert [event.case_id for event in Event.objects.visible_to(actor)] == [theirs.pk]
        assert list(other_parties(actor, theirs)) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM clients_case WHERE id = %s", [mine.pk])
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT case_id FROM referrals_event")
            assert cursor.fetchall() == [(theirs.pk,)]


def test_whoever_works_on_both_knows_both(world):
    mine, theirs = linked_cases(world)
    factories.join(world, theirs, POLICE)

    with world.acting_as(POLICE):
        assert list(other_parties(world.actor(POLICE), theirs)) == []  # the event of another sector does not exist
    factories.consent(world, theirs, sectors=["police"])
    with world.acting_as(POLICE):
        assert list(other_parties(world.actor(POLICE), theirs)) == [mine]


def test_the_coordinator_sees_which_cases_stem_from_one_event(world):
    mine, theirs = linked_cases(world)

    with world.acting_as("coordinator"):
        assert list(other_parties(world.actor("coordinator"), mine)) == [theirs]
    with world.acting_as("neighbour_team_coordinator"):
        assert list(other_parties(world.actor("neighbour_team_coordinator"), mine)) == []


def test_nobody_puts_an_event_beside_a_contact_they_do_not_screen(world):
    me = world.people["neighbour_team_member"]
    values = [uuid.uuid4(), me.team_id, world.contact.pk, uuid.uuid4()]
    with REFUSED, world.acting_as("neighbour_team_member"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO referrals_event (id, tenant_id, team_id, sector, controller, contact_id, mark, kind)"
            " VALUES (%s, '109', %s, 'police', 'x', %s, %s, 'fight')",
            values,
        )


@pytest.mark.parametrize("column", ["mark = gen_random_uuid()", "sector = 'health'", "contact_id = gen_random_uuid()"])
def test_a_link_is_made_anew_or_taken_back_but_never_turned(world, column):
    said(world, POLICE, world.contact, kind="fight")
    with REFUSED, world.acting_as(POLICE), connection.cursor() as cursor:
        cursor.execute(f"UPDATE referrals_event SET {column}")


def test_an_event_is_hung_on_no_case_but_its_contact_s(world):
    said(world, POLICE, world.contact, kind="fight")
    with REFUSED, world.acting_as(POLICE), connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_event SET case_id = %s", [world.case.pk])


# --- one responsible worker for both ---


def leading_both(world, reason=""):
    """Make the other party's worker responsible for the first case too."""
    mine, _theirs = linked_cases(world)
    part = factories.join(world, mine, "worker_of_the_other_party")
    with world.acting_as("coordinator"):
        part = type(part).objects.select_related("case").get(pk=part.pk)
        return change_responsible(actor=world.actor("coordinator"), participation=part, shared_lead_reason=reason)


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_one_responsible_worker_for_both_needs_a_reason(world, reason):
    with pytest.raises(DomainError) as refused:
        leading_both(world, reason)

    assert refused.value.field == "shared_lead_reason"
    assert not world.everything(SharedLead).exists()


def test_the_reason_is_kept_and_seen_by_the_coordinator_alone(world):
    case = leading_both(world, "siblings")

    assert [(row.case_id, row.reason) for row in world.everything(SharedLead)] == [(case.pk, "siblings")]
    for who, sees in (("coordinator", 1), ("worker_of_the_other_party", 0), ("responsible_social_worker", 0)):
        with world.acting_as(who):
            assert SharedLead.objects.visible_to(world.actor(who)).count() == sees, who


def test_a_link_opens_nothing(world, other):
    """Everybody sees the same records of every kind before and after, but for the event itself."""
    from tests.proofs import locks
    from tests.proofs.program import MODELS

    def seen():
        models = [model for model in MODELS if model not in ("referrals.Event", "referrals.EventDetails")]
        found = {}
        for who in TEAM_PEOPLE:
            actor = world.actor(who)
            with beyond_the_wall("the rule alone"):
                found[who] = locks.known_by_rule(actor, models)
            found[who, "wall"] = locks.through_wall(actor.scope(), models)
        return found

    before = seen()
    said(world, NURSE, other, kind="fight", same_as=world.contact)

    assert seen() == before
