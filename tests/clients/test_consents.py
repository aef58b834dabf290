"""Consents in three plain sentences: recorded as answered, live from the next request, withdrawn in one click."""

from datetime import timedelta

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.dates import birthday
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, CaseSelection, Consent, ConsentDetails
from clients.services.consents import record_consent, withdraw_consent
from tests import factories

WORKER, NURSE = "responsible_social_worker", "nurse_on_the_case"
ANSWER = {"team": "yes", "giver": "adolescent", "manner": "oral", "valid_from": "today"}


def record_(world, who=WORKER, case=None, **changes):
    case = case or world.case_without_consent
    return world.browser(who).post(f"/cases/{case.pk}/consents/new/", ANSWER | changes)


def consents(world, case=None):
    return list(world.everything(Consent).filter(case=case or world.case_without_consent).order_by("created_at", "pk"))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        ("police_officer_on_the_case", 404),
        (NURSE, 403),
        ("youth_worker_not_on_the_case", 404),
        ("coordinator", 403),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_records_a_consent(world, who, status):
    address = f"/cases/{world.case_without_consent.pk}/consents/new/"

    assert world.browser(who).get(address).status_code == status
    assert record_(world, who).status_code == (302 if status == 200 else status)
    assert len(consents(world)) == (1 if status == 200 else 0)


def test_a_yes_opens_the_case_to_the_sectors_of_the_team_from_the_next_request(world):
    case = world.case_without_consent
    with world.acting_as(NURSE):
        assert not CaseSelection.objects.visible_to(world.actor(NURSE)).filter(case=case).exists()

    record_(world, valid_to="", about="Mukana äiti.", assessed_on="today")

    with world.acting_as(NURSE):
        assert CaseSelection.objects.visible_to(world.actor(NURSE)).filter(case=case).exists()
    (consent,) = consents(world)
    assert consent.covered_sectors == ["health", "police", "social", "youth"]
    details = world.everything(ConsentDetails).get(consent=consent)
    assert (details.giver, details.oral, details.about) == ("adolescent", True, "Mukana äiti.")


def test_the_details_are_read_by_the_own_sector_only(world):
    record_(world, about="Mukana äiti.")

    with world.acting_as(NURSE):
        assert (
            not ConsentDetails.objects.visible_to(world.actor(NURSE)).filter(case=world.case_without_consent).exists()
        )


def test_the_school_joins_by_its_own_sentence(world):
    record_(world, team="", school="yes")

    assert [(row.sentence, row.covered_sectors) for row in consents(world)] == [("school", ["education"])]


def test_a_no_opens_nothing_and_is_an_answer(world):
    record_(world, team="no")

    (consent,) = consents(world)
    assert (consent.given, consent.covered_sectors) == (False, [])


def test_a_no_ends_the_yes_before_it(world):
    record_(world, case=world.case, team="no")

    before, after = consents(world, world.case)
    assert (before.withdrawn_on, after.given) == (timezone.localdate(), False)


def test_a_second_click_records_nothing_more(world):
    record_(world)
    record_(world)

    assert len(consents(world)) == 1


def test_each_answer_leaves_its_row(world):
    record_(world, school="no")

    rows = world.audit(by=WORKER, verb="consent_recorded")
    assert [(row.case_id, row.detail) for row in rows] == [
        (world.case_without_consent.pk, {"sentence": "team", "given": True}),
        (world.case_without_consent.pk, {"sentence": "school", "given": False}),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"team": ""}, "team"),
        ({"giver": ""}, "giver"),
        ({"valid_from": "tomorrow"}, "valid_from"),
        ({"valid_from": "32.1."}, "valid_from"),
        ({"valid_from": "2.2.2026", "valid_to": "1.2.2026"}, "valid_to"),
        ({"other": "yes"}, "other_sectors"),
        ({"other": "yes", "other_sectors": "press"}, "other_sectors"),
        ({"about": "x" * 2001}, "about"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(world, changes, field):
    response = record_(world, **changes)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert consents(world) == []


def withdraw(world, who, consent):
    return world.browser(who).post(f"/consents/{consent.pk}/withdraw/")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 302),
        (NURSE, 302),
        ("nurse_not_on_the_case", 404),
        ("coordinator", 302),  # by telephone, too
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
    ],
)
def test_who_withdraws_a_consent(world, who, status):
    (consent,) = consents(world, world.case)

    assert withdraw(world, who, consent).status_code == status
    assert (consents(world, world.case)[0].withdrawn_on is not None) == (status == 302)


def test_a_withdrawal_closes_from_the_next_request_and_is_remembered_once(world):
    (consent,) = consents(world, world.case)
    withdraw(world, WORKER, consent)
    withdraw(world, WORKER, consent)

    with world.acting_as(NURSE):
        actor = world.actor(NURSE)
        assert Case.objects.visible_to(actor).filter(pk=world.case.pk).exists()
        assert not CaseSelection.objects.visible_to(actor).filter(case=world.case).exists()
    assert len(world.audit(by=WORKER, verb="consent_withdrawn")) == 1


def test_a_look_withdraws_nothing(world):
    (consent,) = consents(world, world.case)

    assert world.browser(WORKER).get(f"/consents/{consent.pk}/withdraw/").status_code == 405


def test_the_services_ask_again(world):
    actor = world.actor("coordinator")
    with world.acting_as("coordinator"):
        case = Case.objects.visible_to(actor).get(pk=world.case.pk)
        with pytest.raises(Refused):
            record_consent(
                actor=actor, case=case, answers={"team": True}, giver="adolescent", valid_from=timezone.localdate()
            )
    consent = world.everything(Consent).select_related("case").get(case=world.case)
    who = "youth_worker_not_on_the_case"
    with world.acting_as(who), pytest.raises(Refused):
        withdraw_consent(actor=world.actor(who), consent=consent)


@pytest.mark.parametrize("giver", ["guardian", "both", "legal_representative"])
def test_what_others_give_ends_at_midnight_of_the_18th_birthday(world, giver):
    record_(world, giver=giver)

    (consent,) = consents(world)
    today = timezone.localdate()
    assert (consent.valid_to, consent.ends_at_18, consent.of_age_on) == (None, True, None)
    factories.born(world, world.case_without_consent, birthday(today + timedelta(days=3), -18))
    with beyond_the_wall("tests"):
        assert Consent.objects.living(today + timedelta(days=2)).filter(pk=consent.pk).exists()
        assert not Consent.objects.living(today + timedelta(days=3)).filter(pk=consent.pk).exists()


def test_what_the_adolescent_gives_does_not_end_by_age(world):
    record_(world)

    assert not consents(world)[0].ends_at_18


def test_nobody_answers_for_somebody_of_18(world):
    factories.born(world, world.case_without_consent, timezone.localdate() - timedelta(days=18 * 366))

    response = record_(world, giver="guardian")

    assert response.status_code == 422
    assert consents(world) == []
    assert record_(world, giver="adolescent").status_code == 302


def test_a_guardians_second_click_on_a_no_records_nothing_more(world):
    record_(world, team="no", giver="guardian")
    record_(world, team="no", giver="guardian")

    assert len(consents(world)) == 1
