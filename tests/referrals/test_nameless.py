"""What a sector sees of a contact before a ground is recorded for it: age, criteria, reasons, urgency and area, and the team's own work.

Who is worried, how they told it, who has been told of it, and what the event was: with a ground (access.md, The matrix).
"""

import re

import pytest
from django.utils import timezone
from django.utils.text import capfirst

from anchor.tenancy import codes
from referrals.models import Contact, ContactOrigin, EventDetails
from referrals.services import events
from tests import factories
from tests.referrals.situations import days_ago, opinion, selected

POLICE, NURSE, COORDINATOR = "police_officer_on_the_case", "nurse_not_on_the_case", "coordinator"
WORKER = "responsible_social_worker"
UNGROUNDED = [NURSE, COORDINATOR, WORKER]
SOURCE, CHANNEL, TOLD, KIND = "school or educational", "telephone", "guardian has been told", "fight"


def shown(world, who, address="", status=200, **form):
    """What stands in the main part of a page, in small letters."""
    browser, address = world.browser(who), address or world.contact.get_absolute_url()
    response = browser.post(address, form) if form else browser.get(address)
    assert response.status_code == status
    return response.content.decode().split("<main", 1)[1].split("</main>")[0].lower()


@pytest.fixture
def fought(world):
    """The contact came of a fight twenty days ago."""
    event = factories.event_of(world, world.contact)
    world.everything(EventDetails).filter(event=event).update(happened_on=days_ago(20))
    return world


def day_in_words(days):
    day = days_ago(days)
    return f"{day.day} {day:%b} {day.year}".lower()


# --- the contact's page ---


@pytest.mark.parametrize(("who", "reads"), [(POLICE, True), *((who, False) for who in UNGROUNDED)])
def test_who_reads_who_is_worried_and_what_it_came_of(fought, who, reads):
    page = shown(fought, who)

    told = {word: word in page for word in (SOURCE, CHANNEL, TOLD, KIND, day_in_words(20))}
    assert told == dict.fromkeys(told, reads)


@pytest.mark.parametrize("who", UNGROUNDED)
def test_without_a_ground_the_page_says_when_the_rest_is_seen_and_keeps_the_team_s_own_work(fought, who):
    page = shown(fought, who)

    assert "your sector sees who is worried and who has been told when a ground has been recorded for it." in page
    assert "your sector sees what the event was when a ground has been recorded for it." in page
    assert re.search(r'"eyebrow">received [^<,]*\d{4}', page)
    assert "received by" in page
    assert fought.people[POLICE].user.name.lower() in page
    for word in ("14-year-old", "hämeenlinna", "shoplifting or petty theft", "suspected of a crime"):
        assert word in page


@pytest.mark.parametrize("who", UNGROUNDED)
def test_nor_is_it_told_beside_a_form_with_errors(fought, who):
    page = shown(fought, who, f"/contacts/{fought.contact.pk}/opinion/", status=422, answer="", version="0")

    assert not [word for word in (SOURCE, CHANNEL, TOLD, KIND) if word in page]


def test_a_recorded_ground_opens_it(fought):
    given = {"ground": "consent", "grounded_sectors": ["police", "health"], "version": "1"}
    fought.browser(POLICE).post(f"/contacts/{fought.contact.pk}/ground/", given)

    page = shown(fought, NURSE)
    assert [word for word in (SOURCE, CHANNEL, TOLD, KIND) if word in page] == [SOURCE, CHANNEL, TOLD, KIND]
    assert "when a ground has been recorded" not in page


# --- lists ---


@pytest.mark.parametrize(("who", "reads"), [(POLICE, True), *((who, False) for who in UNGROUNDED)])
def test_the_queue_tells_the_source_to_whom_may_read_it(world, who, reads):
    page = shown(world, who, "/contacts/")

    assert (SOURCE in page) is reads
    assert "shoplifting or petty theft" in page


