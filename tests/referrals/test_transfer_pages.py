"""The pages of a transfer: what each side sees, and what it can do."""

import datetime

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.accounts.models import User
from anchor.tenancy.scope import beyond_the_wall
from referrals.models import Arrival, Kind, Transfer
from tests import factories
from tests.clients.test_protection import a_person, cover
from tests.queries import asked
from tests.referrals.transferring import accept, agreed_to_tell, arrived, offered, send

SENDER, COLLEAGUE = "responsible_social_worker", "police_officer_on_the_case"
THERE, NEW_WORKER = "other_municipality_coordinator", "other_municipality_member"

TEXTS = (Kind.CRITERIA, Kind.SUMMARIES, Kind.AGREED_ACTIONS)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda *args, **kwargs: None)


def page(world, who, address, status=200):
    response = world.browser(who).get(address)
    assert response.status_code == status
    return response.content.decode()


def filled(world, **more):
    return {
        "to_team": str(world.teams["tampere"].pk),
        "ground": "consent",
        "with_criteria": "on",
        "with_contact_data": "on",
        "version": world.case.version,
    } | more


def test_the_form_offers_what_the_sender_may_read_and_no_note(world):
    factories.meeting_held(world, world.case, by=SENDER)
    shown = page(world, SENDER, f"/cases/{world.case.pk}/transfer/")

    assert "with_summaries" in shown
    assert "with_protected_address" not in shown
    assert "with_sector_notes" not in shown


def test_a_filled_form_sends(world):
    agreed_to_tell(world, world.case, sectors=["education"])
    response = world.browser(SENDER).post(f"/cases/{world.case.pk}/transfer/", filled(world, ground_criteria=""))

    transfer = world.everything(Transfer).get()
    assert response.headers["Location"] == transfer.get_absolute_url()
    assert transfer.goes_along == {"criteria": "consent", "contact_data": "consent"}


def test_a_form_of_an_older_case_says_so_and_keeps_what_was_ticked(world):
    agreed_to_tell(world, world.case, sectors=["education"])
    response = world.browser(SENDER).post(f"/cases/{world.case.pk}/transfer/", filled(world, version=99))

    assert response.status_code == 422
    assert 'name="with_contact_data" id="id_with_contact_data" checked' in response.content.decode()


def test_without_consent_the_page_says_how_to_get_it(world):
    assert f"/cases/{world.case.pk}/consents/new/" in page(world, SENDER, f"/cases/{world.case.pk}/transfer/")


def test_the_receiving_coordinator_finds_it_today_without_a_name(world):
    transfer = send(world)
    shown = page(world, THERE, "/today/")

    assert transfer.get_absolute_url() in shown
    assert "Lumikanto" not in shown + page(world, THERE, transfer.get_absolute_url())


@pytest.mark.parametrize("who", [NEW_WORKER, "neighbour_team_coordinator"])
def test_nobody_else_elsewhere_learns_of_it(world, who):
    transfer = send(world)

    assert transfer.number not in page(world, who, "/today/")
    page(world, who, transfer.get_absolute_url(), status=404)


def test_the_sender_learns_today_that_it_was_declined(world):
    transfer = send(world)
    world.browser(THERE).post(f"{transfer.get_absolute_url()}decline/", {"no-reason": "talk_first"})

    assert "call us" in page(world, SENDER, "/today/")


def test_accepting_leads_to_the_new_case_with_what_came_along(world):
    factories.meeting_held(world, world.case, by=SENDER)
    transfer = send(world, goes_along=TEXTS, word="Soittakaa ensin.")
    body = {"responsible": str(world.people[NEW_WORKER].pk)}
    response = world.browser(THERE).post(f"{transfer.get_absolute_url()}accept/", body)
    case = world.everything(Arrival).get().case_id

    assert response.headers["Location"] == f"/cases/{case}/"
    assert "Came from another team: Häme" in page(world, NEW_WORKER, f"/cases/{case}/")
    shown = page(world, NEW_WORKER, f"/cases/{case}/arrival/")
    assert "Soittakaa ensin." in shown
    assert "Puhuttiin viikosta." in shown


@pytest.mark.parametrize(("days", "soon"), [(40, True), (400, False)])
def test_the_last_day_of_the_consent_may_tell_the_birth_date_and_is_not_shown(world, days, soon):
    """It may be the last one before the 18th birthday, and who receives the offer knows the age alone."""
    transfer = offered(world, world.case, lapses_on=timezone.localdate() + datetime.timedelta(days=days))
    shown = page(world, THERE, transfer.get_absolute_url())

    assert "holds until" not in shown
    assert ("for a limited time only" in shown) is soon


