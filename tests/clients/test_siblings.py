"""Siblings at the same address are proposed on the page of a protection: one tick each, and only to who works on both cases."""

import pytest

from anchor.access import grants
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, ClientAddress, Presence
from clients.services.presence import keep_presence
from referrals.models import Contact, EventDetails
from tests import factories

WORKER, POLICE = "responsible_social_worker", "police_officer_on_the_case"


@pytest.fixture
def siblings(world):
    """Eelis is under non-disclosure, and Aava is his sister: one worker is responsible for both."""
    factories.one_event(world, {world.case: WORKER, world.case_without_consent: WORKER})
    world.everything(EventDetails).update(kind="siblings")
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    world.everything(ClientAddress).filter(client=world.case.client_id).update(protected=True)
    return world


def at(world):
    return f"/cases/{world.case.pk}/protection/"


def tick(world, who=WORKER):
    return world.browser(who).post(at(world), {"siblings": [str(world.case_without_consent.pk)], "next_check_on": ""})


def is_protected(world):
    case = world.everything(Case).get(pk=world.case_without_consent.pk)
    address = world.everything(ClientAddress).get(client=case.client_id)
    return case.non_disclosure, address.protected


def test_a_sibling_is_proposed_and_covered_by_a_tick_alone(siblings):
    assert "Aava" in siblings.browser(WORKER).get(at(siblings)).content.decode()
    assert is_protected(siblings) == (False, False)

    assert tick(siblings).status_code == 302
    assert is_protected(siblings) == (True, True)
    assert len(siblings.audit(verb="protection_on", by=WORKER)) == 1


def test_what_other_teams_are_told_of_the_sibling_ends_too(siblings):
    with siblings.acting_as("coordinator"):
        keep_presence(siblings.case_without_consent.pk, "020513A900P", non_disclosure=False)
    tick(siblings)

    assert not Presence.objects.exists()


def test_the_other_party_of_a_fight_is_no_sibling(siblings):
    siblings.everything(EventDetails).update(kind="fight")

    assert "Aava" not in siblings.browser(WORKER).get(at(siblings)).content.decode()


@pytest.mark.parametrize(("grounded", "proposed"), [([], False), (["social"], True)])
def test_without_a_ground_for_the_sibling_s_contact_nobody_is_proposed(world, grounded, proposed):
    """The police received it, and the worker of both cases took part in its screening."""
    factories.one_event(world, {world.case: WORKER, world.case_without_consent: POLICE})
    world.everything(EventDetails).update(kind="siblings")
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    theirs = world.everything(Contact).get(case=world.case_without_consent)
    world.everything(Contact).filter(pk=theirs.pk).update(ground="consent", grounded_sectors=grounded)
    with beyond_the_wall("tests"):
        grants.grant(world.people[WORKER], "view_contact", theirs)

    assert ("Aava" in world.browser(WORKER).get(at(world)).content.decode()) is proposed


def test_who_works_on_one_case_alone_sees_no_sibling_and_covers_none(siblings):
    siblings.everything(Case).filter(pk=siblings.case.pk).update(sector="police")
    page = siblings.browser(POLICE).get(at(siblings))

    assert "Aava" not in page.content.decode()
    tick(siblings, who=POLICE)
    assert is_protected(siblings) == (False, False)


def test_without_a_protection_nobody_is_proposed(siblings):
    siblings.everything(Case).filter(pk=siblings.case.pk).update(non_disclosure=False)

    assert "Aava" not in siblings.browser(WORKER).get(at(siblings)).content.decode()