def test_each_row_is_told_by_its_own_ground(world):
    """Beside an own contact, whose details the receiver reads, stands one that is nameless to them."""
    own = factories.contact(world, received_by=NURSE)
    world.everything(ContactOrigin).filter(contact=own).update(source="police")
    rows = {row.contact.pk: row.about for row in world.browser(NURSE).get("/contacts/").context["rows"]}

    assert rows[world.contact.pk] == "Shoplifting or petty theft"
    assert rows[own.pk] == f"{capfirst(codes.label('contact_source', 'police'))}: shoplifting or petty theft"
    beside = {row.contact.pk: row.about for row in world.browser(NURSE).get(own.get_absolute_url()).context["queue"]}
    assert beside == rows


@pytest.mark.parametrize("outcome", ["selected", "declined", "redirected"])
def test_what_was_decided_is_listed_the_same_way(world, outcome):
    selected(world, world.contact, outcome=outcome)
    tab = "/contacts/?tab=selected" if outcome == "selected" else "/contacts/?tab=ended"

    assert SOURCE in shown(world, POLICE, tab)
    assert SOURCE not in shown(world, COORDINATOR, tab)


@pytest.mark.parametrize("part", ["decision/", "child-welfare/", "questions/new/"])
def test_no_form_about_a_contact_tells_it(fought, part):
    opinion(fought, fought.contact, by=WORKER)
    page = shown(fought, COORDINATOR, f"/contacts/{fought.contact.pk}/{part}")

    assert not [word for word in (SOURCE, CHANNEL, TOLD, KIND) if word in page]


@pytest.mark.parametrize("who", UNGROUNDED)
def test_the_first_page_tells_it_to_nobody(fought, who):
    assert not [word for word in (SOURCE, CHANNEL, TOLD, KIND) if word in shown(fought, who, "/today/")]


# --- the case that came of it ---


@pytest.mark.parametrize(("who", "title"), [(POLICE, "Contact: school"), (NURSE, "A contact was received")])
def test_the_chronology_tells_the_source_to_whom_may_read_it(world, who, title):
    """Both took part in the screening and work on a case of a sector of neither, without consent."""
    case = world.case_without_consent
    opinion(world, world.contact, by=NURSE)
    for person in (POLICE, NURSE):
        factories.join(world, case, person)
    world.everything(Contact).filter(pk=world.contact.pk).update(
        case=case, stage="selected", decided_on=timezone.localdate(), sector="social"
    )

    assert title in world.browser(who).get(case.get_absolute_url()).content.decode()


# --- the event ---


def choices_made(world, who, contact):
    form = world.browser(who).get(f"/contacts/{contact.pk}/event/").context["form"]
    return form["event_kind"].value(), form["event_on"].value()


def test_the_form_of_the_event_begins_with_what_its_reader_may_know(fought):
    assert choices_made(fought, POLICE, fought.contact) == ("fight", days_ago(20))
    assert choices_made(fought, NURSE, fought.contact) == (None, None)
    page = shown(fought, NURSE, f"/contacts/{fought.contact.pk}/event/")
    assert "what you save takes its place" in page


def test_a_link_tells_nothing_of_what_was_said_of_the_other(fought):
    """The own contact says what its receiver told, under the mark of both."""
    own = factories.contact(fought, received_by=NURSE, grounded=["health"])
    told = events.Told(kind="group", happened_on=days_ago(3), same_as=fought.contact)
    with fought.acting_as(NURSE):
        events.record_event(actor=fought.actor(NURSE), contact=own, told=told)

    said = {one.contact_id: one for one in fought.everything(EventDetails).select_related("event")}
    assert (said[own.pk].kind, said[own.pk].happened_on) == ("group", days_ago(3))
    assert (said[fought.contact.pk].kind, said[fought.contact.pk].happened_on) == ("fight", days_ago(20))
    assert said[own.pk].event.mark == said[fought.contact.pk].event.mark


def test_a_link_to_what_one_may_not_read_asks_for_the_kind(fought):
    own = factories.contact(fought, received_by=NURSE, grounded=["health"])
    response = fought.browser(NURSE).post(
        f"/contacts/{own.pk}/event/", {"event_kind": "", "same_event": str(fought.contact.pk)}
    )

    assert response.status_code == 422
    assert "Say what kind of event it was." in response.content.decode()
