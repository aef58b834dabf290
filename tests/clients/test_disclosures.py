"""Disclosing one record to one sector on a ground in law, and taking that back."""

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from clients import grounds
from clients.models import Case, CaseReason, CaseSelection, Disclosure
from clients.services.disclosures import Given, disclose, take_back_disclosure
from tests import factories

SOCIAL, NURSE, POLICE = "responsible_social_worker", "nurse_on_the_case", "police_officer_on_the_case"
pytestmark = pytest.mark.django_db


def given(world, **changes):
    fields = {
        "record": ("reason", world.reason),
        "to_sector": "health",
        "ground": "child_welfare_25",
        "condition_holds": True,
        "on_request": False,
        "given_on": timezone.localdate(),
    }
    return Given(**fields | changes)


@pytest.fixture
def world(world):
    """The world with the key of the reason of the case without consent at hand."""
    world.reason = world.everything(CaseReason).get(case=world.case_without_consent).pk
    return world


def made(world, who=SOCIAL, **changes):
    case = changes.pop("case", world.case_without_consent)
    with world.acting_as(who):
        return disclose(actor=world.actor(who), case=case, given=given(world, **changes))


def sees(world, who, model, case):
    with world.acting_as(who):
        return model.objects.visible_to(world.actor(who)).filter(case=case).exists()


def test_the_named_record_opens_to_the_named_sector_and_nothing_else_of_it(world):
    case = world.case_without_consent
    assert not sees(world, NURSE, CaseReason, case)
    made(world)

    assert sees(world, NURSE, CaseReason, case)
    assert not sees(world, NURSE, CaseSelection, case)


def test_what_was_ticked_stands_in_the_record_and_the_ground_in_the_memory(world):
    row = made(world)

    assert row.condition == grounds.condition("child_welfare_25")
    (told,) = world.audit(by=SOCIAL, verb="disclosed")
    assert (told.ground, told.case_id) == ("child_welfare_25", world.case_without_consent.pk)
    assert told.detail == {"kind": "reason", "to": "health", "on_request": False}


def test_taking_it_back_closes_from_the_next_request_on_and_the_row_stays(world):
    row = made(world)
    with world.acting_as(SOCIAL):
        take_back_disclosure(actor=world.actor(SOCIAL), disclosure=row)

    assert not sees(world, NURSE, CaseReason, world.case_without_consent)
    assert sees(world, NURSE, Disclosure, world.case_without_consent)
    assert len(world.audit(verb="disclosure_taken_back")) == 1


def test_the_receiver_takes_nothing_back(world):
    row = made(world)
    with world.acting_as(NURSE), pytest.raises(Refused):
        take_back_disclosure(actor=world.actor(NURSE), disclosure=row)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"condition_holds": False}, "no_condition"),
        ({"ground": "social_care_812_18"}, "no_ground"),  # repealed
        ({"ground": "x"}, "no_ground"),
        ({"ground": "police_616", "on_request": True}, "no_ground"),  # KHO 2021:13
        ({"on_request": True}, "unasked_only"),
        ({"ground": "openness_29"}, "on_request_only"),
        ({"given_on": timezone.localdate().replace(year=2999, day=1)}, "in_future"),
        ({"to_sector": ""}, "no_receiver"),
        ({"to_sector": "youth"}, "not_on_the_case"),
        ({"to_sector": "social"}, "not_on_the_case"),
        ({"record": None}, "nothing_given"),
        ({"record": ("name", "5ca1ab1e-0000-8000-8000-00000000feed")}, "not_ours"),
        ({"record": ("x", "5ca1ab1e-0000-8000-8000-00000000feed")}, "not_ours"),
    ],
)
def test_what_hinders_a_disclosure(world, changes, code):
    with pytest.raises(DomainError) as wrong:
        made(world, **changes)
    assert wrong.value.code == code


def test_another_sector_gives_nothing_of_it(world):
    with pytest.raises(DomainError) as wrong:
        made(world, NURSE, to_sector="social")
    assert wrong.value.code == "not_ours"


def test_a_record_of_another_case_is_not_given(world):
    with pytest.raises(DomainError) as wrong:
        made(world, case=world.case, to_sector="police")
    assert wrong.value.code == "not_ours"


def test_an_authority_outside_gets_words_and_no_sight(world):
    row = made(world, record=None, what="Puhelimessa kerrottu.", to_sector="", to_authority="Syyttäjälaitos")

    assert (row.record_id, row.to_sector) == (None, "")
    assert not sees(world, NURSE, Disclosure, world.case_without_consent)


def test_a_second_click_discloses_once(world):
    assert made(world).pk == made(world).pk


def test_on_a_closed_case_statutory_tasks_go_on(world):
    closing = {"stage": "closed", "closed_on": timezone.localdate(), "closing_reason": "moved"}
    world.everything(Case).filter(pk=world.case_without_consent.pk).update(**closing)

    assert made(world).pk


def test_production_discloses_on_approved_provisions_only(world, settings):
    settings.IS_DEMO = False
    settings.APPROVED_GROUNDS = {"openness_26": "Kanta-Häme 12.1.2027"}

    with pytest.raises(DomainError):
        made(world)
    assert made(world, ground="openness_26").ground == "openness_26"
    assert grounds.approved_by("openness_26") == "Kanta-Häme 12.1.2027"


def test_who_is_on_the_case_but_no_receiver_does_not_know_of_it(world):
    factories.join(world, world.case_without_consent, POLICE)
    made(world)

    assert not sees(world, POLICE, Disclosure, world.case_without_consent)
    assert not sees(world, "coordinator", Disclosure, world.case_without_consent)
