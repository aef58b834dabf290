"""The page of a case: who opens it, what each of them sees, what it leaves in the memory, and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, ClientAddress, Consent, Participation
from tests import factories
from tests.queries import asked

WORKER, NURSE = "responsible_social_worker", "nurse_on_the_case"


def opened(world, who, case=None, **query):
    return world.browser(who).get(f"/cases/{(case or world.case).pk}/", query)


def page(world, who, case=None, **query):
    return opened(world, who, case, **query).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        ("police_officer_on_the_case", 200),
        (NURSE, 200),
        ("youth_worker_not_on_the_case", 404),
        ("nurse_not_on_the_case", 404),
        ("coordinator", 200),
        ("neighbour_team_member", 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("other_municipality_coordinator", 404),
        ("municipal_manager", 404),
        ("national_coordinator", 404),
        ("auditor", 404),
        ("register_officer", 404),
        ("superior", 404),
        ("administrator", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_the_case(world, who, status):
    assert opened(world, who).status_code == status
    if who != "anonymous":
        assert world.reads_of(world.case, by=who) == (1 if status == 200 else 0)


def test_an_unknown_id_is_not_found(world):
    assert world.browser(WORKER).get("/cases/01a201ac-7407-7121-8de1-f2c01c9f6279/").status_code == 404


def test_a_refusal_is_remembered(world):
    opened(world, "youth_worker_not_on_the_case")

    assert [row.target_id for row in world.audit(by="youth_worker_not_on_the_case", verb="refused")] == [world.case.pk]


def test_the_memory_says_which_parts_were_shown(world):
    opened(world, WORKER)
    opened(world, "coordinator")

    assert world.audit(by=WORKER, verb="opened")[0].sections[:4] == ["shell", "name", "criteria", "consents"]
    assert world.audit(by="coordinator", verb="opened")[0].sections[:2] == ["shell", "consents"]


def test_who_works_on_it_with_consent_sees_name_and_reasons(world):
    shown = page(world, "police_officer_on_the_case")

    assert "Eelis Lumikanto" in shown
    assert "Has committed or is suspected of a crime" in shown
    assert "Shoplifting or petty theft: did or suspected" in shown


def test_without_consent_another_sector_sees_the_name_and_is_told_how_to_ask(world):
    shown = page(world, NURSE, world.case_without_consent)

    assert "Aava Lumikanto" in shown
    assert "suspected of a crime" not in shown
    assert "closed to your sector" in shown


def test_the_own_sector_is_told_nothing_is_missing(world):
    assert "closed to your sector" not in page(world, WORKER, world.case_without_consent)


def test_the_coordinator_off_the_case_sees_the_shell_alone(world):
    shown = page(world, "coordinator")

    assert "E. L." in shown
    assert "Lumikanto" not in shown
    assert "suspected of a crime" not in shown
    assert "do not work on this case" in shown
    assert f"/cases/{world.case.pk}/contact-details/" not in shown


@pytest.mark.parametrize(
    ("who", "offers"),
    [
        (WORKER, {"meetings/new", "referrals/new", "consents/new", "close", "client"}),
        (NURSE, {"meetings/new", "referrals/new", "close"}),
        ("coordinator", {"working-group"}),
    ],
)
def test_a_button_is_offered_to_whom_may_press_it(world, who, offers):
    shown = page(world, who)
    acts = {"meetings/new", "referrals/new", "consents/new", "close", "client", "working-group"}

    assert {act for act in acts if f'/cases/{world.case.pk}/{act}/"' in shown} == offers


def test_there_is_one_primary_button(world):
    assert page(world, WORKER).count('class="btn primary"') == 1


def test_under_non_disclosure_the_place_is_hidden_and_the_notice_shown(world):
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    world.everything(ClientAddress).filter(client=world.case.client_id).update(protected=True)

    shown = page(world, WORKER)

    assert "Municipality hidden" in shown
    assert "Non-disclosure for personal safety" in shown
    assert "Satamakatu" not in shown
    assert "Satamakatu" not in page(world, "police_officer_on_the_case")


def test_the_consents_stand_as_three_sentences(world):
    states = opened(world, WORKER).context["page"].consents

    assert [(state.sentence, state.state) for state in states] == [
        ("team", "given"),
        ("school", "missing"),
        ("other", "missing"),
    ]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"withdrawn_on": timezone.localdate()}, "withdrawn"),
        ({"given": False, "covered_sectors": []}, "refused"),
        ({"valid_to": timezone.localdate() - datetime.timedelta(days=1)}, "ended"),
        ({"valid_to": timezone.localdate()}, "given"),
    ],
)
def test_how_a_consent_stands(world, change, state):
    world.everything(Consent).filter(case=world.case).update(**change)

    assert opened(world, WORKER).context["page"].consent.state == state


def test_after_a_withdrawal_the_next_request_shows_less(world):
    assert "suspected of a crime" in page(world, NURSE)

    world.everything(Consent).filter(case=world.case).update(withdrawn_on=timezone.localdate())

    assert "suspected of a crime" not in page(world, NURSE)


def test_the_working_group_shows_who_is_there_today(world):
    world.everything(Participation).filter(case=world.case, membership=world.people[NURSE]).update(
        ended_on=timezone.localdate()
    )

    people = opened(world, WORKER).context["page"].people

    assert [person.sector for person in people] == ["social", "police", "youth"]  # a guest of youth services looks on
    assert people[0].is_responsible


def test_a_meeting_stands_in_what_has_happened_and_its_words_only_for_whom_they_exist(world):
    factories.meeting_held(world, world.case, by=WORKER)

    assert "Puhuttiin viikosta." in page(world, NURSE)
    assert "Puhuttiin viikosta." not in page(world, "coordinator")
    assert "Soitetaan kerholle." in page(world, NURSE)
    assert "Soitetaan kerholle." not in page(world, "coordinator")


def test_tabs_choose_a_kind_and_count_them(world):
    factories.meeting_held(world, world.case, by=WORKER)

    context = opened(world, WORKER, kind="meeting").context

    assert {entry.kind for entry in context["entries"]} == {"meeting"}
    assert [(tab["label"], tab["count"]) for tab in context["tabs"]] == [
        ("All", 3),
        ("Meetings", 1),
        ("Decisions", 1),
        ("Consents", 1),
    ]


def test_older_entries_are_shown_when_asked(world):
    for days in range(1, 15):
        factories.meeting_held(world, world.case, by=WORKER, days_ago=days)

    first = opened(world, WORKER, kind="meeting").context
    more = opened(world, WORKER, kind="meeting", shown=30).context

    assert (len(first["entries"]), first["older"]) == (10, 4)
    assert (len(more["entries"]), more["older"]) == (14, -16)


@pytest.mark.parametrize("asked_for", ["-1", "x", "9" * 30, "٣"])
def test_a_strange_number_of_entries_is_no_error(world, asked_for):
    assert opened(world, WORKER, shown=asked_for).status_code == 200


def test_a_swap_gets_the_story_alone(world):
    swapped = world.browser(WORKER).get(f"/cases/{world.case.pk}/", headers={"HX-Request": "true"}).content

    assert b"<html" not in swapped
    assert b'id="story"' in swapped


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_opens_in_each_language(world, language):
    response = world.browser(WORKER, language).get(f"/cases/{world.case.pk}/")

    assert f'<html lang="{language}"' in response.content.decode()


def test_the_stages_show_the_days_that_are_known(world):
    world.everything(Case).filter(pk=world.case.pk).update(stage_days={"in_work": "2026-10-29"})

    steps = opened(world, WORKER).context["page"].steps

    assert [step.state for step in steps] == ["done", "done", "current", "todo", "todo", "todo"]
    assert steps[2].date == datetime.date(2026, 10, 29)


@pytest.mark.parametrize("who", [WORKER, "coordinator"])
def test_a_long_story_costs_what_a_short_one_costs(world, who):
    factories.meeting_held(world, world.case, by=WORKER)
    browser = world.browser(who)
    address = f"/cases/{world.case.pk}/?shown=100"
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for days in range(8, 18):
        factories.meeting_held(world, world.case, by=WORKER, days_ago=days)
    with beyond_the_wall("tests"):
        factories.consent(world, world.case, sectors=["education"])
    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(asked(many)) == len(asked(few)) <= 12, "\n".join(asked(many))


def test_a_swap_that_shows_more_entries_is_remembered(world, django_capture_on_commit_callbacks):
    for days_ago in range(1, 15):
        factories.meeting_held(world, world.case, by=WORKER, days_ago=days_ago)
    browser, swap = world.browser(WORKER), {"HX-Request": "true"}
    with django_capture_on_commit_callbacks(execute=True):
        browser.get(world.case.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        browser.get(world.case.get_absolute_url(), {"shown": "30"}, headers=swap)
    browser.get(world.case.get_absolute_url(), {"shown": "30"}, headers=swap)

    rows = [row.sections[-1] for row in world.audit(by=WORKER, verb="opened", target_id=world.case.pk)]
    assert rows == ["entries_10", "entries_16"]
