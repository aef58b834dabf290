"""Events on the pages: told with a contact or later, shown with parties one may know, and warned of where people are assigned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Participation, SharedLead
from referrals.models import Contact, Event
from tests import factories
from tests.queries import asked
from tests.referrals.situations import contact_form

POLICE, NURSE, COORDINATOR = "police_officer_on_the_case", "nurse_not_on_the_case", "coordinator"


def shown(world, who, address):
    response = world.browser(who).get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_event_is_told_with_a_new_contact(world):
    form = contact_form(event_kind="group", same_event=str(world.contact.pk))
    world.browser(NURSE).post("/contacts/new/", form)

    made = world.everything(Contact).exclude(pk__in=[world.contact.pk, world.foreign_contact.pk]).get()
    marks = {event.contact_id: event.mark for event in world.everything(Event)}
    assert set(marks) == {made.pk, world.contact.pk}
    assert len(set(marks.values())) == 1


def test_only_known_contacts_are_offered_and_by_name_only_where_it_may_be_read(world):
    for who, named in ((POLICE, True), (NURSE, False)):
        page = shown(world, who, "/contacts/new/")
        assert str(world.contact.pk) in page
        assert ("Oliver Tähkäniemi" in page) == named
        assert str(world.foreign_contact.pk) not in page


def test_a_foreign_contact_is_no_choice(world):
    form = contact_form(event_kind="group", same_event=str(world.foreign_contact.pk))
    response = world.browser(NURSE).post("/contacts/new/", form)

    assert response.status_code == 422
    assert not world.everything(Event).exists()


def test_the_page_of_a_contact_shows_the_other_parties_one_may_know(world):
    other = factories.contact(world, received_by=NURSE, age=16)
    browser = world.browser(NURSE)
    browser.post(f"/contacts/{other.pk}/event/", {"event_kind": "fight", "same_event": str(world.contact.pk)})
    assert "14-year-old" in shown(world, NURSE, f"/contacts/{other.pk}/").split('id="h-event"')[1]

    world.everything(Contact).filter(pk=world.contact.pk).update(stage="declined", decided_on="2026-01-01")
    assert "14-year-old" not in shown(world, NURSE, f"/contacts/{other.pk}/").split('id="h-event"')[1]


def test_an_event_without_a_kind_is_asked_for_one(world):
    response = world.browser(POLICE).post(f"/contacts/{world.contact.pk}/event/", {"event_kind": ""})

    assert response.status_code == 422
    assert "Say what kind of event it was." in response.content.decode()


def test_an_event_is_removed(world):
    factories.event_of(world, world.contact)
    world.browser(POLICE).post(f"/contacts/{world.contact.pk}/event/remove/")

    assert not world.everything(Event).exists()


def test_the_contact_page_asks_no_more_for_more_parties(world):
    browser = world.browser(NURSE)
    one, two, three = (factories.contact(world, received_by=NURSE) for _ in range(3))
    address = f"/contacts/{one.pk}/"
    browser.post(f"{address}event/", {"event_kind": "fight", "same_event": str(two.pk)})
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    browser.post(f"/contacts/{three.pk}/event/", {"same_event": str(two.pk)})
    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(asked(many)) == len(asked(few)) <= 12


# --- whoever assigns ---


def test_the_coordinator_is_warned_of_the_other_party_without_its_name(world):
    other = world.other_party
    page = shown(world, COORDINATOR, f"/cases/{world.case.pk}/working-group/")

    assert "Another party of the same event is a client." in page
    assert other.number in page
    assert "Onni" not in page


def test_nobody_else_is_told(world):
    other = world.other_party
    for who, case in (("responsible_social_worker", world.case), ("worker_of_the_other_party", other)):
        page = shown(world, who, f"/cases/{case.pk}/")
        hidden = other if case == world.case else world.case
        assert hidden.number not in page


def test_somebody_on_both_sides_is_marked(world):
    factories.join(world, world.other_party, POLICE)

    assert "works with another party too" in shown(world, COORDINATOR, f"/cases/{world.case.pk}/working-group/")


def test_taking_both_asks_for_a_reason(world):
    part = factories.join(world, world.case, "worker_of_the_other_party")
    assert world.other_party
    browser = world.browser(COORDINATOR)
    assert 'name="shared_lead_reason"' in shown(world, COORDINATOR, f"/cases/{world.case.pk}/working-group/")

    refused = browser.post(f"/participations/{part.pk}/lead/", follow=True)
    assert "Say why they take both." in refused.content.decode()
    browser.post(f"/participations/{part.pk}/lead/", {"shared_lead_reason": "wish"})
    assert [row.reason for row in world.everything(SharedLead)] == ["wish"]


@pytest.mark.parametrize(("who", "marked"), [(POLICE, True), ("nurse_on_the_case", False)])
def test_only_the_police_investigate(world, who, marked):
    part = world.everything(Participation).get(case=world.case, membership=world.people[who])
    world.browser(COORDINATOR).post(f"/participations/{part.pk}/investigates/", {"investigates": "yes"})

    assert world.everything(Participation).get(pk=part.pk).investigates == marked


def test_a_meeting_warns_of_an_investigating_officer(world):
    world.everything(Participation).filter(membership=world.people[POLICE]).update(investigates=True)
    meeting = factories.meeting_held(world, world.case, by="responsible_social_worker", present=(POLICE,))

    form = shown(world, "responsible_social_worker", f"/cases/{world.case.pk}/meetings/new/")
    assert "investigates the same event." in form
    assert "investigates the same event" in shown(world, "responsible_social_worker", meeting.get_absolute_url())
