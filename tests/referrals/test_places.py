"""A contact under non-disclosure: municipality, school and telephone are kept apart from what all who screen may read."""

import pytest
from django.db import connection

from anchor.accounts.models import Membership
from referrals.models import Contact, ContactDetails, ContactPlace
from tests.referrals.situations import contact_form

RECEIVER, NURSE = "police_officer_on_the_case", "nurse_on_the_case"
TOLD = {"area": "061", "school": "Kaurialan koulu", "phone": "040 555", "non_disclosure": "on"}


def without_the_right(world, who=RECEIVER):
    Membership.objects.filter(pk=world.people[who].pk).update(protected_from=None)


def change(world, who=RECEIVER, **typed):
    url = f"{world.contact.get_absolute_url()}change/"
    version = str(world.everything(ContactDetails).get(contact=world.contact).version)
    return world.browser(who).post(url, contact_form(version=version, **typed))


def said(world):
    contact = world.everything(Contact).get(pk=world.contact.pk)
    details = world.everything(ContactDetails).get(contact=contact)
    return contact.area_id, details.school, details.phone


def kept(world):
    place = world.everything(ContactPlace).get(contact=world.contact)
    return place.area_id, place.school, place.phone


@pytest.mark.parametrize("has_right", [True, False])
def test_what_tells_a_place_is_kept_apart(world, has_right):
    if not has_right:
        without_the_right(world)

    response = change(world, **TOLD)

    assert response.status_code == 302
    assert said(world) == ("unknown", "", "")
    assert kept(world) == ("061", "Kaurialan koulu", "040 555")
    assert len(world.audit(by=RECEIVER, verb="protection_on")) == 1


@pytest.mark.parametrize("who", [RECEIVER, NURSE, "coordinator", "responsible_social_worker"])
def test_nobody_finds_it_on_the_page(world, who):
    change(world, **TOLD)
    world.everything(Contact).filter(pk=world.contact.pk).update(grounded_sectors=["police", "health", "social"])

    shown = world.browser(who).get(world.contact.get_absolute_url()).content.decode()

    assert not [word for word in ("Forssa", "Kauriala", "040 555") if word in shown]


def place_page(world, who, **typed):
    browser, url = world.browser(who), f"{world.contact.get_absolute_url()}place/"
    return browser.post(url, typed) if typed else browser.get(url)


def test_with_the_right_it_is_opened_for_a_task_and_remembered(world):
    change(world, **TOLD)
    assert "Kauriala" not in place_page(world, RECEIVER).content.decode()

    shown = place_page(world, RECEIVER, task="family").content.decode()

    assert "Kaurialan koulu" in shown
    assert "Forssa" in shown
    assert [row.ground for row in world.audit(by=RECEIVER, verb="address_opened")] == ["family"]


def test_without_a_task_nothing_is_shown(world):
    change(world, **TOLD)

    assert place_page(world, RECEIVER, task="x").status_code == 422
    assert world.audit(verb="address_opened") == []


@pytest.mark.parametrize(
    ("who", "grounded", "status"),
    [
        ("responsible_social_worker", ["social"], 200),  # has the right, and a ground
        ("responsible_social_worker", ["police"], 403),  # the right alone
        (NURSE, ["health"], 403),  # a ground alone
        ("neighbour_team_member", ["social"], 404),
    ],
)
def test_it_takes_the_right_and_a_ground(world, who, grounded, status):
    change(world, **TOLD)
    world.everything(Contact).filter(pk=world.contact.pk).update(grounded_sectors=grounded)

    assert place_page(world, who, task="check").status_code == status


def test_a_field_left_empty_keeps_what_is_stored(world):
    change(world, **TOLD)
    change(world, area="", phone="040 666", non_disclosure="on")

    assert kept(world) == ("061", "Kaurialan koulu", "040 666")


def test_the_form_shows_nothing_of_it(world):
    change(world, **TOLD)

    shown = world.browser(RECEIVER).get(f"{world.contact.get_absolute_url()}change/").content.decode()

    assert "Kauriala" not in shown
    assert '<option value="061" selected>' not in shown


def test_without_the_right_it_is_neither_changed_nor_lifted(world):
    without_the_right(world)
    change(world, **TOLD)

    change(world, area="109", school="Muu", non_disclosure="", text="Uusi.")

    assert kept(world) == ("061", "Kaurialan koulu", "040 555")
    assert said(world) == ("unknown", "", "")
    assert world.everything(ContactDetails).get(contact=world.contact).text == "Uusi."


def test_lifting_brings_it_back(world):
    change(world, **TOLD)

    change(world, area="", non_disclosure="")

    assert said(world) == ("061", "Kaurialan koulu", "040 555")
    assert not world.everything(ContactPlace).exists()
    assert len(world.audit(by=RECEIVER, verb="protection_off")) == 1


def test_a_new_contact_is_kept_apart_from_the_first_moment(world):
    without_the_right(world)
    typed = contact_form(ground="consent", grounded_sectors=["police"], **TOLD) | {
        "cw-answer": "no_need",
        "cw-why": "x",
    }
    response = world.browser(RECEIVER).post("/contacts/new/", typed)

    assert response.status_code == 302
    place = world.everything(ContactPlace).get()
    assert (place.area_id, place.contact.area_id) == ("061", "unknown")


def test_the_wall_alone_hides_it(world):
    change(world, **TOLD)
    world.everything(Contact).filter(pk=world.contact.pk).update(grounded_sectors=["police", "health"])

    for who, rows in ((RECEIVER, 1), (NURSE, 0), ("coordinator", 0), ("other_municipality_member", 0)):
        with world.acting_as(who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM referrals_contactplace")
            assert cursor.fetchone()[0] == rows, who
