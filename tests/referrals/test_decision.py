"""The team's joint decision: who may record it, who must take part, what selecting asks, and taking it back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anchor.accounts.models import Membership
from referrals.models import Contact, ContactGrant, Decision, DecisionParticipant
from tests import factories
from tests.queries import asked
from tests.referrals.situations import days_ago, opinion, selected, typed

TEAM = ("police_officer_on_the_case", "responsible_social_worker")
NURSE = "nurse_not_on_the_case"


def decide(world, who="coordinator", contact=None, together=TEAM, **changes):
    contact = contact or world.contact
    filled = {
        "outcome": "selected",
        "decided_on": typed(days_ago(0)),
        "criteria": ["crime"],
        "participants": [str(world.people[one].pk) for one in together],
    }
    return world.browser(who).post(f"{contact.get_absolute_url()}decision/", filled | changes)


def stage(world, contact=None):
    return world.everything(Contact).get(pk=(contact or world.contact).pk).stage


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("police_officer_on_the_case", 403),
        (NURSE, 403),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_coordinator", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_records_a_decision(world, who, status):
    assert world.browser(who).get(f"{world.contact.get_absolute_url()}decision/").status_code == status
    if status != 200:
        assert decide(world, who).status_code == status
        assert not world.everything(Decision).exists()


def test_a_decision_is_recorded_with_who_took_part(world):
    response = decide(world)

    decision = world.everything(Decision).get()
    people = world.everything(DecisionParticipant).filter(decision=decision)
    assert response.url == f"{world.contact.get_absolute_url()}open-case/"
    assert stage(world) == "selected"
    assert {one.sector for one in people} == {"police", "social"}
    assert decision.missing_sectors == []
    assert [row.verb for row in world.audit(by="coordinator")] == ["decision_recorded"]


@pytest.mark.parametrize("who", ["coordinator", *TEAM])
def test_who_took_part_keeps_sight(world, who):
    decide(world)

    assert world.browser(who).get(world.contact.get_absolute_url()).status_code == 200


def test_a_required_sector_may_not_be_missing_without_a_reason(world):
    response = decide(world, together=("police_officer_on_the_case",))

    assert list(response.context["form"].errors) == ["participants"]
    assert stage(world) == "screening"


def test_when_it_is_urgent_the_missing_sectors_are_shown(world):
    decide(world, together=("police_officer_on_the_case",), alone_because="urgent")

    decision = world.everything(Decision).get()
    assert (decision.missing_sectors, decision.alone_because) == (["social"], "urgent")
    page = world.browser("coordinator").get(world.contact.get_absolute_url()).content.decode()
    assert "the matter is urgent" in page


@pytest.mark.parametrize(("waited", "accepted"), [(1, False), (6, False), (7, True), (30, True)])
def test_a_sector_has_its_days_to_answer(world, waited, accepted):
    contact = factories.contact(world, received_by=NURSE, days_ago=waited)
    response = decide(world, contact=contact, together=("police_officer_on_the_case",), alone_because="no_answer")

    assert (stage(world, contact) == "selected") is accepted
    if not accepted:
        assert list(response.context["form"].errors) == ["alone_because"]


def test_a_reason_for_deciding_alone_is_not_kept_when_nobody_was_missing(world):
    decide(world, alone_because="urgent")

    assert world.everything(Decision).get().alone_because == ""


@pytest.mark.parametrize(
    ("contact", "changes", "field"),
    [
        ({"age": 18}, {}, "outcome"),
        ({"age": None}, {}, "outcome"),
        ({"age": None}, {"age": "18"}, "outcome"),
        ({"age": 14}, {"criteria": [], "outcome": "selected"}, "criteria"),
        ({"age": 14}, {"outcome": "declined"}, "reason"),
        ({"age": 14}, {"outcome": "redirected"}, "redirected_to"),
        ({"age": 14}, {"outcome": "redirected", "redirected_to": "team:0"}, "redirected_to"),
        ({"age": 14}, {"outcome": "made-up"}, "outcome"),
        ({"age": 14}, {"decided_on": typed(days_ago(-1))}, "decided_on"),
        ({"age": 14}, {"decided_on": typed(days_ago(9))}, "decided_on"),
        ({"age": 14}, {"participants": []}, "participants"),
        ({"age": 14}, {"text": "x" * 1_000_000}, "text"),
    ],
)
def test_wrong_input_gets_a_message_beside_its_field(world, contact, changes, field):
    row = factories.contact(world, received_by=NURSE, **contact)
    Contact._base_manager.filter(pk=row.pk).update(criteria=[])
    response = decide(world, contact=row, **changes)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert stage(world, row) == "screening"
    assert not world.everything(Decision).exists()


def test_an_age_nobody_knew_may_be_estimated_together(world):
    row = factories.contact(world, received_by=NURSE, age=None)
    decide(world, contact=row, age="15")

    row.refresh_from_db()
    assert (row.stage, row.age, row.age_knowledge) == ("selected", 15, "estimated")


def test_nobody_of_another_team_can_have_taken_part(world):
    response = decide(world, together=(*TEAM, "other_municipality_member"))

    assert list(response.context["form"].errors) == ["participants"]


@pytest.mark.parametrize("to", ["mediation", "team"])
def test_a_redirected_contact_says_where_to(world, to):
    code, name = (
        ("mediation", "mediation")
        if to == "mediation"
        else (f"team:{world.teams['tampere'].pk}", "Tampereen ankkuritiimi")
    )
    response = decide(world, outcome="redirected", redirected_to=code)

    assert response.url == world.contact.get_absolute_url()
    assert name in world.browser("coordinator").get(response.url).content.decode()


def test_a_double_click_records_one_decision(world):
    decide(world)
    assert decide(world).status_code == 302

    assert world.everything(Decision).count() == 1
    assert len(world.audit(verb="decision_recorded")) == 1


def test_a_second_decision_asks_to_take_the_first_back(world):
    decide(world)
    response = decide(world, outcome="declined", reason="unwilling")

    assert response.status_code == 422
    assert "already decided" in response.content.decode()
    assert stage(world) == "selected"


def test_the_decision_can_be_taken_back(world):
    opinion(world, world.contact, by=NURSE)
    decide(world)
    response = world.browser("coordinator").post(f"{world.contact.get_absolute_url()}decision/undo/")

    assert response.status_code == 302
    assert stage(world) == "screening"
    assert not world.everything(Decision).exists()
    assert not world.everything(DecisionParticipant).exists()
    holders = {grant.membership_id for grant in world.everything(ContactGrant).filter(content_object=world.contact)}
    assert holders == {world.people["police_officer_on_the_case"].pk, world.people[NURSE].pk}
    assert len(world.audit(verb="decision_undone")) == 1


def test_taking_it_back_takes_sight_from_those_who_only_decided_whoever_does_it(world):
    """Another coordinator who took part in it undoes it: the one who had recorded it holds the contact no more."""
    other = "youth_worker_not_on_the_case"
    decide(world, together=(*TEAM, other))
    Membership.objects.filter(pk=world.people[other].pk).update(role="coordinator")
    world.browser(other).post(f"{world.contact.get_absolute_url()}decision/undo/")

    holders = {grant.membership_id for grant in world.everything(ContactGrant).filter(content_object=world.contact)}
    assert holders == {world.people["police_officer_on_the_case"].pk}


def test_taking_it_back_leaves_sight_to_somebody_whose_opinion_a_colleague_gave_anew(world):
    for version, who in enumerate(("nurse_on_the_case", NURSE), start=0):
        data = {"answer": "yes", "version": version or ""}
        assert world.browser(who).post(f"{world.contact.get_absolute_url()}opinion/", data).status_code == 302
    decide(world, together=(*TEAM, "nurse_on_the_case"))
    world.browser("coordinator").post(f"{world.contact.get_absolute_url()}decision/undo/")

    holders = {grant.membership_id for grant in world.everything(ContactGrant).filter(content_object=world.contact)}
    assert {world.people["nurse_on_the_case"].pk, world.people[NURSE].pk} <= holders


def test_the_saved_decision_offers_to_be_taken_back(world):
    browser = world.browser("coordinator")
    filled = {
        "outcome": "declined",
        "reason": "unwilling",
        "decided_on": typed(days_ago(0)),
        "participants": [str(world.people[one].pk) for one in TEAM],
    }
    page = browser.post(f"{world.contact.get_absolute_url()}decision/", filled, follow=True).content.decode()

    assert f'action="{world.contact.get_absolute_url()}decision/undo/"' in page


def test_a_decision_from_which_a_case_has_followed_stands(world):
    selected(world, world.contact)
    Contact._base_manager.filter(pk=world.contact.pk).update(case=world.case)
    world.browser("coordinator").post(f"{world.contact.get_absolute_url()}decision/undo/")

    assert stage(world) == "selected"
    assert world.everything(Decision).exists()


@pytest.mark.parametrize(
    ("who", "status"), [("police_officer_on_the_case", 403), (NURSE, 404), ("other_municipality_coordinator", 404)]
)
def test_only_the_coordinator_takes_a_decision_back(world, who, status):
    selected(world, world.contact)

    assert world.browser(who).post(f"{world.contact.get_absolute_url()}decision/undo/").status_code == status
    assert stage(world) == "selected"


def test_more_opinions_cost_the_page_nothing(world):
    url = f"{world.contact.get_absolute_url()}decision/"

    def cost():
        browser = world.browser("coordinator")
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        return asked(captured)

    few = cost()
    for who in (NURSE, *TEAM, "youth_worker_not_on_the_case"):
        opinion(world, world.contact, by=who)

    assert len(cost()) == len(few) <= 12, few
