"""Who is worried and what an event was stand in tables of their own: behind the wall nobody reads them without a ground."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection

from anchor.access.scopes import collecting
from anchor.tenancy.scope import beyond_the_wall
from referrals.models import Contact, ContactDetails, ContactOrigin, Event, EventDetails
from referrals.models.event import details_of, same_origin
from referrals.services import events
from tests import factories
from tests.referrals.situations import contact_form, selected

POLICE, NURSE, COORDINATOR = "police_officer_on_the_case", "nurse_not_on_the_case", "coordinator"
TEAM = (POLICE, NURSE, COORDINATOR, "responsible_social_worker", "youth_worker_not_on_the_case")
STRANGERS = ("neighbour_team_coordinator", "other_municipality_coordinator", "municipal_manager")
APART = (ContactOrigin, EventDetails)
EMPTY = {"channel": "other", "source": "other", "told": "unknown"}
MOVED = import_module("referrals.migrations.0021_origins_apart")
REFUSED = pytest.raises(ProgrammingError, match="row-level security")


@pytest.fixture
def fought(world):
    """The contact, received by the police with a ground for them, came of a fight."""
    factories.event_of(world, world.contact)
    return world


def ask(world, who, statement, *values):
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def seen(world, who, contact):
    """What somebody reads of both, past the rule: by raw SQL, and by a question that forgot `visible_to`."""
    found = set()
    for model in APART:
        raw = ask(world, who, f"SELECT 1 FROM {model._meta.db_table} WHERE contact_id = %s", contact.pk)
        with world.acting_as(who):
            assert model.objects.filter(contact=contact).count() == raw
        found |= {model} if raw else set()
    return found


def ground(world, *sectors):
    world.everything(Contact).filter(pk=world.contact.pk).update(ground="consent", grounded_sectors=list(sectors))


def said(world, who, contact, **event):
    with world.acting_as(who):
        return events.record_event(actor=world.actor(who), contact=contact, told=events.Told(**event))


# --- behind the wall ---


def test_without_a_ground_the_wall_shows_neither(fought):
    ground(fought)

    assert {who: seen(fought, who, fought.contact) for who in TEAM} == {who: set() for who in TEAM} | {
        POLICE: set(APART)  # who received it
    }
    assert {
        who: ask(fought, who, "SELECT 1 FROM referrals_contact WHERE id = %s", fought.contact.pk) for who in TEAM
    } == (dict.fromkeys(TEAM, 1))


@pytest.mark.parametrize("sector", ["health", "youth"])
def test_with_a_ground_the_sector_it_is_for_reads_both(fought, sector):
    ground(fought, sector)

    readers = {who for who in TEAM if seen(fought, who, fought.contact) == set(APART)}
    assert readers == {who for who in TEAM if fought.people[who].sector == sector} | {POLICE}


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_read_neither(fought, who):
    ground(fought, "police", "social", "health", "youth")

    assert seen(fought, who, fought.contact) == set()


def test_both_are_read_by_exactly_those_who_read_the_details(fought):
    for decided in (False, True):
        if decided:
            selected(fought, fought.contact)
        for who in (*TEAM, *STRANGERS):
            table = ContactDetails._meta.db_table
            details = ask(fought, who, f"SELECT 1 FROM {table} WHERE contact_id = %s", fought.contact.pk)
            assert seen(fought, who, fought.contact) == (set(APART) if details else set()), (who, decided)


def test_figures_are_collected_of_origins_and_never_of_events(fought):
    with collecting("109"), connection.cursor() as cursor:
        counted = {}
        for model in APART:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            counted[model] = cursor.fetchone()[0]

    assert counted == {ContactOrigin: fought.everything(ContactOrigin).filter(tenant_id="109").count(), EventDetails: 0}
    assert counted[ContactOrigin]


# --- writing ---


def test_a_new_contact_tells_nothing_in_the_old_columns(world):
    world.browser(POLICE).post("/contacts/new/", contact_form(event_kind="fight", event_on="1.9.2026"))
    contact = world.everything(Contact).order_by("-created_at").first()

    assert {name: getattr(contact, name) for name in EMPTY} == EMPTY
    origin = world.everything(ContactOrigin).get(contact=contact)
    assert (origin.channel, origin.source, origin.told) == ("phone", "school", "guardian")
    event = world.everything(Event).get(contact=contact)
    assert (event.kind, event.happened_on) == ("other", None)
    assert world.everything(EventDetails).get(event=event).kind == "fight"


def test_a_corrected_one_too(world):
    address = f"/contacts/{world.contact.pk}/change/"
    form = world.browser(POLICE).get(address).context["form"]
    assert [form[name].value() for name in ("channel", "source", "told")] == ["phone", "school", "guardian"]

    changed = contact_form(source="police", told="nobody", version="1")
    assert world.browser(POLICE).post(address, changed).status_code == 302

    contact = world.everything(Contact).get(pk=world.contact.pk)
    assert {name: getattr(contact, name) for name in EMPTY} == EMPTY
    origin = world.everything(ContactOrigin).get(contact=contact)
    assert (origin.source, origin.told, origin.version) == ("police", "nobody", 2)


def test_what_an_earlier_release_recorded_meanwhile_can_be_corrected(world):
    world.everything(ContactOrigin).filter(contact=world.contact).delete()
    world.browser(POLICE).post(f"/contacts/{world.contact.pk}/change/", contact_form(version="1"))

    assert world.everything(ContactOrigin).get(contact=world.contact).source == "school"


@pytest.mark.parametrize("who", [NURSE, COORDINATOR])
def test_who_may_not_read_what_the_event_was_tells_it_anew_and_takes_it_back(fought, who):
    before = fought.everything(EventDetails).get()
    said(fought, who, fought.contact, kind="group")

    details = fought.everything(EventDetails).get()
    assert (details.kind, details.membership_id) == ("group", fought.people[POLICE].pk)
    assert details.pk != before.pk
    assert seen(fought, who, fought.contact) == set()
    with fought.acting_as(who):
        events.remove_event(actor=fought.actor(who), contact=fought.contact)
    assert not fought.everything(Event).exists()
    assert not fought.everything(EventDetails).exists()


def test_what_was_told_of_an_event_is_neither_changed_nor_taken_out_of_it(fought):
    assert ask(fought, POLICE, "UPDATE referrals_eventdetails SET kind = 'group'") == 0
    with pytest.raises(ProgrammingError, match="permission denied"):
        ask(fought, POLICE, "DELETE FROM referrals_eventdetails")

    assert fought.everything(EventDetails).get().kind == "fight"


@pytest.mark.parametrize("forged", ["membership_id", "sector", "event", "contact_id"])
def test_nobody_writes_it_so_that_others_read_it(fought, forged):
    """In the own name, for the own sector, beside another contact's event, or on another contact."""
    own = factories.contact(fought, received_by=NURSE)
    with beyond_the_wall("tests"):
        mine = Event.objects.create(contact=own, **same_origin(own))
        fought.everything(EventDetails).all().delete()
        theirs = fought.everything(Event).get(contact=fought.contact)
    row = details_of(fought.contact) | {"event": theirs, "kind": "fight"}
    row[forged] = {"membership_id": fought.people[NURSE].pk, "sector": "health", "event": mine, "contact_id": own.pk}[
        forged
    ]

    with REFUSED, fought.acting_as(NURSE):
        EventDetails.objects.create(**row)


