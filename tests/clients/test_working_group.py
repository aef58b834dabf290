"""Who works on a case: named, ended and made responsible by the coordinator, with the grants that follow."""

import datetime

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from clients.models import Case, CaseGrant, Participation
from clients.services.load import open_cases_by_membership
from clients.services.working_group import assign
from tests import factories

WORKER, POLICE, NURSE = "responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case"
YOUTH = "youth_worker_not_on_the_case"
TODAY = timezone.localdate


def group(world, who="coordinator"):
    return world.browser(who).get(f"/cases/{world.case.pk}/working-group/")


def add(world, *people, who="coordinator"):
    chosen = [str(world.people[person].pk) for person in people]
    return world.browser(who).post(f"/cases/{world.case.pk}/working-group/", {"people": chosen})


def participation(world, who):
    return world.everything(Participation).get(case=world.case, membership=world.people[who])


def end(world, whose, day="today", who="coordinator"):
    address = f"/participations/{participation(world, whose).pk}/end/"
    return world.browser(who).post(address, {"ended_on": day})


def lead(world, whose, who="coordinator"):
    return world.browser(who).post(f"/participations/{participation(world, whose).pk}/lead/")


def grips(world):
    """The grips of the team on the case; guests look on (test_guests.py)."""
    rows = world.everything(CaseGrant).filter(content_object=world.case, ends_on=None).select_related("permission")
    names = {membership.pk: who for who, membership in world.people.items()}
    return {names[row.membership_id]: row.permission.codename for row in rows}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        (WORKER, 403),
        (NURSE, 403),
        (YOUTH, 404),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_coordinator", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_the_working_group(world, who, status):
    assert group(world, who).status_code == status
    assert add(world, YOUTH, who=who).status_code == (302 if status == 200 else status)
    assert (YOUTH in grips(world)) == (who == "coordinator")


def test_somebody_added_sees_the_case_from_the_next_request(world):
    assert world.browser(YOUTH).get(f"/cases/{world.case.pk}/").status_code == 404

    add(world, YOUTH)

    assert world.browser(YOUTH).get(f"/cases/{world.case.pk}/").status_code == 200
    assert participation(world, YOUTH).sector == "youth"
    assert [row.detail for row in world.audit(by="coordinator", verb="professional_assigned")] == [
        {"professional": str(world.people[YOUTH].pk)}
    ]


def test_the_coordinator_can_join(world):
    add(world, "coordinator")

    assert "Eelis Lumikanto" in world.browser("coordinator").get(f"/cases/{world.case.pk}/").content.decode()


def test_a_second_click_adds_nobody_twice(world):
    coordinator = world.actor("coordinator")
    add(world, YOUTH)
    with world.acting_as("coordinator"):
        case = Case.objects.visible_to(coordinator).get(pk=world.case.pk)
        assert assign(actor=coordinator, case=case, members=[world.people[YOUTH]]) == []

    assert world.everything(Participation).filter(case=world.case, membership=world.people[YOUTH]).count() == 1


@pytest.mark.parametrize(
    "people", [[], ["neighbour_team_member"], ["other_municipality_member"], [NURSE], ["municipal_manager"]]
)
def test_only_colleagues_who_are_not_there_can_be_chosen(world, people):
    before = grips(world)

    assert add(world, *people).status_code == 422
    assert grips(world) == before


def test_colleagues_are_shown_with_what_they_carry(world):
    labels = {option[1].label: option[1].small for option in group(world).context["form"].fields["people"].choices}

    assert labels["Nurse not on the case"] == "Health services, 0 open cases"


def test_open_cases_are_counted_through_what_the_coordinator_may_see(world):
    people = [world.people[name] for name in (WORKER, NURSE, POLICE, "other_municipality_member")]
    world.everything(Case).filter(pk=world.case.pk).update(stage="closed", closed_on=TODAY(), closing_reason="no_need")

    with world.acting_as("coordinator"):
        load = open_cases_by_membership(world.actor("coordinator"), people)

    assert load == {world.people[WORKER].pk: 1, world.people[NURSE].pk: 1}


def test_whoever_stops_sees_nothing_from_the_next_request_on(world):
    assert end(world, NURSE).status_code == 302

    assert NURSE not in grips(world)
    assert world.browser(NURSE).get(f"/cases/{world.case.pk}/").status_code == 404
    assert [row.case_id for row in world.audit(by="coordinator", verb="participation_ended")] == [world.case.pk]


def test_somebody_can_come_back_the_same_day(world):
    end(world, NURSE)
    add(world, NURSE)

    assert grips(world)[NURSE] == "work_case"
    assert world.everything(Participation).filter(case=world.case, membership=world.people[NURSE]).count() == 2


@pytest.mark.parametrize(
    ("day", "code"), [("tomorrow", "in_future"), ("1.1.2020", "ended_before_begun"), ("", "required")]
)
def test_a_day_that_cannot_be_is_said_beside_its_field(world, day, code):
    response = end(world, NURSE, day)

    assert response.status_code == 422
    assert response.context["end_form"].errors.as_data()["ended_on"][0].code == code
    assert NURSE in grips(world)


def test_the_responsible_worker_cannot_leave_before_another_is_named(world):
    response = end(world, WORKER)

    assert response.status_code == 422
    assert response.context["end_form"].errors.as_data()["ended_on"][0].code == "is_responsible"


def test_the_last_of_the_sector_that_keeps_the_records_stays(world):
    lead(world, POLICE)

    response = end(world, WORKER)

    assert response.context["end_form"].errors.as_data()["ended_on"][0].code == "last_of_the_sector"
    assert grips(world)[WORKER] == "work_case"


def test_one_person_leads_at_a_time(world):
    assert lead(world, POLICE).status_code == 302

    assert grips(world) == {WORKER: "work_case", POLICE: "lead_case", NURSE: "work_case"}
    case = world.everything(Case).get(pk=world.case.pk)
    assert (case.responsible_id, case.sector, case.version) == (world.people[POLICE].pk, "social", 2)


def test_somebody_who_has_left_cannot_lead(world):
    end(world, NURSE)
    lead(world, NURSE)

    assert grips(world)[WORKER] == "lead_case"


@pytest.mark.parametrize("who", [WORKER, "neighbour_team_coordinator", "other_municipality_coordinator"])
def test_nobody_else_ends_or_leads(world, who):
    expected = 403 if who == WORKER else 404

    assert end(world, NURSE, who=who).status_code == expected
    assert lead(world, NURSE, who=who).status_code == expected
    assert grips(world)[NURSE] == "work_case"


def test_a_closed_case_takes_nobody_in(world):
    world.everything(Case).filter(pk=world.case.pk).update(stage="closed", closed_on=TODAY(), closing_reason="no_need")

    assert add(world, YOUTH).status_code == 422


def test_the_service_asks_again(world):
    actor = world.actor(WORKER)
    with world.acting_as(WORKER):
        case = Case.objects.visible_to(actor).get(pk=world.case.pk)
        with pytest.raises(Refused):
            assign(actor=actor, case=case, members=[world.people[YOUTH]])


def test_a_participation_that_begins_again_needs_an_end_before(world):
    factories.join(world, world.case, YOUTH)
    end(world, YOUTH, (TODAY() - datetime.timedelta(days=1)).strftime("%d.%m.%Y"))

    assert participation(world, YOUTH).ended_on == TODAY() - datetime.timedelta(days=1)
