"""Logging a meeting: who may, what is kept, and what has to be mended first."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from anchor.core.models import Draft
from clients.models import Case
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from tests import factories
from tests.meetings.situations import hide, keep_draft, meeting_planned
from tests.meetings.telling import an_action, counted, shown, told

TODAY = timezone.localdate


def address(case):
    return reverse("log_meeting", args=[case.pk])


def only(world, model):
    (row,) = world.everything(model)
    return row


# --- who may ---

WHO_MAY = [
    ("responsible_social_worker", 200),
    ("police_officer_on_the_case", 200),
    ("nurse_on_the_case", 200),
    ("youth_worker_not_on_the_case", 404),
    ("coordinator", 403),
    ("neighbour_team_member", 404),
    ("neighbour_team_coordinator", 404),
    ("other_municipality_member", 404),
    ("municipal_manager", 404),
    ("national_coordinator", 404),
    ("auditor", 404),
    ("administrator", 404),
    ("anonymous", 302),
]


@pytest.mark.parametrize(("who", "status"), WHO_MAY)
def test_who_opens_the_form(world, who, status):
    assert world.browser(who).get(address(world.case)).status_code == status


@pytest.mark.parametrize(("who", "status"), WHO_MAY)
def test_who_saves_a_meeting(world, who, status):
    posted = told(world, present=("police_officer_on_the_case",))

    response = world.browser(who).post(address(world.case), posted)

    assert response.status_code == (302 if status == 200 else status)
    assert world.everything(Meeting).count() == (1 if status == 200 else 0)


def test_a_nurse_without_consent_logs_the_meeting_she_was_at(world):
    posted = told(world, present=("nurse_on_the_case",), rows=[an_action(world, "nurse_on_the_case")])

    response = world.browser("nurse_on_the_case").post(address(world.case_without_consent), posted)

    assert response.status_code == 302
    assert only(world, MeetingSummary).sector == "health"


def test_who_only_views_the_case_is_refused(world):
    factories.join(world, world.case, "youth_worker_not_on_the_case", grip="view_case")

    assert world.browser("youth_worker_not_on_the_case").get(address(world.case)).status_code == 403


# --- what is kept ---


def test_everything_told_is_kept_in_its_own_place(world):
    rows = [an_action(world), an_action(world, owner="adolescent", what="Eelis käy koulussa.")]
    posted = told(
        world,
        present=("responsible_social_worker", "police_officer_on_the_case"),
        place="Nuorisotalo",
        others="Valmentaja",
        strengths=["leisure"],
        heard_alone="on",
        rows=rows,
    )

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    meeting = only(world, Meeting)
    assert response.url == meeting.get_absolute_url()
    assert (meeting.kind, meeting.status, meeting.minutes) == ("first", "held", 60)
    assert (meeting.adolescent_present, meeting.heard_alone, meeting.guardians_present) == (True, True, 1)
    assert (meeting.tenant_id, meeting.sector, meeting.told_before) == ("109", "social", True)
    summary, where = only(world, MeetingSummary), only(world, MeetingPlace)
    assert (summary.text, where.place, where.others) == ("Puhuttiin koulusta.", "Nuorisotalo", "Valmentaja")
    assert (summary.topics, summary.strengths) == (["school"], ["leisure"])
    attended = {(row.sector, row.present) for row in world.everything(Attendance)}
    assert attended == {("social", True), ("police", True)}
    agreed = {(row.what, row.owner_kind) for row in world.everything(AgreedAction)}
    assert agreed == {("Soitetaan kerholle.", "professional"), ("Eelis käy koulussa.", "adolescent")}


def test_the_time_is_the_clock_on_the_wall_in_finland(world):
    world.browser("responsible_social_worker").post(address(world.case), told(world, at="9.30", minutes="45"))

    meeting = only(world, Meeting)
    assert timezone.localtime(meeting.starts_at).strftime("%H.%M") == "09.30"
    assert timezone.localtime(meeting.ends_at).strftime("%H.%M") == "10.15"


def test_an_own_end_replaces_the_length(world):
    world.browser("responsible_social_worker").post(address(world.case), told(world, minutes="own", ends="11.10"))

    assert only(world, Meeting).minutes == 130


def test_a_held_meeting_moves_the_case_to_work(world):
    world.everything(Case).filter(pk=world.case.pk).update(stage="selected")

    world.browser("responsible_social_worker").post(address(world.case), told(world))

    assert world.everything(Case).get(pk=world.case.pk).stage == "in_work"


def test_a_planned_meeting_moves_the_case_to_meeting_agreed(world):
    world.everything(Case).filter(pk=world.case.pk).update(stage="selected")
    later = shown(TODAY() + datetime.timedelta(days=3))

    world.browser("responsible_social_worker").post(address(world.case), told(world, status="planned", day=later))

    assert world.everything(Case).get(pk=world.case.pk).stage == "meeting_agreed"


def test_a_planned_meeting_never_moves_the_case_back(world):
    later = shown(TODAY() + datetime.timedelta(days=3))

    world.browser("responsible_social_worker").post(address(world.case), told(world, status="planned", day=later))

    assert world.everything(Case).get(pk=world.case.pk).stage == "in_work"


def test_who_is_invited_was_not_there_yet(world):
    later = shown(TODAY() + datetime.timedelta(days=3))

    world.browser("responsible_social_worker").post(address(world.case), told(world, status="planned", day=later))

    assert only(world, Attendance).present is False
    assert only(world, Meeting).adolescent_present is False


def test_a_cancelled_meeting_says_by_whom_and_that_nobody_was_there(world):
    posted = told(world, status="cancelled", cancelled_by="guardian")

    world.browser("responsible_social_worker").post(address(world.case), posted)

    meeting = only(world, Meeting)
    assert (meeting.status, meeting.cancelled_by, meeting.guardians_present) == ("cancelled", "guardian", 0)


def test_the_next_meeting_is_agreed_with_the_same_people(world):
    later = TODAY() + datetime.timedelta(days=14)
    posted = told(world, agree_next="on", next_on=shown(later), next_at="12.30")

    world.browser("responsible_social_worker").post(address(world.case), posted)

    held, planned = world.everything(Meeting).order_by("starts_at")
    assert (held.status, planned.status) == ("held", "planned")
    assert timezone.localdate(planned.starts_at) == later
    assert world.everything(Attendance).get(meeting=planned).membership == world.people["responsible_social_worker"]


def test_a_note_is_only_a_reference_to_the_own_system(world):
    posted = told(world, recorded="on", written_on=shown(TODAY()), note_text="This must not be kept.")

    world.browser("responsible_social_worker").post(address(world.case), posted)

    note = only(world, SectorNote)
    assert (note.sector, note.written_on, note.text) == ("social", TODAY(), "")


def test_a_team_may_allow_the_text_of_notes(world):
    team = world.teams["hame"]
    team.note_text_allowed = True
    team.save()
    posted = told(world, note_text="Palvelutarpeen arviointi etenee.")

    world.browser("responsible_social_worker").post(address(world.case), posted)

    assert only(world, SectorNote).text == "Palvelutarpeen arviointi etenee."


def test_emoji_and_right_to_left_text_stay_and_disguises_go(world):
    posted = told(world, text="Kerho on 👍🏽 ja שלום \u202eevil")

    world.browser("responsible_social_worker").post(address(world.case), posted)

    assert only(world, MeetingSummary).text == "Kerho on 👍🏽 ja שלום evil"


def test_saving_drops_the_draft(world):
    who = "responsible_social_worker"
    keep_draft(world, who, "text=Kesken")

    world.browser(who).post(address(world.case), told(world))

    assert not world.everything(Draft).exists()


# --- the memory ---


def test_the_memory_knows_who_opened_and_who_saved(world):
    browser = world.browser("responsible_social_worker")
    browser.get(address(world.case))
    browser.post(address(world.case), told(world, recorded="on"))

    assert [row.verb for row in world.audit(by="responsible_social_worker")] == [
        "opened",
        "meeting_logged",
        "note_written",
    ]


def test_what_was_not_saved_leaves_no_meeting_in_the_memory(world):
    world.browser("responsible_social_worker").post(address(world.case), told(world, at=""))

    assert [row.verb for row in world.audit(by="responsible_social_worker")] == ["opened"]


# --- what stands ready ---


def test_the_form_opens_ready_to_save(world):
    form = world.browser("responsible_social_worker").get(address(world.case)).context["form"]

    assert form.initial["kind"] == "first"
    assert (form.initial["status"], form.initial["minutes"], form.initial["day"]) == ("held", "60", TODAY())
    assert form.initial["at"].minute in (0, 30)
    assert len(form.initial["professionals"]) == 4  # the guest too


def test_after_the_first_meeting_the_next_is_a_follow_on(world):
    factories.meeting_held(world, world.case, by="responsible_social_worker")

    form = world.browser("police_officer_on_the_case").get(address(world.case)).context["form"]

    assert form.initial["kind"] == "follow_on"


def test_a_draft_comes_back_for_its_writer_alone(world):
    keep_draft(world, "responsible_social_worker", "text=Kesken&actions-0-what=Soita&topics=school")

    mine = world.browser("responsible_social_worker").get(address(world.case)).content.decode()
    other = world.browser("police_officer_on_the_case").get(address(world.case)).content.decode()

    assert "Kesken" in mine
    assert 'value="Soita"' in mine
    assert "Kesken" not in other


def test_a_planned_meeting_whose_time_has_come_is_offered(world):
    meeting = meeting_planned(world, world.case, by="responsible_social_worker", hours=-1)

    page = world.browser("responsible_social_worker").get(address(world.case)).content.decode()

    assert reverse("change_meeting", args=[meeting.pk]) in page


def test_the_adolescent_is_not_named_to_whom_the_name_does_not_exist(world):
    page = world.browser("responsible_social_worker").get(address(world.case)).content.decode()

    assert "Eelis Lumikanto" in page


def test_under_non_disclosure_no_place_is_asked_for(world):
    hide(world)

    page = world.browser("responsible_social_worker").get(address(world.case)).content.decode()

    assert 'name="place"' not in page


# --- the cost ---


def test_the_form_costs_at_most_twelve_queries(world):
    browser = world.browser("responsible_social_worker")
    browser.get(address(world.case))

    with counted() as queries:
        browser.get(address(world.case))

    assert len(queries) <= 12, "\n".join(queries)


def test_the_form_costs_the_same_with_many_professionals(world):
    browser = world.browser("responsible_social_worker")
    browser.get(address(world.case))
    with counted() as few:
        browser.get(address(world.case))
    for who in ("youth_worker_not_on_the_case", "nurse_not_on_the_case", "coordinator"):
        factories.join(world, world.case, who)
    for days in range(1, 6):
        factories.meeting_held(world, world.case, by="responsible_social_worker", days_ago=days)

    with counted() as many:
        browser.get(address(world.case))

    assert len(many) == len(few)


# --- htmx ---


def test_a_form_sent_by_htmx_is_answered_with_a_visit(world):
    browser = world.browser("responsible_social_worker")

    response = browser.post(address(world.case), told(world), headers={"HX-Request": "true"})

    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == only(world, Meeting).get_absolute_url()


def test_errors_sent_to_htmx_are_the_form_alone(world):
    browser = world.browser("responsible_social_worker")

    response = browser.post(address(world.case), told(world, at=""), headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "<html" not in response.content.decode()
