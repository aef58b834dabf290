"""Grants and participations compared: none differs in a tended house, and each way to differ is found and named."""

import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from anchor.access.grants import permission_id
from anchor.accounts.models import Membership
from anchor.tenancy.scope import beyond_the_wall
from clients.models import CaseGrant, Participation
from clients.services.drift import compare_grants
from clients.tasks import watch_grants

NURSE = "nurse_on_the_case"


def drop_the_grant(world):
    CaseGrant.objects.filter(membership=world.people[NURSE], content_object=world.case).delete()


def drop_the_work(world):
    Participation.objects.filter(membership=world.people[NURSE], case=world.case).delete()


def change_the_grip(world):
    lead = permission_id("clients", "lead_case")
    CaseGrant.objects.filter(membership=world.people[NURSE], content_object=world.case).update(permission_id=lead)


def name_another_client(world):
    held = CaseGrant.objects.filter(membership=world.people[NURSE], content_object=world.case)
    held.update(client_id=world.case_without_consent.client_id)


def end_the_membership(world):
    Membership.objects.filter(pk=world.people[NURSE].pk).update(ended_on=timezone.localdate() - timedelta(days=1))


DRIFTS = {
    "work_without_grant": drop_the_grant,
    "grant_without_work": drop_the_work,
    "grip_is_another": change_the_grip,
    "grant_names_another_client": name_another_client,
    "membership_has_ended": end_the_membership,
}


def test_in_a_tended_house_nothing_differs(world):
    found = compare_grants()

    assert found.grants >= 6
    assert found.facts >= 6
    assert found.differing.total() == 0


@pytest.mark.parametrize("kind", DRIFTS)
def test_each_way_to_differ_is_found_and_named(world, kind):
    with beyond_the_wall("tests"):
        DRIFTS[kind](world)

    found = compare_grants()

    assert kind in found.differing
    assert world.case.pk in found.about


def test_a_grant_that_has_ended_is_no_difference(world):
    with beyond_the_wall("tests"):
        drop_the_work(world)
        held = CaseGrant.objects.filter(membership=world.people[NURSE], content_object=world.case)
        held.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert compare_grants().differing.total() == 0


def test_the_command_prints_what_it_compared_and_ends_with_an_error_when_something_differs(world, capsys):
    call_command("compare_grants")
    assert "drift 0" in capsys.readouterr().out

    with beyond_the_wall("tests"):
        drop_the_grant(world)
    with pytest.raises(CommandError):
        call_command("compare_grants")
    assert "work_without_grant: 1" in capsys.readouterr().out


def test_the_night_tells_who_runs_the_servers(world, caplog):
    with beyond_the_wall("tests"):
        drop_the_grant(world)

    with caplog.at_level(logging.ERROR, "anchor"):
        assert watch_grants() == 1
    assert "work_without_grant" in caplog.text
