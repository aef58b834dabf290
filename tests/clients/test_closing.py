"""Closing a case, what hinders it, and taking it back on the same day."""

import datetime

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from clients.models import Case
from clients.services.closing import close_case, reopen_case
from clients.services.stages import advance_stage, stage_before_closing
from tests import factories

WORKER = "responsible_social_worker"
TODAY = timezone.localdate


def close(world, who=WORKER, **changes):
    case = world.everything(Case).get(pk=world.case.pk)
    fields = {"reason": "no_need", "closed_on": "today", "version": case.version} | changes
    return world.browser(who).post(f"/cases/{case.pk}/close/", fields)


def reopen(world, who=WORKER):
    return world.browser(who).post(f"/cases/{world.case.pk}/reopen/")


def stored(world):
    return world.everything(Case).get(pk=world.case.pk)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        ("nurse_on_the_case", 200),
        ("nurse_not_on_the_case", 404),
        ("coordinator", 403),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_closes_a_case(world, who, status):
    assert world.browser(who).get(f"/cases/{world.case.pk}/close/").status_code == status
    assert close(world, who).status_code == (302 if status == 200 else status)
    assert stored(world).is_open == (status != 200)


def test_a_closed_case_has_its_reason_and_day_and_leaves_a_row(world):
    close(world, reason="moved", closed_on="yesterday")

    case = stored(world)
    yesterday = TODAY() - datetime.timedelta(days=1)
    assert (case.stage, case.closing_reason, case.closed_on) == ("closed", "moved", yesterday)
    assert [row.detail for row in world.audit(by=WORKER, verb="case_closed")] == [
        {"reason": "moved", "consents_ended": 1}
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "boredom"}, "reason"),
        ({"closed_on": ""}, "closed_on"),
        ({"closed_on": "tomorrow"}, "closed_on"),
        ({"closed_on": "1.1.2020"}, "closed_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(world, changes, field):
    response = close(world, **changes)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert stored(world).is_open


def test_an_open_agreed_action_hinders_closing(world):
    factories.meeting_held(world, world.case, by=WORKER)

    response = close(world)

    assert response.status_code == 422
    assert "agreed action is not done" in response.content.decode()
    assert stored(world).is_open


def test_a_case_changed_meanwhile_is_not_closed_unseen(world):
    response = close(world, version=99)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert stored(world).is_open


def test_a_second_click_closes_once(world):
    close(world)
    close(world)

    assert len(world.audit(by=WORKER, verb="case_closed")) == 1


def test_a_closing_can_be_taken_back_on_the_same_day(world):
    close(world, closed_on="yesterday")
    reopen(world)

    case = stored(world)
    assert (case.stage, case.closed_on, case.closing_reason) == ("in_work", None, "")


def test_later_it_stays_closed(world):
    close(world)
    yesterday = (TODAY() - datetime.timedelta(days=1)).isoformat()
    world.everything(Case).filter(pk=world.case.pk).update(stage_days={"in_work": None, "closed": yesterday})

    reopen(world)

    assert not stored(world).is_open


@pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("nurse_not_on_the_case", 404)])
def test_nobody_else_takes_it_back(world, who, status):
    close(world)

    assert reopen(world, who).status_code == status
    assert not stored(world).is_open


def test_a_closed_case_offers_no_new_work(world):
    close(world)

    shown = world.browser(WORKER).get(f"/cases/{world.case.pk}/").content.decode()
    assert "meetings/new" not in shown
    assert "Closed on" in shown


def test_the_services_ask_again(world):
    actor = world.actor("coordinator")
    with world.acting_as("coordinator"):
        case = Case.objects.visible_to(actor).get(pk=world.case.pk)
        with pytest.raises(Refused):
            close_case(actor=actor, case=case, reason="no_need", closed_on=TODAY())
        with pytest.raises(Refused):
            reopen_case(actor=actor, case=case)


@pytest.mark.parametrize(
    ("now", "to", "moves"),
    [
        ("selected", "meeting_agreed", True),
        ("selected", "in_work", True),
        ("in_work", "meeting_agreed", False),
        ("in_work", "in_work", False),
        ("closed", "in_work", False),
    ],
)
def test_stages_go_forward_only(world, now, to, moves):
    closed = {"closed_on": TODAY(), "closing_reason": "no_need"} if now == "closed" else {}
    world.everything(Case).filter(pk=world.case.pk).update(stage=now, **closed)
    actor = world.actor(WORKER)

    with world.acting_as(WORKER):
        case = Case.objects.visible_to(actor).get(pk=world.case.pk)
        assert advance_stage(case, to) is moves

    assert stored(world).stage == (to if moves else now)
    assert ((stored(world).stage_days or {}).get(to) == TODAY().isoformat()) is moves


def test_the_stage_before_closing_is_the_furthest_reached():
    days = {"selected": "2026-01-01", "follow_up": "2026-03-01", "in_work": "2026-02-01", "closed": "2026-04-01"}

    assert stage_before_closing(Case(stage="closed", stage_days=days)) == "follow_up"
