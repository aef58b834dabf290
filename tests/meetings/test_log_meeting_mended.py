"""Logging a meeting: what has to be mended first, and what comes of a second click."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgreedAction, Meeting, MeetingSummary
from tests.meetings.situations import close, hide
from tests.meetings.telling import an_action, errors_beside, shown, told

TODAY = timezone.localdate


def address(case):
    return reverse("log_meeting", args=[case.pk])


def tomorrow(days=1):
    return shown(TODAY() + datetime.timedelta(days=days))


BAD = [
    ("held_in_the_future", {"day": tomorrow()}, {"at": ["held_in_the_future"]}),
    ("ends_before_it_begins", {"minutes": "own", "ends": "8.00"}, {"ends": ["ends_before_it_begins"]}),
    ("ends_when_it_begins", {"ends": "9.00"}, {"ends": ["ends_before_it_begins"]}),
    ("own_length_without_an_end", {"minutes": "own"}, {"ends": ["no_end"]}),
    ("planned_in_the_past", {"status": "planned"}, {"at": ["planned_in_the_past"]}),
    ("planned_in_ten_years", {"status": "planned", "day": tomorrow(3650)}, {"day": ["too_far"]}),
    ("a_mistyped_century", {"day": "1.1.1926"}, {"day": ["too_long_ago"]}),
    ("no_day", {"day": ""}, {"day": ["required"]}),
    ("a_day_that_is_none", {"day": "31.2.2026"}, {"day": ["no_such_date"]}),
    ("a_time_that_is_none", {"at": "25.00"}, {"at": ["no_such_time"]}),
    ("cancelled_by_nobody", {"status": "cancelled"}, {"cancelled_by": ["cancelled_by_whom"]}),
    ("nobody_there", {"professionals": []}, {"professionals": ["nobody_present"]}),
    ("heard_but_absent", {"family": [], "heard_alone": "on"}, {"heard_alone": ["heard_but_absent"]}),
    ("an_unknown_kind", {"kind": "séance"}, {"kind": ["invalid_choice"]}),
    ("an_unknown_topic", {"topics": ["school", "x"]}, {"topics": ["invalid_choice"]}),
    ("a_summary_of_1_mb", {"text": "ä" * 1_000_000}, {"text": ["too_long"]}),
    ("a_place_too_long", {"place": "x" * 201}, {"place": ["too_long"]}),
    ("no_next_time", {"agree_next": "on", "next_on": tomorrow()}, {"next_at": ["no_next"]}),
    (
        "a_next_meeting_before",
        {"agree_next": "on", "next_on": tomorrow(-3), "next_at": "9"},
        {"next_on": ["next_not_later"]},
    ),
]


@pytest.mark.parametrize(("more", "errors"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_bad_input_is_said_beside_its_field_and_nothing_is_saved(world, more, errors):
    response = world.browser("responsible_social_worker").post(address(world.case), told(world, **more))

    assert response.status_code == 422
    assert errors_beside(response) == errors
    assert not world.everything(Meeting).exists()


BAD_ROWS = [
    ("no_owner", {"owner": ""}, {"owner-0": ["no_owner"]}),
    ("no_day", {"due_on": ""}, {"due_on-0": ["no_due_on"]}),
    ("no_words", {"what": ""}, {"what-0": ["no_what"]}),
    ("due_before_the_meeting", {"due_on": tomorrow(-2)}, {"due_on-0": ["due_before_the_meeting"]}),
    ("a_day_that_is_none", {"due_on": "pian"}, {"due_on-0": ["date_not_understood"]}),
    ("an_owner_that_is_none", {"owner": "x"}, {"owner-0": ["invalid_choice"]}),
]


@pytest.mark.parametrize(("more", "errors"), [bad[1:] for bad in BAD_ROWS], ids=[bad[0] for bad in BAD_ROWS])
def test_a_row_of_what_was_agreed_says_all_three(world, more, errors):
    posted = told(world, rows=[an_action(world) | more])

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    assert response.status_code == 422
    assert errors_beside(response) == errors
    assert not world.everything(Meeting).exists()


def test_before_a_child_talks_with_the_police_it_is_told(world):
    posted = told(world, present=("responsible_social_worker", "police_officer_on_the_case"), told_before=None)

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    assert errors_beside(response) == {"told_before": ["told_before"]}


@pytest.mark.parametrize(
    "more",
    [{"family": []}, {"present": ("responsible_social_worker",)}],
    ids=["the adolescent was not there", "no police was there"],
)
def test_without_a_child_or_the_police_nothing_need_be_told(world, more):
    more = {"present": ("responsible_social_worker", "police_officer_on_the_case")} | more
    posted = told(world, told_before=None, **more)

    assert world.browser("responsible_social_worker").post(address(world.case), posted).status_code == 302


def test_every_message_shows_at_once(world):
    rows = [an_action(world) | {"owner": ""}]
    posted = told(world, present=("police_officer_on_the_case",), told_before=None, ends="8.00", rows=rows)

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    assert errors_beside(response) == {
        "ends": ["ends_before_it_begins"],
        "told_before": ["told_before"],
        "owner-0": ["no_owner"],
    }


def test_what_was_typed_stays_and_the_length_is_said(world):
    text = "Pitkä kooste. " * 2000

    response = world.browser("responsible_social_worker").post(address(world.case), told(world, text=text))

    page = response.content.decode()
    assert text.strip() in page
    assert "27\u00a0999" in page
    assert "20\u00a0000" in page


@pytest.mark.parametrize("who", ["youth_worker_not_on_the_case", "neighbour_team_member", "other_municipality_member"])
def test_somebody_who_is_not_on_the_case_cannot_be_ticked_or_own_an_action(world, who):
    rows = [an_action(world, who)]
    posted = told(world, present=("responsible_social_worker", who), rows=rows)

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    assert errors_beside(response) == {"professionals": ["invalid_choice"], "owner-0": ["invalid_choice"]}
    assert world.people[who].user.name not in response.content.decode()


def test_another_tenants_case_is_nowhere(world):
    response = world.browser("responsible_social_worker").post(address(world.foreign_case), told(world))

    assert response.status_code == 404
    assert not world.everything(Meeting).exists()
    assert len(world.audit(by="responsible_social_worker", refused=True)) == 1


def test_no_meeting_of_a_closed_case(world):
    close(world)

    response = world.browser("responsible_social_worker").post(address(world.case), told(world))

    assert response.status_code == 422
    assert errors_beside(response) == {"__all__": ["case_closed"]}
    assert "Puhuttiin koulusta." in response.content.decode()


def test_a_closed_case_says_so_before_anything_is_typed(world):
    close(world)

    page = world.browser("responsible_social_worker").get(address(world.case)).content.decode()

    assert "This case is closed." in page
    assert "Save the meeting" not in page


def test_a_place_under_non_disclosure_is_refused(world):
    hide(world)

    response = world.browser("responsible_social_worker").post(address(world.case), told(world, place="Koulu"))

    assert errors_beside(response) == {"place": ["place_under_non_disclosure"]}


# --- twice ---


def test_a_double_click_makes_one_meeting_and_lands_on_it(world):
    browser, posted = world.browser("responsible_social_worker"), told(world, rows=[an_action(world)])

    first = browser.post(address(world.case), posted)
    second = browser.post(address(world.case), posted)

    assert first.url == second.url
    assert world.everything(Meeting).count() == world.everything(AgreedAction).count() == 1
    assert len(world.audit(verb="meeting_logged")) == 1


@pytest.mark.parametrize(
    ("who", "text"),
    [("responsible_social_worker", "Muuta tekstiä."), ("police_officer_on_the_case", "Puhuttiin koulusta.")],
    ids=["other content", "another author"],
)
def test_another_meeting_at_the_same_time_is_said_beside_the_time(world, who, text):
    world.browser("responsible_social_worker").post(address(world.case), told(world))

    response = world.browser(who).post(address(world.case), told(world, text=text))

    assert response.status_code == 422
    assert errors_beside(response) == {"at": ["time_taken"]}
    assert text in response.content.decode()


def test_an_unknown_case_is_nowhere(world):
    unknown = reverse("log_meeting", args=["00000000-0000-7000-8000-000000000000"])

    assert world.browser("responsible_social_worker").post(unknown, told(world)).status_code == 404


def test_a_file_where_text_belongs_is_no_text(world):
    posted = told(world) | {"text": SimpleUploadedFile("kooste.txt", b"PK\x03\x04")}

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    assert response.status_code == 302
    assert world.everything(MeetingSummary).get().text == ""


def test_rows_without_their_count_are_said_and_not_guessed(world):
    posted = {name: value for name, value in told(world).items() if name != "actions-TOTAL_FORMS"}

    response = world.browser("responsible_social_worker").post(address(world.case), posted)

    assert response.status_code == 422
    assert not world.everything(Meeting).exists()
