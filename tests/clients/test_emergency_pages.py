"""The pages of emergency access: what the opener sees, the second confirmation, and who reviews it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import EmergencyAccess
from tests import factories
from tests.clients.emergencies import COUNTY, MEMBER, emergency, named, protect, safety_note
from tests.meetings.situations import meeting_planned
from tests.proofs.steps_ids import guardian
from tests.queries import asked
from tests.referrals.situations import typed


def form(world, **other):
    given, family, born = named(world)
    why = {"reason": "danger", "text": "Uhkasi satuttaa itseään."}
    return {"given_names": given, "family_name": family, "birth_date": typed(born)} | why | other


def page(world, who, access, name="emergency"):
    return world.browser(who).get(reverse(name, args=[access.pk]))


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("who", [MEMBER, COUNTY])
def test_opening_leads_to_what_is_open_and_nothing_else(world, who):
    factories.meeting_held(world, world.case, by="responsible_social_worker")
    guardian(world, False)
    safety_note(world)
    response = world.browser(who).post(reverse("open_emergency"), form(world), follow=True)

    shown = text_of(response)
    assert response.status_code == 200
    for seen in ("Satamakatu 1", "Liisa", "vihainen koira", "Soitetaan kerholle.", "59 minutes left"):
        assert seen in shown, seen
    for hidden in ("Lumikanto", "Puhuttiin viikosta.", "has committed or is suspected"):
        assert hidden not in shown, hidden
    assert len(world.audit(by=who, verb="emergency_viewed")) == 1


def test_the_name_stands_in_no_address(world):
    response = world.browser(MEMBER).post(reverse("open_emergency"), form(world))
    assert "lumikanto" not in response.url.lower()
    assert world.browser(MEMBER).get(f"{reverse('open_emergency')}?family_name=Lumikanto").status_code == 200
    assert world.everything(EmergencyAccess).count() == 1


def test_a_wrong_name_is_answered_on_the_form(world):
    response = world.browser(MEMBER).post(reverse("open_emergency"), form(world, family_name="Toinen"))
    assert response.status_code == 422
    assert "No case can be opened" in text_of(response)
    assert len(world.audit(by=MEMBER, verb="emergency_refused")) == 1


def test_the_case_is_listed_while_it_lasts_and_leads_there(world):
    access = emergency(world)
    browser = world.browser(MEMBER)
    assert world.case.number in text_of(browser.get(reverse("cases")))
    assert browser.get(world.case.get_absolute_url()).url == access.get_absolute_url()

    world.everything(EmergencyAccess).update(until=timezone.now() - datetime.timedelta(minutes=5))
    assert world.case.number not in text_of(browser.get(reverse("cases")))
    assert browser.get(world.case.get_absolute_url()).status_code == 404


def test_after_the_hour_the_page_shows_nothing_of_the_case(world):
    access = emergency(world, opened_at=timezone.now() - datetime.timedelta(hours=2))
    shown = text_of(page(world, MEMBER, access))
    assert "ended on" in shown
    for hidden in ("Satamakatu", world.case.number):
        assert hidden not in shown


def test_a_protected_address_is_shown_after_a_page_of_its_own(world):
    protect(world)
    access = emergency(world)
    browser = world.browser(MEMBER)
    assert "Satamakatu" not in text_of(page(world, MEMBER, access))
    assert "Satamakatu" not in text_of(page(world, MEMBER, access, "emergency_address"))

    browser.post(reverse("emergency_address", args=[access.pk]))
    assert "Satamakatu 1" in text_of(page(world, MEMBER, access))
    assert len(world.audit(by=MEMBER, verb="address_opened", ground="emergency")) == 1


def test_the_button_for_another_hour_goes_once_used(world):
    access = emergency(world)
    renew = reverse("renew_emergency", args=[access.pk])
    assert renew in text_of(page(world, MEMBER, access))
    world.browser(MEMBER).post(renew)
    assert renew not in text_of(page(world, MEMBER, access))


def test_the_coordinator_is_told_on_the_first_page_at_once(world):
    access = emergency(world)
    address = reverse("review_emergency", args=[access.pk])
    assert address in text_of(world.browser("coordinator").get(reverse("today")))
    for who in ("nurse_not_on_the_case", "neighbour_team_coordinator"):
        assert address not in text_of(world.browser(who).get(reverse("today"))), who

    world.browser("coordinator").post(address, {"judgement": "justified"})
    assert address not in text_of(world.browser("coordinator").get(reverse("today")))


def test_beside_a_request_both_are_told_of_and_remembered(world):
    access = emergency(world)
    request = factories.sector_request(world, world.case, by="responsible_social_worker", to="youth")
    items = world.browser("coordinator").get(reverse("today")).context["day"].items
    told = [item for item in items if item.about is not None and item.about.pk in (access.pk, request.pk)]

    assert [(item.about.pk, item.due, item.late) for item in told] == [
        (access.pk, access.review_due_on, False),
        (request.pk, timezone.localdate(request.created_at), False),
    ]
    assert told[1].title == f"{world.case.initials}, {world.case.number}"
    remembered = {row.target_id: row for row in world.audit(by="coordinator", verb="listed")}
    for record in (access, request):
        row = remembered[record.pk]
        expected = (record._meta.label, world.case.pk, record.controller)
        assert (row.target_type, row.case_id, row.controller) == expected


def test_the_coordinator_reads_the_reasons_and_the_auditor_does_not(world):
    access = emergency(world)
    assert "Ei tullut kotiin." in text_of(page(world, "coordinator", access, "review_emergency"))

    listed = text_of(world.browser("auditor").get(reverse("emergency_accesses")))
    assert "Youth worker not on the case" in listed
    for hidden in ("Ei tullut kotiin.", world.case.number, world.case.initials):
        assert hidden not in listed


def test_a_superior_begins_with_the_number_of_overdue_reviews_without_names(world):
    access = emergency(world, review_due_on=timezone.localdate() - datetime.timedelta(days=1))
    world.everything(EmergencyAccess).filter(pk=access.pk).update(controller="municipality:109")
    browser = world.browser("superior")
    assert browser.get("/").url == reverse("emergency_accesses")
    shown = text_of(browser.get(reverse("emergency_accesses")))
    assert "1 review is overdue" in shown
    assert "Youth worker" not in shown


def test_questions_do_not_grow_with_accesses(world):
    emergency(world)
    world.browser("coordinator").get(reverse("emergency_accesses"))  # the code lists are kept from then on
    with CaptureQueriesContext(connection) as few:
        world.browser("coordinator").get(reverse("emergency_accesses"))
    for _ in range(4):
        emergency(world)
    with CaptureQueriesContext(connection) as many:
        world.browser("coordinator").get(reverse("emergency_accesses"))
    assert len(asked(few)) == len(asked(many))


# --- what to know when going there ---


def test_a_safety_note_stands_on_the_page_of_the_case(world):
    browser = world.browser("responsible_social_worker")
    browser.post(reverse("write_safety_note", args=[world.case.pk]), {"text": "Koira.", "version": "1"})
    assert "Koira." in text_of(browser.get(world.case.get_absolute_url()))
    assert "Koira." in text_of(world.browser("nurse_on_the_case").get(world.case.get_absolute_url()))
    assert "Koira." not in text_of(world.browser("coordinator").get(world.case.get_absolute_url()))


def test_without_consent_another_sector_does_not_read_it(world):
    safety_note(world, world.case_without_consent)
    shown = text_of(world.browser("nurse_on_the_case").get(world.case_without_consent.get_absolute_url()))
    assert "koira" not in shown


def test_who_saves_second_reads_what_the_first_wrote(world):
    note = safety_note(world)
    address = reverse("change_safety_note", args=[note.pk])
    browser = world.browser("responsible_social_worker")
    assert browser.post(address, {"text": "Kaksi koiraa.", "version": "1"}).status_code == 302
    late = browser.post(address, {"text": "Ei koiraa.", "version": "1"})
    assert late.status_code == 422
    assert "Kaksi koiraa." in text_of(late)
    assert browser.post(address, {"text": "Ei koiraa.", "version": "2"}).status_code == 302


def door_to_reviews(world, who, path="/today/"):
    nav = world.browser(who).get(path).context["nav"]
    return next((door for door in nav if door["url"] == reverse("emergency_accesses")), None)


@pytest.mark.parametrize("path", ["/today/", "/contacts/"])
def test_the_door_tells_the_coordinator_how_many_wait_for_a_review(world, path):
    emergency(world)
    emergency(world, reviewed_at=timezone.now(), reviewed_by=world.people["coordinator"], judgement="justified")

    assert door_to_reviews(world, "coordinator", path)["count"] == 1


def test_the_review_stands_behind_the_door_of_reviews(world):
    access = emergency(world)
    nav = page(world, "coordinator", access, "review_emergency").context["nav"]

    assert [door["url"] for door in nav if door["current"]] == [reverse("emergency_accesses")]


def test_who_looks_in_an_emergency_is_not_asked_to_log_a_meeting(world):
    meeting_planned(world, world.case, by="responsible_social_worker", hours=-30)
    access = emergency(world)

    assert "Log the meeting" not in text_of(page(world, MEMBER, access))
