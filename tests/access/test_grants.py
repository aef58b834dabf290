"""Grants: one grip a membership on a record, in its tenant, ending when it ends."""

import datetime

from django.utils import timezone

from anchor.access import grants
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, CaseGrant

WHO = "youth_worker_not_on_the_case"


def held(world, who=WHO):
    return list(world.everything(CaseGrant).filter(membership=world.people[who]).select_related("permission"))


def test_a_grant_carries_membership_person_tenant_and_team(world):
    with world.acting_as("coordinator"):
        grants.grant(world.people[WHO], "work_case", world.case)

    (row,) = held(world)
    assert row.permission.codename == "work_case"
    assert (row.user_id, row.tenant_id, row.team_id) == (world.people[WHO].user_id, "109", world.teams["hame"].pk)


def test_another_grip_replaces_the_one_before(world):
    with world.acting_as("coordinator"):
        grants.grant(world.people[WHO], "work_case", world.case)
        grants.grant(world.people[WHO], "lead_case", world.case)

    assert [row.permission.codename for row in held(world)] == ["lead_case"]


def test_an_ended_grant_opens_nothing(world):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    with world.acting_as("coordinator"):
        grants.grant(world.people[WHO], "work_case", world.case, ends_on=yesterday)

    with world.acting_as(WHO):
        assert not Case.objects.filter(pk=world.case.pk).exists()
    with beyond_the_wall("the rule alone"):
        assert not Case.objects.visible_to(world.actor(WHO)).filter(pk=world.case.pk).exists()


def test_a_grip_taken_away_closes_the_case_at_once(world):
    with world.acting_as("coordinator"):
        grants.grant(world.people[WHO], "work_case", world.case)
        assert grants.end(world.people[WHO], world.case) == 1

    with world.acting_as(WHO):
        assert not Case.objects.filter(pk=world.case.pk).exists()


def test_the_coordinator_knows_who_holds_the_case(world):
    with world.acting_as("coordinator"):
        holders = grants.holders(world.case)

    # The expired guest's grip opens nothing any more; the night clears it.
    guests = ("guest_on_the_case", "expired_guest")
    names = ("responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case", *guests)
    assert holders == {world.people[who].pk for who in names}
