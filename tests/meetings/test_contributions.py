"""What the room tells the case page, the today page and closing."""

import datetime

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from anchor.tenancy.codes import labels
from clients.models import Case
from meetings import contributions
from meetings.disclosing import disclosable
from meetings.models import AgreedAction
from tests import factories
from tests.meetings.situations import meeting_planned
from tests.meetings.telling import counted
from tests.meetings.test_meeting import NURSE, POLICE, SOCIAL, more_of_everything, note_of


def ask(world, who, point, *args):
    """The answers as this person, under the application's role."""
    with world.acting_as(who):
        return list(point(*args, world.actor(who)))


def ask_today(world, who):
    with world.acting_as(who):
        return list(contributions.today(world.actor(who), timezone.localdate()))


def drawn(world, who, entry):
    with world.acting_as(who):
        return render_to_string(entry.template, {"entry": entry})


# --- chronology ---


@pytest.mark.parametrize(("who", "reads"), [(SOCIAL, True), (POLICE, True), (NURSE, True), ("coordinator", False)])
def test_the_chronology_tells_of_a_meeting_and_of_its_words_to_whom_they_exist(world, who, reads):
    factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))

    (entry,) = ask(world, who, contributions.chronology, world.case)

    assert (entry.kind, entry.sector, entry.context["sectors"]) == ("meeting", "social", ["police", "social"])
    assert ("Puhuttiin viikosta." in drawn(world, who, entry)) is reads


def test_a_stranger_is_told_nothing(world):
    factories.meeting_held(world, world.case, by=SOCIAL)

    assert ask(world, "youth_worker_not_on_the_case", contributions.chronology, world.case) == []
    assert ask(world, "other_municipality_member", contributions.chronology, world.case) == []


def test_an_own_note_lies_under_the_waterline_of_its_meeting(world):
    meeting = factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))
    note_of(world, SOCIAL, meeting, "Vain sosiaalitoimelle.")

    (mine,), (theirs,) = (ask(world, who, contributions.chronology, world.case) for who in (SOCIAL, POLICE))

    assert "waterline" in drawn(world, SOCIAL, mine)
    assert "Vain sosiaalitoimelle." in drawn(world, SOCIAL, mine)
    assert "waterline" not in drawn(world, POLICE, theirs)


def test_the_chronology_costs_three_queries_however_long_it_is(world):
    meeting = factories.meeting_held(world, world.case, by=SOCIAL)
    more_of_everything(world, meeting)
    for days in range(10, 20):
        factories.meeting_held(world, world.case, by=SOCIAL, days_ago=days)

    labels("meeting_kind")  # a process keeps the code lists for a while

    with world.acting_as(SOCIAL), counted() as queries:
        entries = list(contributions.chronology(world.case, world.actor(SOCIAL)))

    assert len(entries) == 11
    assert len(queries) == 3 + 1, "\n".join(queries)  # one is the actor's own


# --- next steps ---


def test_next_steps_are_planned_meetings_and_open_actions(world):
    factories.meeting_held(world, world.case, by=SOCIAL)
    meeting_planned(world, world.case, by=SOCIAL, hours=48)

    steps = ask(world, POLICE, contributions.next_steps, world.case)

    assert [(step.kind, step.late) for step in steps] == [("meeting", False), ("action", False)]


def test_a_meeting_nobody_logged_is_a_late_step(world):
    meeting_planned(world, world.case, by=SOCIAL, hours=-30)

    with override("en"):
        (step,) = ask(world, POLICE, contributions.next_steps, world.case)

    assert (step.late, step.title) == (True, "Log the meeting")


def test_what_is_done_is_no_step(world):
    factories.meeting_held(world, world.case, by=SOCIAL)
    world.everything(AgreedAction).update(done_on=timezone.localdate())

    assert ask(world, SOCIAL, contributions.next_steps, world.case) == []


def test_without_consent_anothers_action_is_no_step(world):
    factories.meeting_held(world, world.case_without_consent, by=SOCIAL)

    assert ask(world, NURSE, contributions.next_steps, world.case_without_consent) == []


# --- closing ---


def test_open_actions_and_planned_meetings_hinder_closing(world):
    factories.meeting_held(world, world.case, by=SOCIAL)
    meeting_planned(world, world.case, by=SOCIAL, hours=48)

    assert len(ask(world, SOCIAL, contributions.hinders_closing_case, world.case)) == 2


def test_a_settled_case_is_not_hindered(world):
    factories.meeting_held(world, world.case, by=SOCIAL)
    world.everything(AgreedAction).update(done_on=timezone.localdate())

    assert ask(world, SOCIAL, contributions.hinders_closing_case, world.case) == []


