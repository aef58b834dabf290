"""The board of referrals: whose they are, which are late, how they are filtered, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Case
from referrals.follow_up import is_late, late
from referrals.models import OnwardReferral
from tests import factories
from tests.queries import asked
from tests.referrals.situations import days_ago, referral

URL = "/referrals/"
WORKER = "responsible_social_worker"
POLICE = "police_officer_on_the_case"


def shown(world, who, **query):
    response = world.browser(who).get(URL, query)
    assert response.status_code == 200
    return {ticket.referral.pk for ticket in response.context["tickets"]}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        ("coordinator", 200),
        ("municipal_manager", 403),
        ("national_coordinator", 403),
        ("administrator", 403),
        ("anonymous", 302),
    ],
)
def test_who_opens_the_board(world, who, status):
    assert world.browser(who).get(URL).status_code == status


@pytest.mark.parametrize("view", ["", "list"])
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (WORKER, {"with", "without"}),
        (POLICE, {"with"}),
        ("nurse_on_the_case", {"with"}),
        ("coordinator", set()),
        ("youth_worker_not_on_the_case", set()),
        ("neighbour_team_member", set()),
        ("other_municipality_member", set()),
    ],
)
def test_who_sees_which_referrals(world, who, sees, view):
    rows = {
        "with": referral(world, world.case, by=WORKER).pk,
        "without": referral(world, world.case_without_consent, by=WORKER).pk,
    }

    assert shown(world, who, view=view) == {rows[name] for name in sees}


@pytest.mark.parametrize(
    ("query", "sees"),
    [
        ({}, {"late", "mediation", "police"}),
        ({"late": "on"}, {"late"}),
        ({"service": "mediation"}, {"mediation"}),
        ({"sector": "police"}, {"police"}),
        ({"sector": "police", "service": "mediation"}, set()),
        ({"service": "made-up"}, {"late", "mediation", "police"}),
    ],
)
@pytest.mark.parametrize("view", ["", "list"])
def test_the_board_is_filtered(world, query, sees, view):
    rows = {
        "late": referral(world, world.case, by=WORKER, sent=20).pk,
        "mediation": referral(world, world.case, by=WORKER, service="mediation").pk,
        "police": referral(world, world.case, by=POLICE).pk,
    }

    assert shown(world, WORKER, view=view, **query) == {rows[name] for name in sees}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"sent": 14}, False),
        ({"sent": 15}, True),
        ({"sent": 30, "follow_up_on": days_ago(0)}, False),
        ({"sent": 2, "follow_up_on": days_ago(1)}, True),
        ({"status": "proposed", "sent": 13}, False),
        ({"status": "proposed", "sent": 14}, True),
        ({"status": "started", "sent": 40, "started_on": days_ago(30)}, False),
    ],
)
def test_the_rule_of_lateness_says_the_same_of_a_row_and_of_a_list(world, more, expected):
    row = referral(world, world.case, by=WORKER, **more)

    assert is_late(row) is expected
    assert world.everything(OnwardReferral).filter(late(days_ago(0)), pk=row.pk).exists() is expected


def test_late_is_a_word(world):
    referral(world, world.case, by=WORKER, sent=20)

    assert "late, 20 days" in world.browser(WORKER).get(URL).content.decode()


def test_under_non_disclosure_initials_stand_for_the_name(world):
    case = factories.case_in_work(world, responsible=WORKER, given_names="Aatos", family_name="Kuusela")
    Case._base_manager.filter(pk=case.pk).update(non_disclosure=True)
    referral(world, case, by=WORKER)
    page = world.browser(WORKER).get(URL).content.decode()

    assert "A. K., 14 years" in page
    assert "Kuusela" not in page


def test_each_referral_shown_leaves_a_row_in_the_memory(world):
    referral(world, world.case, by=WORKER)
    referral(world, world.case, by=WORKER, service="mediation")
    shown(world, WORKER)

    assert len(world.audit(by=WORKER, verb="listed")) == 2


@pytest.mark.parametrize(("query", "words"), [({}, "No referrals yet"), ({"late": "on"}, "No referral matches")])
def test_an_empty_board_says_what_to_do(world, query, words):
    assert words in world.browser(WORKER).get(URL, query).content.decode()


@pytest.mark.parametrize("view", ["", "list"])
def test_ten_referrals_cost_what_one_does(world, view):
    def cost():
        browser = world.browser(WORKER)
        browser.get(URL, {"view": view})
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL, {"view": view})
        return asked(captured)

    referral(world, world.case, by=WORKER)
    one = cost()
    for status in ("sent", "proposed", "started") * 3:
        case = factories.case_in_work(world, responsible=WORKER)
        referral(world, case, by=WORKER, status=status, started_on=days_ago(1) if status == "started" else None)

    assert len(cost()) == len(one) <= 12, one
