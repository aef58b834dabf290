"""The queue of contacts: who sees which, in what order, without names, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.queries import asked
from tests.referrals.situations import opinion, selected

URL = "/contacts/"
NURSE = "nurse_not_on_the_case"


def listed(world, who, tab=""):
    response = world.browser(who).get(URL, {"tab": tab} if tab else {})
    assert response.status_code == 200
    return [row.contact.pk for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (NURSE, 200),
        ("coordinator", 200),
        ("other_municipality_member", 200),
        ("municipal_manager", 403),
        ("national_coordinator", 403),
        ("auditor", 403),
        ("anonymous", 302),
    ],
)
def test_who_opens_the_queue(world, who, status):
    assert world.browser(who).get(URL).status_code == status


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (NURSE, ["contact"]),
        ("coordinator", ["contact"]),
        ("neighbour_team_coordinator", []),
        ("other_municipality_member", ["foreign_contact"]),
    ],
)
def test_who_sees_which_contacts(world, who, sees):
    assert listed(world, who) == [getattr(world, name).pk for name in sees]


def test_what_has_waited_longest_comes_first(world):
    older = factories.contact(world, received_by=NURSE, days_ago=5)

    assert listed(world, "coordinator") == [older.pk, world.contact.pk]


def test_the_tab_of_my_sector_leaves_out_what_it_has_answered(world):
    answered = factories.contact(world, received_by=NURSE)
    opinion(world, answered, by="coordinator")

    assert listed(world, NURSE, "mine") == [world.contact.pk]
    assert listed(world, "responsible_social_worker", "mine") == [world.contact.pk, answered.pk]


def test_decided_contacts_are_seen_by_those_who_took_part(world):
    selected(world, world.contact)

    assert listed(world, "coordinator", "selected") == [world.contact.pk]
    assert listed(world, "responsible_social_worker", "selected") == [world.contact.pk]
    assert listed(world, NURSE, "selected") == []
    assert listed(world, NURSE) == []


@pytest.mark.parametrize("who", ["police_officer_on_the_case", NURSE, "coordinator"])
def test_no_name_stands_in_the_queue(world, who):
    page = world.browser(who).get(URL).content.decode()

    assert "14-year-old, Hämeenlinna" in page
    assert "Tähkäniemi" not in page
    assert "Oliver" not in page


def test_under_non_disclosure_no_place_stands_in_the_queue(world):
    factories.contact(world, received_by=NURSE, area="061", non_disclosure=True)
    page = world.browser("coordinator").get(URL).content.decode()

    assert "Forssa" not in page
    assert "municipality hidden" in page


def test_each_contact_shown_leaves_a_row_in_the_memory(world):
    factories.contact(world, received_by=NURSE)
    listed(world, "coordinator")

    assert len(world.audit(by="coordinator", verb="listed")) == 2


def test_an_empty_queue_says_what_will_appear(world):
    page = world.browser("neighbour_team_member").get(URL).content.decode()

    assert "No contact is being screened" in page


def test_a_swap_gets_the_result_alone(world):
    swapped = world.browser(NURSE).get(URL, headers={"HX-Request": "true"})

    assert b"<html" not in swapped.content
    assert b'id="result"' in swapped.content


def test_the_next_page_begins_where_the_first_ends(world):
    for _each in range(30):
        factories.contact(world, received_by=NURSE)
    browser = world.browser("coordinator")
    first = browser.get(URL).context
    second = browser.get(URL, {"after": first["page"].next_token}).context

    shown = [row.contact.pk for row in (*first["rows"], *second["rows"])]
    assert (len(first["rows"]), len(shown), len(set(shown))) == (25, 31, 31)


@pytest.mark.parametrize("tab", ["waiting", "mine", "selected"])
def test_ten_contacts_cost_what_one_does(world, tab):
    def cost():
        browser = world.browser("coordinator")
        browser.get(URL, {"tab": tab})  # the session's first look of the minute is paid
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(URL, {"tab": tab})
        return asked(captured)

    one = cost()
    for _each in range(9):
        row = factories.contact(world, received_by=NURSE)
        opinion(world, row, by="police_officer_on_the_case")

    assert len(cost()) == len(one) <= 12, one
