"""Reading a meeting: each part for whom it exists, and the view to show to the adolescent."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Case
from meetings.models import AgreedAction, MeetingSummary, SectorNote
from tests import factories
from tests.meetings.situations import meeting_planned
from tests.meetings.telling import counted

SOCIAL, POLICE, NURSE = "responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case"


@pytest.fixture
def held(world):
    return factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))


@pytest.fixture
def unconsented(world):
    """A meeting on the case without consent; the nurse works on the case and was not there."""
    return factories.meeting_held(world, world.case_without_consent, by=SOCIAL)


def page(world, who, meeting, query=""):
    return world.browser(who).get(meeting.get_absolute_url() + query).content.decode()


def note_of(world, who, meeting, text=""):
    from anchor.accounts.actor import Actor
    from anchor.accounts.stamps import stamp
    from anchor.tenancy.scope import beyond_the_wall

    with beyond_the_wall("tests"):
        day = timezone.localdate()
        marks = stamp(Actor(world.people[who]))
        return SectorNote.objects.create(meeting=meeting, case_id=meeting.case_id, written_on=day, text=text, **marks)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (SOCIAL, 200),
        (POLICE, 200),
        (NURSE, 200),
        ("coordinator", 200),
        ("youth_worker_not_on_the_case", 404),
        ("nurse_not_on_the_case", 404),
        ("neighbour_team_member", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("national_coordinator", 404),
        ("auditor", 404),
        ("administrator", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_a_meeting(world, held, who, status):
    assert world.browser(who).get(held.get_absolute_url()).status_code == status
    if who != "anonymous":
        assert world.reads_of(held, by=who) == (1 if status == 200 else 0)


@pytest.mark.parametrize(("who", "reads"), [(SOCIAL, True), (POLICE, True), (NURSE, True), ("coordinator", False)])
def test_who_reads_the_summary_with_consent(world, held, who, reads):
    shown = page(world, who, held)

    assert ("Puhuttiin viikosta." in shown, "Soitetaan kerholle." in shown) == (reads, reads)


def test_without_consent_the_summary_does_not_exist_for_another_sector(world, unconsented):
    shown = page(world, NURSE, unconsented)

    assert "Puhuttiin viikosta." not in shown
    assert "Soitetaan kerholle." not in shown
    assert "Shared summary" not in shown


def test_without_consent_who_was_there_still_reads(world):
    meeting = factories.meeting_held(world, world.case_without_consent, by=SOCIAL, present=(NURSE,))

    assert "Puhuttiin viikosta." in page(world, NURSE, meeting)


def test_a_coordinator_off_the_case_sees_initials_and_no_name(world, held):
    shown = page(world, "coordinator", held)

    assert "E. L." in shown
    assert "Lumikanto" not in shown


def test_another_sectors_note_does_not_exist(world, held):
    note_of(world, SOCIAL, held, "Vain sosiaalitoimelle.")

    assert "Vain sosiaalitoimelle." in page(world, SOCIAL, held)
    shown = page(world, POLICE, held)
    assert "Vain sosiaalitoimelle." not in shown
    assert "waterline" not in shown


def test_the_place_is_hidden_under_non_disclosure(world, held):
    factories.place_of(world, held, "Nuorisotalo")
    assert "Nuorisotalo" in page(world, SOCIAL, held)
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)

    assert "Nuorisotalo" not in page(world, SOCIAL, held)


def test_the_way_to_change_shows_only_where_it_opens(world, held):
    way = reverse("change_meeting", args=[held.pk])

    assert way in page(world, POLICE, held)
    assert way not in page(world, NURSE, held)
    assert way not in page(world, "coordinator", held)


def test_the_memory_knows_the_sections_shown(world, held, unconsented):
    page(world, SOCIAL, held)
    page(world, NURSE, unconsented)

    assert [row.sections for row in world.audit(by=SOCIAL)] == [["meeting", "summary", "agreed_actions"]]
    assert [row.sections for row in world.audit(by=NURSE)] == [["meeting"]]


def test_markup_in_a_summary_is_text(world, held):
    summary = world.everything(MeetingSummary).get()
    summary.text = "<script>alert(1)</script>"
    summary.save()

    assert "<script>alert(1)" not in page(world, SOCIAL, held)
    assert "&lt;script&gt;alert(1)" in page(world, SOCIAL, held)


# --- the view to show ---


def test_the_adolescent_is_shown_summary_and_agreed_actions_only(world, held):
    note_of(world, SOCIAL, held, "Vain sosiaalitoimelle.")

    shown = page(world, SOCIAL, held, "?show=adolescent")

    assert "Puhuttiin viikosta." in shown
    assert "Soitetaan kerholle." in shown
    for hidden in ("Vain sosiaalitoimelle.", "Lumikanto", world.case.number, "E. L."):
        assert hidden not in shown


def test_who_reads_no_summary_has_nothing_to_show(world, unconsented):
    assert world.browser(NURSE).get(unconsented.get_absolute_url() + "?show=adolescent").status_code == 404


def test_showing_is_remembered_with_its_sections(world, held):
    page(world, SOCIAL, held, "?show=adolescent")

    assert [row.sections for row in world.audit(by=SOCIAL)] == [["summary", "agreed_actions"]]


# --- marking what was agreed ---


def action_of(world, meeting):
    return world.everything(AgreedAction).get(meeting=meeting)


@pytest.mark.parametrize("route", ["mark_action", "unmark_action"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (SOCIAL, 302),
        (POLICE, 302),
        (NURSE, 302),
        ("coordinator", 404),
        ("youth_worker_not_on_the_case", 404),
        ("neighbour_team_member", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_marks_what_was_agreed(world, held, who, status, route):
    before = timezone.localdate() if route == "unmark_action" else None
    world.everything(AgreedAction).update(done_on=before)

    response = world.browser(who).post(reverse(route, args=[action_of(world, held).pk]))

    assert response.status_code == status
    may = status == 302 and who != "anonymous"
    assert (action_of(world, held).done_on != before) is may


def test_who_only_views_the_case_may_not_mark(world, held):
    factories.join(world, world.case, "youth_worker_not_on_the_case", grip="view_case")

    response = world.browser("youth_worker_not_on_the_case").post(
        reverse("mark_action", args=[action_of(world, held).pk])
    )

    assert response.status_code == 403


def test_without_consent_an_action_does_not_exist_for_another_sector(world, unconsented):
    action = action_of(world, unconsented)

    assert world.browser(NURSE).post(reverse("mark_action", args=[action.pk])).status_code == 404
    assert action_of(world, unconsented).done_on is None


def test_marking_is_not_done_by_a_link(world, held):
    assert world.browser(SOCIAL).get(reverse("mark_action", args=[action_of(world, held).pk])).status_code == 405


def test_marking_twice_is_remembered_once(world, held):
    browser, action = world.browser(SOCIAL), action_of(world, held)
    for _click in range(2):
        browser.post(reverse("mark_action", args=[action.pk]))

    assert action_of(world, held).done_on == timezone.localdate()
    assert len(world.audit(verb="action_done")) == 1


def test_the_message_offers_to_take_it_back(world, held):
    browser, action = world.browser(SOCIAL), action_of(world, held)

    shown = browser.post(reverse("mark_action", args=[action.pk]), follow=True).content.decode()

    assert f'action="{reverse("unmark_action", args=[action.pk])}"' in shown


def test_a_swap_gets_the_row_alone(world, held):
    action = action_of(world, held)

    response = world.browser(SOCIAL).post(reverse("mark_action", args=[action.pk]), headers={"HX-Request": "true"})

    shown = response.content.decode()
    assert "<html" not in shown
    assert f'id="action-{action.pk}"' in shown
    assert reverse("unmark_action", args=[action.pk]) in shown


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [("/somewhere/here/", "/somewhere/here/"), ("https://evil.example/", None), ("//evil.example/", None)],
)
def test_marking_returns_to_the_page_it_was_done_on_and_to_no_other_site(world, held, wanted, lands):
    action = action_of(world, held)

    response = world.browser(SOCIAL).post(reverse("mark_action", args=[action.pk]), {"next": wanted})

    assert response.url == (lands or held.get_absolute_url())


# --- the cost ---


def test_a_meeting_costs_at_most_twelve_queries_however_many_rows(world, held):
    note_of(world, SOCIAL, held)
    browser = world.browser(SOCIAL)
    browser.get(held.get_absolute_url())
    with counted() as few:
        browser.get(held.get_absolute_url())
    more_of_everything(world, held)

    with counted() as many:
        browser.get(held.get_absolute_url())

    assert len(many) == len(few) <= 12, "\n".join(many)


def more_of_everything(world, meeting):
    from anchor.accounts.actor import Actor
    from anchor.accounts.stamps import stamp

    marks = stamp(Actor(world.people[SOCIAL]))
    for number in range(10):
        AgreedAction._base_manager.create(
            meeting=meeting,
            case_id=meeting.case_id,
            what=f"Asia {number}",
            owner_kind="professional",
            owner=world.people[POLICE],
            due_on=timezone.localdate() + datetime.timedelta(days=number),
            **marks,
        )
        note_of(world, SOCIAL, meeting)


def test_a_planned_meeting_says_who_is_invited(world):
    meeting = meeting_planned(world, world.case, by=SOCIAL, hours=48, invited=(POLICE,))

    shown = page(world, NURSE, meeting)

    assert "Who is invited" in shown
    assert world.people[POLICE].user.name in shown
