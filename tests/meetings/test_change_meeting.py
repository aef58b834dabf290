"""Changing a meeting: who may, two people at once, and a planned meeting that was held."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from clients.models import Case
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from tests import factories
from tests.meetings.situations import meeting_planned
from tests.meetings.telling import an_action, counted, errors_beside, form_of, shown, told

SOCIAL, POLICE, NURSE = "responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case"


def address(meeting):
    return reverse("change_meeting", args=[meeting.pk])


@pytest.fixture
def held(world):
    """A meeting the social worker told of, with the police officer present."""
    return factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))


@pytest.fixture
def planned(world):
    """A meeting agreed by the social worker for an hour ago."""
    return meeting_planned(world, world.case, by=SOCIAL, hours=-1, invited=(POLICE,))


def stored(world, model, **where):
    return world.everything(model).get(**where)


# --- who may ---


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (SOCIAL, 200),
        (POLICE, 200),
        (NURSE, 403),  # consent lets her read; those who were there write
        ("youth_worker_not_on_the_case", 404),
        ("coordinator", 403),
        ("neighbour_team_member", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("national_coordinator", 404),
        ("auditor", 404),
        ("anonymous", 302),
    ],
)
def test_who_changes_a_held_meeting(world, held, who, status):
    assert world.browser(who).get(address(held)).status_code == status
    saved = world.browser(who).post(address(held), told(world, text="Toinen.", read_version="1"))
    assert saved.status_code == (302 if status == 200 else status)
    assert (stored(world, MeetingSummary).text == "Toinen.") is (status == 200)


@pytest.mark.parametrize(
    ("who", "status"),
    [(SOCIAL, 200), (POLICE, 200), (NURSE, 200), ("coordinator", 403), ("youth_worker_not_on_the_case", 404)],
)
def test_who_says_what_came_of_a_planned_meeting(world, planned, who, status):
    assert world.browser(who).get(address(planned)).status_code == status


def test_a_nurse_without_consent_who_was_not_there_does_not_change_it(world):
    meeting = factories.meeting_held(world, world.case_without_consent, by=SOCIAL)

    assert world.browser(NURSE).get(address(meeting)).status_code == 403


def test_a_nurse_without_consent_who_was_there_changes_it(world):
    meeting = factories.meeting_held(world, world.case_without_consent, by=SOCIAL, present=(NURSE,))

    response = world.browser(NURSE).post(address(meeting), form_of(world, NURSE, meeting) | {"text": "Lisäys."})

    assert response.status_code == 302
    assert stored(world, MeetingSummary).text == "Lisäys."


def test_another_tenants_meeting_is_nowhere(world):
    meeting = factories.meeting_held(world, world.foreign_case, by="other_municipality_member")

    assert world.browser(SOCIAL).post(address(meeting), told(world)).status_code == 404
    assert stored(world, MeetingSummary).text == "Puhuttiin viikosta."


# --- saving ---


def test_saving_what_is_shown_changes_no_word(world, held):
    before = [world.everything(model).values_list("pk", flat=True) for model in (AgreedAction, Attendance)]
    before = [sorted(rows) for rows in before]

    response = world.browser(SOCIAL).post(address(held), form_of(world, SOCIAL, held) | {"told_before": "on"})

    assert response.status_code == 302
    assert stored(world, MeetingSummary).text == "Puhuttiin viikosta."
    assert [sorted(world.everything(m).values_list("pk", flat=True)) for m in (AgreedAction, Attendance)] == before
    assert stored(world, Meeting).starts_at == held.starts_at


def test_the_meeting_remembers_who_changed_it(world, held):
    world.browser(POLICE).post(address(held), form_of(world, POLICE, held) | {"told_before": "on", "text": "Uusi."})

    meeting = stored(world, Meeting)
    assert (meeting.changed_by, meeting.author, meeting.version) == (world.people[POLICE], world.people[SOCIAL], 2)


def test_a_change_is_remembered_once(world, held):
    world.browser(SOCIAL).post(address(held), form_of(world, SOCIAL, held) | {"told_before": "on"})

    assert [row.verb for row in world.audit(by=SOCIAL)] == ["opened", "meeting_changed"]


def test_who_is_unticked_was_not_there_and_reads_no_more(world):
    meeting = factories.meeting_held(world, world.case_without_consent, by=SOCIAL, present=(NURSE,))
    fields = form_of(world, SOCIAL, meeting) | {"professionals": [str(world.people[SOCIAL].pk)]}

    world.browser(SOCIAL).post(address(meeting), fields)

    assert stored(world, Attendance, membership=world.people[NURSE]).present is False
    page = world.browser(NURSE).get(meeting.get_absolute_url()).content.decode()
    assert "Puhuttiin viikosta." not in page


def test_a_removed_row_is_gone_and_a_new_one_is_there(world, held):
    fields = form_of(world, SOCIAL, held) | {"told_before": "on", "actions-0-DELETE": "on"}
    fields |= {f"actions-1-{name}": value for name, value in an_action(world, what="Uusi asia.").items()}

    world.browser(SOCIAL).post(address(held), fields)

    assert stored(world, AgreedAction).what == "Uusi asia."


def test_an_action_of_another_meeting_cannot_be_changed_from_here(world, held):
    other = factories.meeting_held(world, world.case, by=SOCIAL, days_ago=20)
    foreign = stored(world, AgreedAction, meeting=other)
    row = an_action(world, what="Väärennetty.") | {"id": str(foreign.pk), "version": "1"}
    fields = form_of(world, SOCIAL, held) | {"told_before": "on"}
    fields |= {f"actions-1-{name}": value for name, value in row.items()}

    world.browser(SOCIAL).post(address(held), fields)

    assert stored(world, AgreedAction, pk=foreign.pk).what == "Soitetaan kerholle."
    assert world.everything(AgreedAction).filter(meeting=other).count() == 1


def test_a_cleared_row_is_a_mistake_and_not_an_empty_one(world, held):
    fields = form_of(world, SOCIAL, held) | {"told_before": "on", "actions-0-what": "", "actions-0-owner": ""}

    response = world.browser(SOCIAL).post(address(held), fields)

    assert errors_beside(response) == {"what-0": ["no_what"], "owner-0": ["no_owner"]}


def test_the_own_note_is_changed_and_not_written_twice(world, held):
    browser = world.browser(SOCIAL)
    browser.post(address(held), form_of(world, SOCIAL, held) | {"told_before": "on", "recorded": "on"})
    day = timezone.localdate() - datetime.timedelta(days=3)

    browser.post(address(held), form_of(world, SOCIAL, held) | {"told_before": "on", "written_on": shown(day)})

    assert stored(world, SectorNote).written_on == day


def test_moving_a_meeting_onto_another_is_said_beside_the_time(world, held):
    other = factories.meeting_held(world, world.case, by=SOCIAL, days_ago=20)
    starts = timezone.localtime(other.starts_at)
    fields = form_of(world, SOCIAL, held) | {"told_before": "on", "day": shown(starts), "at": f"{starts:%H.%M}"}

    assert errors_beside(world.browser(SOCIAL).post(address(held), fields)) == {"at": ["time_taken"]}


def test_a_meeting_of_a_closed_case_is_not_changed(world, held):
    fields = form_of(world, SOCIAL, held) | {"told_before": "on", "text": "Myöhässä."}
    world.everything(Case).filter(pk=world.case.pk).update(
        stage="closed", closed_on=timezone.localdate(), closing_reason="no_further_need"
    )

    response = world.browser(SOCIAL).post(address(held), fields)

    assert errors_beside(response) == {"__all__": ["case_closed"]}
    assert stored(world, MeetingSummary).text == "Puhuttiin viikosta."


def test_a_place_written_before_non_disclosure_is_neither_shown_nor_lost(world, held):
    factories.place_of(world, held, "Koulu")
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    fields = form_of(world, SOCIAL, held) | {"told_before": "on", "text": "Uusi."}

    page = world.browser(SOCIAL).get(address(held)).content.decode()
    world.browser(SOCIAL).post(address(held), {k: v for k, v in fields.items() if k != "place"})

    assert "Koulu" not in page
    assert (stored(world, MeetingSummary).text, stored(world, MeetingPlace).place) == ("Uusi.", "Koulu")


# --- a planned meeting that was held ---


def test_a_planned_meeting_opens_ready_to_be_logged_as_held(world, planned):
    form = world.browser(SOCIAL).get(address(planned)).context["form"]

    assert form.initial["status"] == "held"
    assert set(form.initial["professionals"]) == {str(world.people[who].pk) for who in (SOCIAL, POLICE)}


def test_a_planned_meeting_is_logged_as_held(world, planned):
    world.everything(Case).filter(pk=world.case.pk).update(stage="meeting_agreed")
    fields = form_of(world, SOCIAL, planned) | {"told_before": "on", "text": "Tavattiin."}

    world.browser(SOCIAL).post(address(planned), fields)

    meeting = stored(world, Meeting)
    assert (meeting.status, meeting.adolescent_present) == ("held", True)
    assert {row.present for row in world.everything(Attendance)} == {True}
    assert stored(world, Case, pk=world.case.pk).stage == "in_work"
    assert [row.verb for row in world.audit(by=SOCIAL)] == ["opened", "meeting_logged"]


def test_a_planned_meeting_may_stay_planned_after_its_time(world, planned):
    fields = form_of(world, SOCIAL, planned) | {"status": "planned", "place": "Nuorisotalo"}

    assert world.browser(SOCIAL).post(address(planned), fields).status_code == 302


def test_who_was_there_joins_the_words_that_were_hidden_until_then(world):
    case = world.case_without_consent
    meeting = meeting_planned(world, case, by=SOCIAL, hours=-1, invited=(NURSE,))
    browser = world.browser(SOCIAL)
    browser.post(
        address(meeting), form_of(world, SOCIAL, meeting) | {"status": "planned", "text": "Asialista.", "place": "Talo"}
    )
    fields = form_of(world, NURSE, meeting)
    assert "Asialista." not in str(fields)

    response = world.browser(NURSE).post(address(meeting), fields | {"text": "Tavattiin."})

    assert response.status_code == 302
    summary, where = stored(world, MeetingSummary), stored(world, MeetingPlace)
    assert (summary.text, where.place, summary.sector) == ("Asialista.\n\nTavattiin.", "Talo", "social")


def test_who_was_not_there_and_sees_no_summary_writes_none(world):
    meeting = meeting_planned(world, world.case_without_consent, by=SOCIAL, hours=-1, invited=(NURSE,))
    fields = form_of(world, NURSE, meeting) | {"professionals": [str(world.people[SOCIAL].pk)], "text": "Kuulin."}

    response = world.browser(NURSE).post(address(meeting), fields)

    assert errors_beside(response) == {"professionals": ["not_present"]}
    assert stored(world, Meeting).status == "planned"


def test_a_planned_meeting_is_cancelled(world, planned):
    fields = form_of(world, NURSE, planned) | {"status": "cancelled", "cancelled_by": "adolescent"}

    world.browser(NURSE).post(address(planned), fields)

    assert (stored(world, Meeting).status, stored(world, Meeting).cancelled_by) == ("cancelled", "adolescent")


# --- the cost ---


def test_the_form_costs_at_most_twelve_queries_however_many_rows(world, held):
    browser = world.browser(SOCIAL)
    browser.get(address(held))
    with counted() as few:
        browser.get(address(held))
    marks = {name: getattr(held, name) for name in ("tenant_id", "team_id", "sector", "controller", "author_id")}
    for number in range(10):
        AgreedAction._base_manager.create(
            meeting=held,
            case=world.case,
            what=f"Asia {number}",
            owner_kind="professional",
            owner=world.people[POLICE],
            due_on=timezone.localdate(),
            created_at=timezone.now(),
            **marks,
        )

    with counted() as many:
        browser.get(address(held))

    assert len(many) == len(few) <= 12, "\n".join(many)


def test_what_was_agreed_is_changed_by_who_wrote_it_not_by_every_reader(world, planned):
    """Nobody has been at a planned meeting: what the social worker wrote is hers, the nurse may mark it."""
    Meeting._base_manager.filter(pk=planned.pk).update(
        starts_at=planned.starts_at + datetime.timedelta(days=1), ends_at=planned.ends_at + datetime.timedelta(days=1)
    )
    action = AgreedAction._base_manager.create(
        meeting=planned,
        case=world.case,
        what="Soitto kotiin",
        owner_kind="adolescent",
        due_on=timezone.localdate() + datetime.timedelta(days=9),
        **stamp(Actor(world.people[SOCIAL])),
    )
    posted = form_of(world, NURSE, planned) | {"actions-0-what": "Jotain muuta"}
    response = world.browser(NURSE).post(address(planned), posted)

    assert response.status_code == 422
    assert "changed by those who were there" in response.content.decode()
    assert stored(world, AgreedAction, pk=action.pk).what == "Soitto kotiin"
