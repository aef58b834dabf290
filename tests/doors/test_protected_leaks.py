"""Every page as everybody who could come near: no word that tells where somebody under non-disclosure is.

What is protected is given words that stand nowhere else. A page that only asks for the task shows none of them; opening it by
POST is another test's matter (tests/clients/test_contact_details.py, tests/referrals/test_places.py).
"""

import re

import pytest
from django.urls import reverse

from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, Client, ClientAddress
from clients.services.protection import cover_people
from meetings.models import Meeting
from referrals.models import Contact, ContactDetails, ContactPlace
from tests import factories
from tests.clients.test_protection import a_person
from tests.doors.table import DOORS, arguments
from tests.proofs.steps_protection import place_kept

WORKER = "responsible_social_worker"
PEOPLE = (
    WORKER,
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "coordinator",
    "nurse_not_on_the_case",
    "neighbour_team_coordinator",
    "municipal_manager",
    "auditor",
)
SECRETS = (
    "Salakuja",
    "Piilokoulu",
    "0401112223",
    "piilo@example",
    "Liisamarjatta",
    "0409998887",
    "Paikkasali",
    "Forssa",
)
# Pages that show many people or none: there even those who know the name see initials.
NAMELESS = ("today", "cases", "contacts", "referral_board", "home", "access_log", "wear", "matrix")
NAME = "Eelis"  # of nobody else in this world
# What can be chosen is no secret; what is chosen is.
TO_CHOOSE = re.compile(r"<option(?![^>]*\bselected\b)[^>]*>.*?</option>", re.DOTALL)


@pytest.fixture
def hidden(world):
    """The adolescent of the case, the mother and the person of the contact are under non-disclosure."""
    for name in DOORS:
        arguments(world, name)  # the records that addresses name
    mother = a_person(world, "Liisamarjatta Kallio")
    with beyond_the_wall("tests"):
        address = ClientAddress.objects.get(client=world.case.client_id)
        address.street, address.school, address.residence_id = "Salakuja 1", "Piilokoulu", "061"
        address.phone, address.email, address.protected = "0401112223", "piilo@example.fi", True
        address.save()
        mother.phone = "0409998887"
        mother.save()
        Case._base_manager.filter(pk=world.case.pk).update(non_disclosure=True)
        meetings = list(Meeting._base_manager.filter(case=world.case))
    for meeting in meetings:
        factories.place_of(world, meeting, "Paikkasali", "Valmentaja Liisamarjatta")
    actor = world.actor(WORKER)
    with world.acting_as(WORKER):
        client = Client.objects.visible_to(actor).get(pk=world.case.client_id)
        cover_people(actor=actor, client=client, covered=[mother.pk], threats=[])
    place_kept(world)
    with beyond_the_wall("tests"):
        place = ContactPlace.objects.get(contact=world.contact)
        place.school, place.phone = "Piilokoulu", "0401112223"
        place.save()
    return world


def looks(world, people=PEOPLE, routes=None):
    """Route, person and words of each page that opens, headers included."""
    for name in routes or sorted(DOORS):
        url = reverse(name, kwargs=arguments(world, name))
        for who in people:
            if DOORS[name].get[who] in (200, 302):
                response = world.browser(who).get(url)
                headers = " ".join(str(value) for value in response.headers.values())
                yield name, who, TO_CHOOSE.sub("", response.content.decode(errors="ignore")) + headers


def leaks(world, **which):
    return {(name, who, word) for name, who, page in looks(world, **which) for word in SECRETS if word in page}


def spelt_out(world, **which):
    """Pages of many people with the name, and titles with it, which stay in the history of a browser."""
    for name, who, page in looks(world, **which):
        title = " ".join(re.findall(r"<title>(.*?)</title>", page, re.DOTALL))
        if NAME in title or (name in NAMELESS and NAME in page):
            yield name, who


def test_no_page_tells_where_somebody_under_non_disclosure_is(hidden):
    assert leaks(hidden) == set()


def test_lists_and_titles_have_initials(hidden):
    assert set(spelt_out(hidden, people=(WORKER, "coordinator"))) == set()


def test_a_word_put_back_where_it_does_not_belong_is_found(hidden):
    """The control: the same look notices a school in the details of a contact and a place on the shell."""
    with beyond_the_wall("tests"):
        details = ContactDetails.objects.get(contact=hidden.contact)
        details.school = "Piilokoulu"
        details.save()
        Contact._base_manager.filter(pk=hidden.contact.pk).update(area_id="061", non_disclosure=False)

    found = leaks(hidden, people=("police_officer_on_the_case", "nurse_on_the_case"), routes=["contact", "contacts"])

    assert ("contact", "police_officer_on_the_case", "Piilokoulu") in found
    assert ("contacts", "nurse_on_the_case", "Forssa") in found
