"""The auditor's lists of what is due by the drafts of the retention rules: numbers and days of one controller, no more."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.core.dates import months_after
from anchor.desk.services.retention import LISTED, RULES
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case
from referrals.models import Contact
from tests import factories
from tests.queries import asked

AUDITOR = "auditor"


def close(world, case, *, months_ago, **but):
    day = months_after(timezone.localdate(), -months_ago)
    columns = {"stage": "closed", "closed_on": day, "opened_on": day, "closing_reason": "moved"}
    world.everything(Case).filter(pk=case.pk).update(**columns, **but)


def listed(world, code="case"):
    return world.browser(AUDITOR).get("/retention/", {"class": code})


def rows(world, code="case"):
    return [(row.what, row.is_late) for row in listed(world, code).context["rows"]]


@pytest.mark.parametrize(("months", "shown"), [(25, True), (24, True), (22, False)])
def test_a_case_closed_two_years_ago_is_due(world, months, shown):
    close(world, world.case, months_ago=months)

    assert rows(world) == [(world.case.number, shown)]


def test_what_is_not_due_for_long_is_in_no_list(world):
    close(world, world.case, months_ago=12)

    assert rows(world) == []


def test_another_controllers_cases_are_not_listed(world):
    close(world, world.case, months_ago=30, controller="police:x")
    close(world, world.foreign_case, months_ago=30)

    assert rows(world) == []


def test_a_contact_without_clienthood_is_listed_by_the_end_of_its_key(world):
    day = timezone.localdate() - datetime.timedelta(days=200)
    world.everything(Contact).filter(pk=world.contact.pk).update(
        stage="declined", decided_on=day, controller="county:07"
    )

    assert rows(world, "contact") == [(world.contact.pk.hex[-8:].upper(), True)]


def test_a_list_names_nobody(world):
    close(world, world.case, months_ago=30)
    text = listed(world).content.decode()

    assert world.case.number in text
    for word in ("Eelis", world.case.initials):
        assert word not in text


def test_each_rule_is_said_to_be_a_draft(world):
    assert listed(world).content.decode().count("draft, not approved") == len(RULES)


def test_each_look_is_remembered_with_how_much_was_shown(world):
    close(world, world.case, months_ago=30)
    listed(world)

    (row,) = world.audit(by=AUDITOR)
    assert (row.verb, row.controller, row.detail) == (
        "retention_listed",
        "county:07",
        {"document_class": "case", "shown": 1},
    )


@pytest.mark.parametrize("code", [*LISTED, "nonsense"])
def test_questions_do_not_grow_with_rows(world, django_assert_max_num_queries, code):
    browser = world.browser(AUDITOR)
    with django_assert_max_num_queries(100) as captured:
        browser.get("/retention/", {"class": code})

    assert len(asked(captured)) <= 12


def test_a_county_sees_each_municipality_that_hosts_a_team_in_as_many_questions_as_one(world):
    close(world, world.case, months_ago=30)
    browser = world.browser(AUDITOR)
    browser.get("/retention/")
    with CaptureQueriesContext(connection) as of_one:
        browser.get("/retention/")
    with beyond_the_wall("tests"):
        for number, code in enumerate(("061", "082", "103", "165")):
            team = world._team(f"Tiimi {code}", code)
            world.people[code] = world.member(f"worker_{number}", "member", team=team, sector="social")
    cases = [factories.case_in_work(world, responsible=code) for code in ("061", "165")]
    for case in cases:
        close(world, case, months_ago=25)
    with CaptureQueriesContext(connection) as of_five:
        found = browser.get("/retention/").context["rows"]

    assert {(row.what, row.team) for row in found} == {
        (world.case.number, "Hämeenlinnan ankkuritiimi"),
        (cases[0].number, "Tiimi 061"),
        (cases[1].number, "Tiimi 165"),
    }
    assert len(of_five) == len(of_one) <= 13


def test_months_are_counted_to_the_end_of_a_short_one():
    assert months_after(datetime.date(2026, 8, 31), 6) == datetime.date(2027, 2, 28)
    assert months_after(datetime.date(2028, 2, 29), -24) == datetime.date(2026, 2, 28)