def test_what_came_along_is_for_the_own_sector_until_consent(world):
    """The coordinator accepted it and reads the shell; what the earlier team wrote, they do not."""
    factories.meeting_held(world, world.case, by=SENDER)
    case = accept(world, send(world, goes_along=TEXTS))

    assert "Puhuttiin viikosta." not in page(world, THERE, f"/cases/{case.pk}/arrival/")


def test_two_coordinators_answer_at_once(world):
    transfer = send(world)
    browser, body = world.browser(THERE), {"responsible": str(world.people[NEW_WORKER].pk)}
    browser.post(f"{transfer.get_absolute_url()}accept/", body)
    response = browser.post(f"{transfer.get_absolute_url()}decline/", {"no-reason": "no_room"})

    assert response.status_code == 422
    assert world.everything(Transfer).get().state == "accepted"


def test_both_chronologies_show_it(world):
    accept(world, send(world))
    shown = page(world, COLLEAGUE, f"/cases/{world.case.pk}/")

    assert "Offered to another team: Tampere" in shown
    assert "The other team accepted the transfer" in shown


def test_the_case_page_says_what_it_waits_for(world):
    transfer = offered(world, world.case)
    shown = page(world, COLLEAGUE, f"/cases/{world.case.pk}/")

    assert f'href="{transfer.get_absolute_url()}"' in shown
    assert "Waits for the answer of another team" in shown


def test_a_colleague_reads_the_record_and_may_not_take_it_back(world):
    transfer = offered(world, world.case)
    shown = page(world, COLLEAGUE, transfer.get_absolute_url())

    assert "take-back" not in shown
    assert "take-back" in page(world, "coordinator", transfer.get_absolute_url())


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (SENDER, "/cases/{case}/transfer/"),
        (SENDER, "/transfers/{transfer}/"),
        (THERE, "/transfers/{transfer}/"),
        (SENDER, "/cases/{case}/arrival/"),
        (SENDER, "/cases/{case}/"),
        (THERE, "/today/"),
    ],
)
def test_a_page_costs_at_most_twelve_queries(world, who, address):
    factories.meeting_held(world, world.case, by=SENDER)
    transfer = offered(world, world.case, goes_along={Kind.CRITERIA.value: "consent"})
    arrived(world, world.case)
    browser, address = world.browser(who), address.format(case=world.case.pk, transfer=transfer.pk)
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200

    assert len(asked(captured)) <= 12, "\n".join(asked(captured))


@pytest.mark.parametrize(("name", "warned"), [("Lauri Lumikanto", True), ("Somebody Else", False)])
@pytest.mark.parametrize("part", ["responsible", "working_group"])
def test_who_was_chosen_and_has_the_name_the_protection_is_against_is_named_after_accepting(world, name, warned, part):
    """Not before: the receiving coordinator may read nothing of it while the parcel is sealed."""
    with beyond_the_wall("tests"):
        world.people["newcomer"] = world.member("newcomer", "member", team=world.teams["tampere"], sector="youth")
    User.objects.filter(pk=world.people["newcomer"].user_id).update(name=name)
    chosen = {"responsible": NEW_WORKER} | {part: "newcomer"}
    cover(world, threats=[a_person(world, "Lumikanto Lauri", "father")])
    transfer = send(world)
    assert "protection is against" not in page(world, THERE, transfer.get_absolute_url())

    body = {field: str(world.people[who].pk) for field, who in chosen.items()}
    response = world.browser(THERE).post(f"{transfer.get_absolute_url()}accept/", body, follow=True)

    said = [str(message) for message in response.context["messages"]]
    assert any(f"protection is against: {name}" in one for one in said) is warned
    assert (f"protection is against: {name}" in response.content.decode()) is warned


@pytest.mark.parametrize(("name", "marked"), [("Lauri Lumikanto", 1), ("Somebody Else", 0)])
def test_a_team_whose_coordinator_has_the_name_the_protection_is_against_is_marked_before_sending(world, name, marked):
    """They read number, initials and age the moment the case is offered."""
    User.objects.filter(pk=world.people[THERE].user_id).update(name=name)
    cover(world, threats=[a_person(world, "Lumikanto Lauri", "father")])

    shown = page(world, SENDER, f"/cases/{world.case.pk}/transfer/")

    assert shown.count(f"{name}. Same name as somebody a protection is against: ask first") == marked
