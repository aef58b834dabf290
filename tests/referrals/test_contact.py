"""The page of a contact: nameless for all who screen, the name only with a ground, child welfare for the own sector."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Contact, ContactDetails
from tests import factories
from tests.queries import asked
from tests.referrals.situations import contact_form, opinion, selected, typed

RECEIVER = "police_officer_on_the_case"
NURSE = "nurse_not_on_the_case"


def page(world, who, contact=None):
    response = world.browser(who).get((contact or world.contact).get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (RECEIVER, 200),
        (NURSE, 200),
        ("coordinator", 200),
        ("neighbour_team_member", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_coordinator", 404),
        ("municipal_manager", 404),
        ("national_coordinator", 404),
        ("auditor", 404),
        ("administrator", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_a_contact_being_screened(world, who, status):
    assert world.browser(who).get(world.contact.get_absolute_url()).status_code == status
    if who != "anonymous":
        assert world.reads_of(world.contact, by=who) == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("who", "status"), [(RECEIVER, 200), ("coordinator", 200), ("responsible_social_worker", 200), (NURSE, 404)]
)
def test_who_opens_a_decided_contact(world, who, status):
    selected(world, world.contact)

    assert world.browser(who).get(world.contact.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    ("who", "reads"), [(RECEIVER, True), (NURSE, False), ("coordinator", False), ("responsible_social_worker", False)]
)
def test_who_reads_the_name(world, who, reads):
    shown = page(world, who)

    assert ("Tähkäniemi" in shown) is reads
    assert ("Kuraattori kertoi" in shown) is reads
    assert ("Screened without a name" in shown) is not reads
    sections = world.audit(by=who, verb="opened")[0].sections
    assert ("details" in sections) is reads


def test_an_own_childs_answer_is_shown_and_anothers_does_not_exist(world):
    assert "no need to notify" in page(world, RECEIVER)
    shown = page(world, NURSE)
    assert "no need to notify" not in shown.lower()
    assert "Your sector has not answered" in shown


def test_the_receiver_corrects_and_completes(world):
    url = f"{world.contact.get_absolute_url()}change/"
    assert world.browser(RECEIVER).get(url).status_code == 200
    response = world.browser(RECEIVER).post(url, contact_form(version="1", text="Uusi teksti."))

    assert response.status_code == 302
    assert world.everything(ContactDetails).get(contact=world.contact).text == "Uusi teksti."
    assert len(world.audit(verb="contact_changed")) == 1


@pytest.mark.parametrize(
    ("who", "status"), [(NURSE, 403), ("coordinator", 403), ("other_municipality_member", 404), ("anonymous", 302)]
)
def test_nobody_else_changes_a_contact(world, who, status):
    url = f"{world.contact.get_absolute_url()}change/"

    assert world.browser(who).post(url, contact_form(version="1", text="Väärä")).status_code == status
    assert world.everything(ContactDetails).get(contact=world.contact).text != "Väärä"


def test_two_who_save_at_once_see_both_texts(world):
    url = f"{world.contact.get_absolute_url()}change/"
    browser = world.browser(RECEIVER)
    browser.post(url, contact_form(version="1", text="Ensimmäinen"))
    response = browser.post(url, contact_form(version="1", text="Toinen"))

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Ensimmäinen" in shown
    assert "Toinen" in shown
    assert world.everything(ContactDetails).get(contact=world.contact).text == "Ensimmäinen"
    again = response.context["form"]["version"].value()
    assert browser.post(url, contact_form(version=again, text="Molemmat")).status_code == 302


def test_a_decided_contact_is_not_changed(world):
    selected(world, world.contact)
    url = f"{world.contact.get_absolute_url()}change/"
    response = world.browser(RECEIVER).post(url, contact_form(version="1", text="Myöhässä"))

    assert response.status_code == 422
    assert world.everything(ContactDetails).get(contact=world.contact).text != "Myöhässä"


@pytest.mark.parametrize(("who", "reads"), [(NURSE, True), ("coordinator", True), ("responsible_social_worker", False)])
def test_a_recorded_ground_opens_the_name_to_its_sector(world, who, reads):
    url = f"{world.contact.get_absolute_url()}ground/"
    given = {"ground": "consent", "grounded_sectors": ["police", "health"], "version": "1"}
    assert world.browser(RECEIVER).post(url, given).status_code == 302

    assert ("Tähkäniemi" in page(world, who)) is reads
    row = world.audit(verb="ground_recorded")[0]
    assert row.detail == {"sectors": ["police", "health"]}
    assert row.ground == "consent"


def test_a_ground_taken_back_closes_the_name_again(world):
    contact = factories.contact(world, received_by=RECEIVER, grounded=["police", "health"])
    world.browser(RECEIVER).post(f"{contact.get_absolute_url()}ground/", {"ground": "", "version": "1"})

    assert "Tähkäniemi" not in page(world, NURSE, contact)
    assert "Tähkäniemi" in page(world, RECEIVER, contact)


@pytest.mark.parametrize(("who", "status"), [(NURSE, 403), ("coordinator", 403), ("neighbour_team_member", 404)])
def test_who_may_not_read_the_name_records_no_ground(world, who, status):
    url = f"{world.contact.get_absolute_url()}ground/"
    given = {"ground": "consent", "grounded_sectors": ["health"], "version": "1"}

    assert world.browser(who).post(url, given).status_code == status
    assert world.everything(Contact).get(pk=world.contact.pk).grounded_sectors == ["police"]


def test_a_sector_answers_about_child_welfare_for_itself(world):
    url = f"{world.contact.get_absolute_url()}child-welfare/"
    given = {"answer": "notified", "notified_on": typed(world.contact.received_at.date()), "notified_by": "Noora"}
    assert world.browser(NURSE).post(url, given).status_code == 302

    assert "Noora" in page(world, NURSE)
    assert "Noora" not in page(world, RECEIVER)
    assert len(world.audit(verb="child_welfare_answered")) == 1


def test_a_colleague_of_the_sector_who_answered_meanwhile_is_shown(world):
    url = f"{world.contact.get_absolute_url()}child-welfare/"
    world.browser(NURSE).post(url, {"answer": "no_need", "why": "Ensin"})
    response = world.browser("coordinator").post(url, {"answer": "no_need", "why": "Sitten"})

    assert response.status_code == 422
    assert "Ensin" in response.content.decode()
    assert "Sitten" in response.content.decode()


@pytest.mark.parametrize("decided", [False, True])
def test_a_longer_queue_costs_the_page_nothing(world, decided):
    if decided:
        selected(world, world.contact)
    else:
        opinion(world, world.contact, by="responsible_social_worker")

    def cost():
        browser = world.browser("coordinator")
        browser.get(world.contact.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            browser.get(world.contact.get_absolute_url())
        return asked(captured)

    factories.contact(world, received_by=NURSE)
    few = cost()
    for _each in range(9):
        opinion(world, factories.contact(world, received_by=NURSE), by="police_officer_on_the_case")

    assert len(cost()) == len(few) <= 12, few
