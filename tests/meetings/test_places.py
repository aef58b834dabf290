"""Where a meeting was and who else was there: as the summary, and under non-disclosure only with the right, by page or raw SQL."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection
from django.urls import reverse

from anchor.access.actions import Action
from anchor.access.rules import can
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case
from clients.services.change_client import change_client, held_about
from meetings.models import MeetingPlace, MeetingSummary
from tests import factories
from tests.meetings.situations import hide
from tests.meetings.telling import errors_beside, told
from tests.meetings.test_log_meeting import address as log_address

SOCIAL, POLICE, NURSE = "responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case"
MOVED = import_module("meetings.migrations.0016_places_apart")
REFUSED = pytest.raises(ProgrammingError, match="row-level security")


@pytest.fixture
def held(world):
    meeting = factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))
    factories.place_of(world, meeting, "Kaurialan koulu", "Rehtori Virtanen")
    return meeting


def ask(world, who, statement, *values):
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def seen_by(world, *people):
    return [who for who in people if ask(world, who, "SELECT 1 FROM meetings_meetingplace")]


def page(world, who, meeting, **sent):
    browser, url = world.browser(who), meeting.get_absolute_url()
    return browser.post(url, sent) if sent else browser.get(f"{url}?show=place")


def protect(world, *, on):
    """Turned on or lifted on the form about the adolescent, by the responsible worker."""
    actor = world.actor(SOCIAL)
    with world.acting_as(SOCIAL):
        client = Case.objects.visible_to(actor).select_related("client").get(pk=world.case.pk).client
        held = held_about(actor, client)
        data = replace(held.data, protected=on)
        change_client(actor=actor, client=client, read_version=client.version, data=data, persons=[])


# --- behind the wall ---


def test_it_is_read_as_the_summary_and_under_non_disclosure_only_with_the_right(world, held):
    everybody = (SOCIAL, POLICE, NURSE, "coordinator", "other_municipality_member")
    assert seen_by(world, *everybody) == [SOCIAL, POLICE, NURSE]

    hide(world)

    assert seen_by(world, *everybody) == [SOCIAL]


def test_the_summary_holds_nothing_of_it(world):
    world.browser(SOCIAL).post(log_address(world.case), told(world, place="Nuorisotalo", others="Valmentaja"))

    assert world.everything(MeetingPlace).get().place == "Nuorisotalo"
    assert world.everything(MeetingSummary).values_list("place", "others").get() == (None, None)


def test_a_place_that_who_protects_may_not_read_is_protected_too_and_comes_back(world, held):
    """The police's meeting: the responsible social worker was not there, and turns the protection on."""
    theirs = factories.meeting_held(world, world.case, by=POLICE, days_ago=9)
    factories.place_of(world, theirs, "Asema")
    marks = dict.fromkeys((held.pk, theirs.pk), False)
    assert dict(world.everything(MeetingPlace).values_list("meeting_id", "protected")) == marks

    protect(world, on=True)
    assert dict(world.everything(MeetingPlace).values_list("meeting_id", "protected")) == dict.fromkeys(marks, True)

    protect(world, on=False)
    assert dict(world.everything(MeetingPlace).values_list("meeting_id", "protected")) == marks


@pytest.mark.parametrize("who", [SOCIAL, POLICE, NURSE, "coordinator"])
def test_nobody_opens_it_by_lifting_the_protection_on_the_shell(world, held, who):
    protect(world, on=True)

    with REFUSED:
        ask(world, who, "UPDATE clients_case SET non_disclosure = false WHERE id = %s", world.case.pk)


def test_nobody_marks_it_as_open(world, held):
    protect(world, on=True)

    for who in (SOCIAL, POLICE):
        assert not ask(world, who, "UPDATE meetings_meetingplace SET protected = false")


def test_who_was_there_does_not_take_it_out_of_the_cases_protection(world, held):
    with REFUSED:
        ask(world, POLICE, "UPDATE meetings_meetingplace SET protected = true")