# --- today ---


def test_todays_meeting_stands_in_the_agenda_of_who_is_invited(world):
    meeting_planned(world, world.case, by=SOCIAL, hours=0, invited=(POLICE,))

    (slot,) = ask_today(world, POLICE)

    assert (slot.kind, slot.title, slot.minutes, slot.is_logged) == ("meeting", "Eelis Lumikanto", 60, False)
    assert slot.sectors == ("police", "social")
    assert ask_today(world, NURSE) == []


def test_a_meeting_of_last_week_that_nobody_logged_is_late(world):
    meeting_planned(world, world.case, by=SOCIAL, hours=-24 * 6)

    (slot,) = ask_today(world, SOCIAL)

    assert slot.late
    assert slot.log_url.endswith("/change/")


def test_tomorrows_meeting_and_a_cancelled_one_wait_for_nobody(world):
    meeting_planned(world, world.case, by=SOCIAL, hours=48)
    cancelled = meeting_planned(world, world.case, by=SOCIAL, hours=0)
    world.everything(type(cancelled)).filter(pk=cancelled.pk).update(status="cancelled")

    assert ask_today(world, SOCIAL) == []


def test_what_i_promised_waits_for_me_and_for_nobody_else(world):
    factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))

    (mine,) = ask_today(world, SOCIAL)

    assert (mine.kind, mine.title, mine.late) == ("action", "Soitetaan kerholle.", False)
    assert "Eelis Lumikanto" in mine.meta
    assert ask_today(world, POLICE) == []


def test_what_is_overdue_is_late_and_what_is_far_ahead_waits_its_time(world):
    factories.meeting_held(world, world.case, by=SOCIAL, days_ago=30)
    world.everything(AgreedAction).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    (late,) = ask_today(world, SOCIAL)
    world.everything(AgreedAction).update(due_on=timezone.localdate() + datetime.timedelta(days=20))

    assert late.late
    assert ask_today(world, SOCIAL) == []


def test_under_non_disclosure_today_shows_initials_and_no_place(world):
    meeting = meeting_planned(world, world.case, by=SOCIAL, hours=0)
    factories.place_of(world, meeting, "Nuorisotalo")
    (before,) = ask_today(world, SOCIAL)
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    (after,) = ask_today(world, SOCIAL)

    assert (before.title, before.place) == ("Eelis Lumikanto", "Nuorisotalo")
    assert (after.title, after.place) == ("E. L.", "")


@pytest.mark.parametrize("who", ["municipal_manager", "national_coordinator", "administrator"])
def test_nothing_waits_for_who_works_in_no_team(world, who):
    factories.meeting_held(world, world.case, by=SOCIAL)

    assert ask_today(world, who) == []


def test_today_costs_two_queries_however_much_waits(world):
    meeting = factories.meeting_held(world, world.case, by=SOCIAL, days_ago=1)
    more_of_everything(world, meeting)
    for hours in range(1, 8):
        meeting_planned(world, world.case, by=SOCIAL, hours=-24 * hours, invited=(POLICE,))

    with world.acting_as(SOCIAL):
        actor = world.actor(SOCIAL)
        with counted() as queries:
            waiting = list(contributions.today(actor, timezone.localdate()))

    assert len(waiting) == 8
    assert len(queries) == 2, "\n".join(queries)


def test_a_step_is_marked_done_on_the_case_page_and_returns_there(world):
    factories.meeting_held(world, world.case, by=SOCIAL)
    browser, case_page = world.browser(SOCIAL), world.case.get_absolute_url()
    action = world.everything(AgreedAction).get()
    assert f'action="{reverse("mark_action", args=[action.pk])}"' in browser.get(case_page).content.decode()

    response = browser.post(reverse("mark_action", args=[action.pk]), {"next": case_page})

    assert response.url == case_page


def test_what_today_shows_is_named_for_the_memory(world):
    held = factories.meeting_held(world, world.case, by=SOCIAL)
    planned = meeting_planned(world, world.case, by=SOCIAL, hours=0)

    assert {item.about.pk for item in ask_today(world, SOCIAL)} == {
        planned.pk,
        world.everything(AgreedAction).get(meeting=held).pk,
    }


def test_two_agreed_actions_are_told_apart_when_one_is_disclosed(world):
    factories.meeting_held(world, world.case, by=SOCIAL)

    told = [one.label for one in ask(world, SOCIAL, disclosable, world.case)]

    assert any("Soitetaan kerholle, " in label for label in told)
