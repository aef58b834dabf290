"""A responsible worker who may not read the close people still learns that another guardian has to be asked: yes or no, no name."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, Consent, ConsentGiver, RelatedPerson
from clients.services.consents import record_consent
from clients.services.givers import joint_mark, mark_joint_custody
from tests.clients.situations import close_person

UPGRADE = import_module("clients.migrations.0031_joint_custody_marked")
WORKER, POLICE = "responsible_social_worker", "police_officer_on_the_case"


@pytest.fixture
def joint(world):
    """Health services have written down a mother with joint custody; social services, who are responsible, may not read it."""
    case = world.case_without_consent
    mother = close_person(world)
    world.everything(RelatedPerson).filter(pk=mother.pk).update(sector="health")
    world.everything(Case).filter(pk=case.pk).update(joint_custody=[joint_mark(case.client_id, "health")])
    return world


def answered(world, **more):
    case = world.everything(Case).get(pk=world.case_without_consent.pk)
    with world.acting_as(WORKER):
        record_consent(
            actor=world.actor(WORKER),
            case=case,
            answers={"team": True},
            giver="guardian",
            valid_from=case.opened_on,
            assessed_on=None,
            **more,
        )
    return world.everything(Consent).filter(case=case).order_by("created_at").last()


def test_one_guardians_yes_is_not_given_alone(joint):
    consent = answered(joint)

    assert (consent.given, consent.awaited, consent.covered_sectors) == (False, True, [])
    assert sorted(row.answer for row in joint.everything(ConsentGiver).filter(consent=consent)) == ["", "yes"]


def test_with_the_other_ones_yes_it_is(joint):
    answered(joint)
    consent = answered(joint, other_agreed=True)

    assert consent.given


def test_the_page_asks_and_names_nobody(joint):
    page = joint.browser(WORKER).get(f"/cases/{joint.case_without_consent.pk}/consents/new/").content.decode()

    assert "The other guardian has said yes too" in page
    assert "Liisa" not in page


def test_where_custody_is_not_joint_nobody_else_is_asked_for(world):
    assert answered(world).given
    page = world.browser(WORKER).get(f"/cases/{world.case_without_consent.pk}/consents/new/").content.decode()
    assert "The other guardian" not in page


@pytest.mark.parametrize(("custody", "marked"), [("joint", True), ("sole", False)])
def test_what_is_written_down_of_custody_marks_the_case(world, custody, marked):
    mother = close_person(world)
    world.everything(RelatedPerson).filter(pk=mother.pk).update(custody=custody)
    with world.acting_as(WORKER):
        mark_joint_custody(world.actor(WORKER), world.everything(Case).get(pk=world.case_without_consent.pk).client)

    case = world.everything(Case).get(pk=world.case_without_consent.pk)
    assert bool(case.joint_custody) is marked


def test_one_sector_takes_no_other_sectors_word_away(joint):
    case = joint.everything(Case).get(pk=joint.case_without_consent.pk)
    with joint.acting_as(WORKER):
        mark_joint_custody(joint.actor(WORKER), case.client)

    assert joint.everything(Case).get(pk=case.pk).joint_custody == [joint_mark(case.client_id, "health")]


def test_what_was_written_down_before_there_were_marks_is_marked_by_the_upgrade(world):
    """Health services' word stands beside the mark that social services have given meanwhile."""
    case = world.case_without_consent
    mother = close_person(world)
    world.everything(RelatedPerson).filter(pk=mother.pk).update(sector="health", custody="joint")
    world.everything(Case).filter(pk=case.pk).update(joint_custody=[joint_mark(case.client_id, "social")])

    with beyond_the_wall("a migration"):
        for _twice in range(2):
            UPGRADE.mark(apps, SimpleNamespace(connection=connection))

    marks = {joint_mark(case.client_id, sector) for sector in ("health", "social")}
    assert set(world.everything(Case).get(pk=case.pk).joint_custody) == marks
    assert not world.everything(Case).get(pk=world.case.pk).joint_custody
