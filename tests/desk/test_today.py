"""The first page of the day: what waits for whom, what is hidden in it, and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.core.drafts import save_draft
from clients.models import Case
from tests import factories
from tests.meetings.situations import meeting_planned
from tests.queries import asked

WORKER, NURSE = "responsible_social_worker", "nurse_on_the_case"


def day(world, who):
    response = world.browser(who).get("/today/")
    assert response.status_code == 200
    return response.context["day"]


def page(world, who, language="en"):
    return world.browser(who, language).get("/today/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        ("coordinator", 200),
        ("other_municipality_member", 200),
        ("municipal_manager", 403),
        ("national_coordinator", 403),
        ("auditor", 403),
        ("administrator", 403),
        ("anonymous", 302),
    ],
)
def test_who_has_a_today(world, who, status):
    assert world.browser(who).get("/today/").status_code == status


def test_a_meeting_of_today_stands_in_the_agenda_of_whom_it_invites(world):
    meeting_planned(world, world.case, by=WORKER, hours=0)

    assert [slot.title for slot in day(world, WORKER).meetings] == ["Eelis Lumikanto"]
    assert day(world, "coordinator").meetings == []


def test_an_old_meeting_nobody_logged_is_asked_for(world):
    meeting_planned(world, world.case, by=WORKER, hours=-72)

    assert len(day(world, WORKER).unlogged) == 1
    assert "not logged" in page(world, WORKER)


def test_under_non_disclosure_the_day_shows_initials(world):
    meeting_planned(world, world.case, by=WORKER, hours=0)
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)

    shown = page(world, WORKER)

    assert "E. L." in shown
    assert "Lumikanto" not in shown


@pytest.mark.parametrize(
    ("who", "waits"), [(NURSE, 1), ("coordinator", 1), ("other_municipality_member", 1), ("neighbour_team_member", 0)]
)
def test_contacts_wait_for_the_sectors_of_their_team(world, who, waits):
    assert len(day(world, who).opinions) == waits


def test_an_agreed_action_waits_for_its_owner_alone(world):
    factories.meeting_held(world, world.case, by=WORKER)

    assert len(day(world, WORKER).follow_ups) == 1
    assert day(world, NURSE).follow_ups == []


def test_what_is_late_is_said_in_words(world):
    factories.meeting_held(world, world.case, by=WORKER)
    actions = world.everything(type(world.case.agreed_actions.model())).filter(case=world.case)
    actions.update(due_on=timezone.localdate() - datetime.timedelta(days=1))

    assert day(world, WORKER).late == 1
    assert ">1 late<" in page(world, WORKER)


def test_only_the_writer_sees_a_draft(world):
    with world.acting_as(WORKER):
        save_draft(world.actor(WORKER), "log_meeting", str(world.case.pk), "text=Salainen")
        save_draft(world.actor(WORKER), "contact", "new", "text=Salainen")

    drafts = day(world, WORKER).drafts
    assert [(draft.whom, draft.url) for draft in drafts] == [
        ("", "/contacts/new/"),
        ("Eelis Lumikanto", f"/cases/{world.case.pk}/meetings/new/"),
    ]
    assert day(world, NURSE).drafts == []
    assert "Salainen" not in page(world, WORKER)


def test_a_draft_about_a_case_one_has_left_is_not_shown(world):
    with world.acting_as(NURSE):
        save_draft(world.actor(NURSE), "log_meeting", str(world.case.pk), "text=x")
    world.browser("coordinator").post(f"/participations/{_participation(world)}/end/", {"ended_on": "today"})

    assert day(world, NURSE).drafts == []


def _participation(world):
    from clients.models import Participation

    return world.everything(Participation).get(case=world.case, membership=world.people[NURSE]).pk


def test_each_person_shown_leaves_a_row(world):
    meeting_planned(world, world.case, by=WORKER, hours=0)
    page(world, WORKER)

    assert world.case.pk in {row.case_id for row in world.audit(by=WORKER, verb="listed")}


def test_an_empty_day_says_what_will_appear(world):
    shown = page(world, "neighbour_team_member")

    for words in ("No meetings today", "Nothing waits for you", "Nothing to follow this week", "No drafts"):
        assert words in shown


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_day_opens_in_each_language(world, language):
    meeting_planned(world, world.case, by=WORKER, hours=0)

    assert f'<html lang="{language}"' in page(world, WORKER, language)


def test_a_full_day_costs_what_an_empty_one_costs(world):
    meeting_planned(world, world.case, by=WORKER, hours=0)
    factories.meeting_held(world, world.case, by=WORKER)
    with world.acting_as(WORKER):
        save_draft(world.actor(WORKER), "log_meeting", str(world.case.pk), "text=x")
    browser = world.browser(WORKER)
    browser.get("/today/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/today/")
    for number in range(5):
        case = factories.case_in_work(world, responsible=WORKER, given_names=f"Nuori{number}")
        meeting_planned(world, case, by=WORKER, hours=0)
        factories.meeting_held(world, case, by=WORKER)
        factories.contact(world, received_by="police_officer_on_the_case")
        with world.acting_as(WORKER):
            save_draft(world.actor(WORKER), "log_meeting", str(case.pk), "text=x")
    with CaptureQueriesContext(connection) as many:
        browser.get("/today/")

    assert len(asked(many)) == len(asked(few)) <= 13, "\n".join(asked(many))
