"""What this room tells the case page, today, and whoever closes a case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from anchor.core import contributions as asked_for
from referrals import contributions, transferred
from referrals.models import Contact
from tests import factories
from tests.referrals.situations import days_ago, opinion, referral, selected

WORKER = "responsible_social_worker"
POLICE = "police_officer_on_the_case"
NURSE = "nurse_not_on_the_case"


def told(world, who, function, *about):
    with translation.override("en"), world.acting_as(who):
        actor = world.actor(who)
        order = (*about, actor) if about else (actor, timezone.localdate())
        return list(function(*order))


def test_this_room_answers_what_it_is_asked():
    names = asked_for.listed()

    assert "referrals.contributions.contacts_waiting" in names["today"]
    assert "referrals.contributions.referrals_to_follow" in names["today"]
    assert "referrals.transferred.how_it_came_and_went" in names["chronology"]
    assert "referrals.contributions.referral_entries" in names["chronology"]
    assert "referrals.contributions.hinders_closing" in names["hinders_closing_case"]


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        (NURSE, ["opinion"]),
        ("coordinator", ["opinion"]),
        ("neighbour_team_member", []),
        ("municipal_manager", []),
    ],
)
def test_a_contact_waits_for_those_whose_sector_has_not_answered(world, who, kinds):
    assert [item.kind for item in told(world, who, contributions.contacts_waiting)] == kinds


def test_what_is_ready_waits_for_the_coordinators_decision(world):
    opinion(world, world.contact, by=POLICE)
    opinion(world, world.contact, by=WORKER)

    (item,) = told(world, "coordinator", contributions.contacts_waiting)
    assert item.kind == "decision"
    assert item.url == f"{world.contact.get_absolute_url()}decision/"
    assert told(world, POLICE, contributions.contacts_waiting) == []


def test_a_waiting_contact_has_no_name_and_under_non_disclosure_no_place(world):
    Contact._base_manager.filter(pk=world.contact.pk).update(non_disclosure=True)
    (item,) = told(world, POLICE, contributions.contacts_waiting)

    assert item.title == "14-year-old, municipality hidden"
    assert "Tähkäniemi" not in repr(item)


def test_danger_now_is_late_at_once(world):
    Contact._base_manager.filter(pk=world.contact.pk).update(urgency="now")

    assert told(world, NURSE, contributions.contacts_waiting)[0].late


@pytest.mark.parametrize(
    ("more", "asks"),
    [
        ({"follow_up_on": days_ago(-1)}, []),
        ({"follow_up_on": days_ago(0)}, ["did the service start?"]),
        ({"sent": 20}, ["did the service start?"]),
        ({"status": "started", "sent": 95, "started_on": days_ago(91)}, ["still going on at 3 months?"]),
        ({"status": "started", "sent": 95, "started_on": days_ago(91), "still_on_at_3_months": False}, []),
    ],
)
def test_a_referral_asks_for_a_call_when_its_day_has_come(world, more, asks):
    referral(world, world.case, by=WORKER, **more)

    assert [item.meta for item in told(world, WORKER, contributions.referrals_to_follow)] == asks
    assert told(world, POLICE, contributions.referrals_to_follow) == []


def test_the_chronology_tells_contact_decision_and_referral(world):
    selected(world, world.contact)
    Contact._base_manager.filter(pk=world.contact.pk).update(case=world.case)
    referral(world, world.case, by=WORKER)

    titles = [entry.title for entry in told(world, WORKER, transferred.how_it_came_and_went, world.case)]
    assert titles == ["Contact: school or educational institution", "The team decided: selected as client"]
    (entry,) = told(world, POLICE, contributions.referral_entries, world.case)
    assert (entry.title, entry.text, entry.sector) == ("Referral: family counselling", "Sent", "social")


def test_another_sectors_referral_is_not_in_the_chronology_without_consent(world):
    referral(world, world.case_without_consent, by=WORKER)

    assert told(world, "nurse_on_the_case", contributions.referral_entries, world.case_without_consent) == []


@pytest.mark.parametrize(("status", "hinders"), [("proposed", 1), ("sent", 1), ("started", 0), ("not_started", 0)])
def test_an_open_referral_hinders_closing(world, status, hinders):
    more = {"not_started_reason": "queue"} if status == "not_started" else {}
    started = days_ago(1) if status == "started" else None
    referral(world, world.case, by=WORKER, status=status, started_on=started, **more)

    assert len(told(world, WORKER, contributions.hinders_closing, world.case)) == hinders


def test_each_answer_costs_the_same_for_ten_as_for_one(world):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            told(world, WORKER, contributions.contacts_waiting)
            told(world, WORKER, contributions.referrals_to_follow)
            told(world, WORKER, contributions.referral_entries, world.case)
        return len(captured)

    referral(world, world.case, by=WORKER, sent=20)
    told(world, WORKER, contributions.contacts_waiting)
    one = cost()
    for _each in range(9):
        referral(world, world.case, by=WORKER, sent=20)
        factories.contact(world, received_by=NURSE)

    assert cost() == one
