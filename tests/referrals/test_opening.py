"""Opening the case of a selected contact: who may, on what ground, with what conditions, and that it happens once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Case, CaseReason, Client, Participation
from referrals.models import Contact
from tests import factories
from tests.queries import asked
from tests.referrals.situations import days_ago, selected, typed

RECEIVER = "police_officer_on_the_case"
CASES_BEFORE = 3  # of the world


@pytest.fixture
def contact(world):
    """A selected contact with a ground for the coordinator's sector."""
    row = factories.contact(world, received_by=RECEIVER, grounded=["police", "health"])
    selected(world, row)
    return row


def url(contact):
    return f"{contact.get_absolute_url()}open-case/"


def filled(world, **changes):
    form = {
        "given_names": "Oliver",
        "family_name": "Tähkäniemi",
        "birth_date": typed(days_ago(14 * 365 + 100)),
        "gender": "boy",
        "service_language": "fi",
        "residence": "109",
        "criteria": ["crime", "support"],
        "reasons-TOTAL_FORMS": "2",
        "reasons-INITIAL_FORMS": "0",
        "reasons-0-reason": "bullying",
        "reasons-0-role": "target",
        "reasons-1-reason": "threat",
        "reasons-1-role": "did",
        "responsible": str(world.people["responsible_social_worker"].pk),
        "working_group": [str(world.people[RECEIVER].pk)],
    }
    return form | changes


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        (RECEIVER, 403),
        ("nurse_not_on_the_case", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_coordinator", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_a_case(world, contact, who, status):
    assert world.browser(who).get(url(contact)).status_code == status
    if status != 200:
        assert world.browser(who).post(url(contact), filled(world)).status_code == status
        assert world.everything(Case).count() == CASES_BEFORE


def test_the_form_begins_with_what_was_told(world, contact):
    page = world.browser("coordinator").get(url(contact)).content.decode()

    assert "Tähkäniemi" in page
    assert "open case" in page


def test_the_case_is_opened_with_its_people_and_tied_to_the_contact(world, contact):
    response = world.browser("coordinator").post(url(contact), filled(world))

    contact.refresh_from_db()
    case = world.everything(Case).get(pk=contact.case_id)
    assert response.url == case.get_absolute_url()
    assert {one.membership_id for one in world.everything(Participation).filter(case=case)} == {
        world.people["responsible_social_worker"].pk,
        world.people[RECEIVER].pk,
    }
    assert {(one.reason, one.role) for one in world.everything(CaseReason).filter(case=case)} == {
        ("bullying", "target"),
        ("threat", "did"),
    }
    assert len(world.audit(verb="case_opened")) == 1


def test_who_works_on_the_case_sees_its_contact(world, contact):
    world.browser("coordinator").post(url(contact), filled(world))

    assert world.browser("responsible_social_worker").get(contact.get_absolute_url()).status_code == 200


def test_without_a_ground_the_page_explains_and_nothing_is_opened(world):
    selected(world, world.contact)  # grounded for the police only; the coordinator is a nurse
    page = world.browser("coordinator").get(url(world.contact))

    assert "record a ground" in page.content.decode()
    assert "Tähkäniemi" not in page.content.decode()
    assert world.browser("coordinator").post(url(world.contact), filled(world)).status_code == 422
    assert world.everything(Case).count() == CASES_BEFORE


def test_a_contact_that_is_not_selected_opens_nothing(world):
    row = factories.contact(world, received_by=RECEIVER, grounded=["police", "health"])
    selected(world, row, outcome="declined")
    world.browser("coordinator").post(url(row), filled(world))

    assert world.everything(Case).count() == CASES_BEFORE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"birth_date": typed(days_ago(18 * 365 + 10))}, "birth_date"),
        ({"birth_date": typed(days_ago(-10))}, "birth_date"),
        ({"birth_date": typed(days_ago(0))}, "birth_date"),
        ({"birth_date": ""}, "birth_date"),
        ({"criteria": []}, "criteria"),
        ({"criteria": ["made-up"]}, "criteria"),
        ({"identity_code": "010112A901M"}, "identity_code"),
        ({"identity_code": "010112A901L"}, "identity_code"),
        ({"family_name": ""}, "family_name"),
        ({"responsible": ""}, "responsible"),
        ({"residence": "made-up"}, "residence"),
    ],
)
def test_wrong_input_gets_a_message_beside_its_field(world, contact, changes, field):
    response = world.browser("coordinator").post(url(contact), filled(world, **changes))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Tähkäniemi" in response.content.decode() or field == "family_name"
    assert world.everything(Case).count() == world.everything(Client).count() == CASES_BEFORE


@pytest.mark.parametrize("who", ["other_municipality_member", "neighbour_team_member"])
def test_nobody_of_another_team_works_on_the_case(world, contact, who):
    stranger = str(world.people[who].pk)
    response = world.browser("coordinator").post(url(contact), filled(world, working_group=[stranger]))

    assert list(response.context["form"].errors) == ["working_group"]


def test_a_reason_without_a_role_is_said_beside_it(world, contact):
    response = world.browser("coordinator").post(url(contact), filled(world, **{"reasons-0-role": ""}))

    assert response.context["reasons"].forms[0].errors.keys() == {"role"}
    assert world.everything(Case).count() == CASES_BEFORE


def test_a_double_click_opens_one_case(world, contact):
    browser = world.browser("coordinator")
    first, second = (browser.post(url(contact), filled(world)) for _click in range(2))

    assert first.url == second.url
    assert world.everything(Case).count() == CASES_BEFORE + 1


def test_protection_told_with_the_contact_is_not_lost(world, contact):
    Contact._base_manager.filter(pk=contact.pk).update(non_disclosure=True)
    world.browser("coordinator").post(url(contact), filled(world))

    assert world.everything(Case).get(contacts=contact).non_disclosure


def test_more_people_and_cases_cost_the_page_nothing(world, contact):
    def cost():
        browser = world.browser("coordinator")
        browser.get(url(contact))
        with CaptureQueriesContext(connection) as captured:
            browser.get(url(contact))
        return asked(captured)

    few = cost()
    for _each in range(9):
        factories.case_in_work(world, responsible="responsible_social_worker")

    assert len(cost()) == len(few) <= 12, few
