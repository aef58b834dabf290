"""On pages: what sectors gave and asked of each other, each seen by the two of them only."""

import pytest

from clients.models import CaseReason, Disclosure, SectorRequest
from tests import factories

SOCIAL, NURSE, POLICE = "responsible_social_worker", "nurse_on_the_case", "police_officer_on_the_case"


def page(world, who, path):
    return world.browser(who).get(path).content.decode()


def case_page(world, who, case=None):
    return page(world, who, f"/cases/{(case or world.case).pk}/")


@pytest.mark.parametrize(("who", "sees"), [(SOCIAL, True), (NURSE, True), (POLICE, False), ("coordinator", False)])
def test_a_disclosure_stands_in_the_story_of_giver_and_receiver(world, who, sees):
    made = factories.disclosure(world, world.case, by=SOCIAL, to="health")

    assert (made.get_absolute_url() in case_page(world, who)) == sees


@pytest.mark.parametrize(("who", "sees"), [(SOCIAL, True), (NURSE, True), (POLICE, False), ("coordinator", False)])
def test_a_request_stands_in_the_story_of_the_two_sectors(world, who, sees):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="health")

    assert (asked.get_absolute_url() in case_page(world, who)) == sees


def test_the_asked_sector_finds_it_on_its_first_page(world):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="health")

    assert asked.get_absolute_url() in page(world, NURSE, "/today/")
    assert asked.get_absolute_url() not in page(world, POLICE, "/today/")


def test_the_coordinator_is_told_whom_to_name(world):
    factories.sector_request(world, world.case, by=SOCIAL, to="youth")

    assert f"/cases/{world.case.pk}/working-group/" in page(world, "coordinator", "/today/")
    assert "nobody of it works on the case" in case_page(world, "coordinator")


def test_a_disclosed_reason_shows_on_the_case_page_without_the_criteria(world):
    case = world.case_without_consent
    factories.disclosure(world, case, by=SOCIAL, to="health")

    shown = case_page(world, NURSE, case)
    assert "shoplifting".casefold() in shown.casefold()
    assert "suspected of a crime" not in shown


def test_recording_a_disclosure_from_the_form(world):
    case = world.case_without_consent
    reason = world.everything(CaseReason).get(case=case)
    fields = {
        "record": f"reason:{reason.pk}",
        "receiver": "health",
        "ground": "child_welfare_25",
        "condition_holds": "on",
        "on_request": "no",
        "given_on": "today",
    }
    response = world.browser(SOCIAL).post(f"/cases/{case.pk}/disclosures/new/", fields)
    made = world.everything(Disclosure).get()

    assert response["Location"] == made.get_absolute_url()
    assert "Child Welfare Act" in page(world, NURSE, made.get_absolute_url())


def test_the_form_offers_what_the_own_sector_holds_and_no_foreign_key(world):
    case = world.case_without_consent
    reason = world.everything(CaseReason).get(case=case)

    assert f"reason:{reason.pk}" in page(world, SOCIAL, f"/cases/{case.pk}/disclosures/new/")
    assert str(reason.pk) not in page(world, NURSE, f"/cases/{case.pk}/disclosures/new/")


def test_the_form_says_what_is_missing(world):
    response = world.browser(SOCIAL).post(f"/cases/{world.case.pk}/disclosures/new/", {"receiver": "outside"})

    assert response.status_code == 422
    assert "Choose the provision of law." in response.content.decode()


def test_the_asked_sector_declines_with_one_button(world):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="health")
    world.browser(NURSE).post(asked.get_absolute_url(), {"reply": "x", "decline": "1"})

    found = world.everything(SectorRequest).get(pk=asked.pk)
    assert (found.state, found.reply or "") == ("declined", "")


def test_an_answer_without_words_is_asked_for_beside_its_field(world):
    asked = factories.sector_request(world, world.case, by=SOCIAL, to="health")
    response = world.browser(NURSE).post(asked.get_absolute_url(), {"reply": " "})

    assert response.status_code == 422
    assert response.context["form"].errors["reply"] == ["Write your answer."]
    assert world.everything(SectorRequest).get(pk=asked.pk).is_open