def test_an_event_has_a_kind(fought):
    with pytest.raises(IntegrityError, match="told_event_has_a_kind"):
        fought.everything(EventDetails).update(kind="")


# --- moving what stood in the old columns ---


def old(world):
    """What an earlier release wrote, and nothing of this one."""
    with beyond_the_wall("tests"):
        for model in APART:
            model.objects.all().delete()
        Contact.objects.filter(pk=world.contact.pk).update(channel="phone", source="police", told="nobody")
        Event.objects.update(kind="fight", happened_on="2026-09-01")


def columns(model, *names):
    return list(model.objects.order_by("pk").values_list(*names))


def test_the_old_columns_are_moved_and_put_back(fought):
    old(fought)
    with beyond_the_wall("tests"):
        MOVED.keep_apart(apps, connection.cursor())
        origin, details = ContactOrigin.objects.get(contact=fought.contact), EventDetails.objects.get()
        contact = Contact.objects.get(pk=origin.contact_id)
        assert (origin.channel, origin.source, origin.told) == ("phone", "police", "nobody")
        assert (origin.sector, origin.author_id, origin.created_at) == (
            contact.sector,
            contact.author_id,
            contact.created_at,
        )
        assert (details.kind, str(details.happened_on), details.membership_id) == (
            "fight",
            "2026-09-01",
            contact.author_id,
        )
        assert {name: getattr(contact, name) for name in EMPTY} == EMPTY
        assert columns(Event, "kind", "happened_on") == [("other", None)]

        MOVED.put_back(apps, connection.cursor())
        assert Contact.objects.get(pk=contact.pk).source == "police"
        assert columns(Event, "kind") == [("fight",)]


def test_moved_again_it_takes_what_the_earlier_release_wrote_meanwhile(fought):
    old(fought)
    with beyond_the_wall("tests"):
        MOVED.keep_apart(apps, connection.cursor())
        kept = columns(ContactOrigin, "pk"), columns(EventDetails, "pk")
        Contact.objects.filter(pk=fought.contact.pk).update(channel="letter", source="social", told="guardian")
        MOVED.keep_apart(apps, connection.cursor())

        told = ContactOrigin.objects.get(contact=fought.contact)
        assert (told.channel, told.source, told.told) == ("letter", "social", "guardian")
        assert (columns(ContactOrigin, "pk"), columns(EventDetails, "pk")) == kept