def test_a_place_always_says_what_its_case_says(world, held):
    with beyond_the_wall("tests"), pytest.raises(IntegrityError, match="same_tenant"), connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_meetingplace SET protected = true; SET CONSTRAINTS ALL IMMEDIATE")


def test_nothing_is_written_to_it_while_it_is_protected(world, held):
    hide(world)

    assert not ask(world, SOCIAL, "UPDATE meetings_meetingplace SET version = 9")


@pytest.mark.parametrize(("hidden", "may"), [(False, True), (True, False)])
def test_who_was_there_may_change_what_is_open_alone(world, held, hidden, may):
    with beyond_the_wall("tests"):
        place = MeetingPlace.objects.get()
    if hidden:
        hide(world)

    with world.acting_as(SOCIAL):
        assert can(world.actor(SOCIAL), Action.CHANGE_MEETING, place) is may


# --- the page ---


def test_with_the_right_it_is_opened_for_a_task_and_remembered(world, held):
    hide(world)
    assert "Kauriala" not in page(world, SOCIAL, held).content.decode()

    shown = page(world, SOCIAL, held, task="meeting").content.decode()

    assert "Kaurialan koulu" in shown
    assert "Rehtori Virtanen" in shown
    assert [row.ground for row in world.audit(by=SOCIAL, verb="address_opened")] == ["meeting"]


def test_without_a_task_nothing_is_shown(world, held):
    hide(world)

    assert page(world, SOCIAL, held, task="x").status_code == 422
    assert world.audit(verb="address_opened") == []


@pytest.mark.parametrize(
    ("who", "status"),
    [(SOCIAL, 200), (POLICE, 403), (NURSE, 403), ("coordinator", 403), ("neighbour_team_member", 404)],
)
def test_it_takes_the_right_and_the_own_sector(world, held, who, status):
    hide(world)

    assert page(world, who, held, task="check").status_code == status


def test_the_meetings_page_tells_neither_place_nor_others(world, held):
    way = "?show=place"
    before = world.browser(POLICE).get(held.get_absolute_url()).content.decode()
    hide(world)
    after, with_right = (world.browser(who).get(held.get_absolute_url()).content.decode() for who in (POLICE, SOCIAL))

    assert "Kauriala" in before
    assert "Virtanen" in before
    assert "Kauriala" not in after + with_right
    assert "Virtanen" not in after + with_right
    assert (way in before, way in after, way in with_right) == (False, False, True)


def test_under_non_disclosure_nobody_else_is_written_down_by_name(world):
    hide(world)

    response = world.browser(SOCIAL).post(log_address(world.case), told(world, others="Rehtori Virtanen"))

    assert errors_beside(response) == {"others": ["others_under_non_disclosure"]}


def test_saving_a_meeting_under_non_disclosure_leaves_it_as_it_is(world, held):
    hide(world)
    url = reverse("change_meeting", args=[held.pk])

    world.browser(SOCIAL).post(url, told(world, read_version="1", text="Uusi."))

    assert world.everything(MeetingPlace).get().place == "Kaurialan koulu"


# --- what an earlier release wrote ---


def test_what_stood_in_summaries_moves_and_can_be_put_back(world):
    meeting = factories.meeting_held(world, world.case, by=SOCIAL)
    hide(world)
    with beyond_the_wall("tests"):
        summary = MeetingSummary.objects.get(meeting=meeting)
        summary.place, summary.others = "Koulu", "Valmentaja"
        summary.save()

        for _twice in range(2):
            MOVED.keep_apart(apps, None)
        kept = MeetingPlace.objects.get()
        assert (kept.place, kept.others, kept.protected, kept.sector) == ("Koulu", "Valmentaja", True, summary.sector)
        assert MeetingSummary.objects.values_list("place", "others").get(pk=summary.pk) == (None, None)

        MOVED.put_back(apps, None)
        assert MeetingSummary.objects.get(pk=summary.pk).place == "Koulu"
