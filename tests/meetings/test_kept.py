"""After a withdrawal a sector keeps what its own worker was present at, while that worker is on the case, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from anchor.tenancy.scope import beyond_the_wall
from clients.models import CaseGrant, Consent, Participation
from meetings.models import AgreedAction, MeetingSummary
from tests import factories

SOCIAL, POLICE, NURSE, COLLEAGUE = (
    "responsible_social_worker",
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "nurse_not_on_the_case",
)


@pytest.fixture
def held(world):
    """A meeting a week ago, at which one of the two nurses on the case was."""
    factories.join(world, world.case, COLLEAGUE)
    return factories.meeting_held(world, world.case, by=SOCIAL, present=(NURSE,))


def withdrawn(world, *, days_ago=0):
    day = timezone.localdate() - timedelta(days=days_ago)
    world.everything(Consent).filter(case=world.case).update(withdrawn_on=day)


def reads(world, who, held):
    """By the rule and behind the wall, summary and agreed action: all four say the same."""
    with world.acting_as(who):
        through_both = [m.objects.visible_to(world.actor(who)).filter(meeting=held).exists() for m in RECORDS]
        by_the_wall = [m.objects.filter(meeting=held).exists() for m in RECORDS]
    with beyond_the_wall("the rule alone"):
        by_the_rule = [m.objects.visible_to(world.actor(who)).filter(meeting=held).exists() for m in RECORDS]
    answers = {*through_both, *by_the_wall, *by_the_rule}
    assert len(answers) == 1
    return answers.pop()


RECORDS = (MeetingSummary, AgreedAction)


def test_a_colleague_of_who_was_there_keeps_it(world, held):
    withdrawn(world)

    assert reads(world, COLLEAGUE, held)
    assert not reads(world, POLICE, held)


def test_when_that_worker_leaves_the_case_the_colleague_keeps_nothing(world, held):
    withdrawn(world)
    with beyond_the_wall("tests"):
        mine = {"case": world.case, "membership": world.people[NURSE]}
        Participation.objects.filter(**mine).update(ended_on=timezone.localdate())
        CaseGrant.objects.filter(content_object=world.case, membership=world.people[NURSE]).delete()

    assert not reads(world, COLLEAGUE, held)


@pytest.mark.parametrize("days_ago", [7, 8])
def test_nothing_new_opens_on_the_day_of_the_withdrawal_or_after(world, held, days_ago):
    withdrawn(world, days_ago=days_ago)

    assert not reads(world, COLLEAGUE, held)
    assert reads(world, NURSE, held)  # she was there herself


def test_who_was_only_invited_keeps_nothing_for_the_sector(world, held):
    held.attendances.model._base_manager.filter(meeting=held, membership=world.people[NURSE]).update(present=False)
    withdrawn(world)

    assert not reads(world, COLLEAGUE, held)


def test_a_consent_that_never_covered_the_sector_leaves_nothing_to_keep(world, held):
    world.everything(Consent).filter(case=world.case).update(covered_sectors=["police"])
    withdrawn(world)

    assert not reads(world, COLLEAGUE, held)


def test_a_consent_that_only_ran_out_leaves_nothing(world, held):
    world.everything(Consent).filter(case=world.case).update(valid_to=timezone.localdate() - timedelta(days=1))

    assert not reads(world, COLLEAGUE, held)


def test_what_is_kept_is_read_and_not_written(world, held):
    withdrawn(world)
    address = f"/meetings/{held.pk}/change/"

    assert world.browser(COLLEAGUE).get(f"/meetings/{held.pk}/").status_code == 200
    assert world.browser(COLLEAGUE).get(address).status_code == 403
    with world.acting_as(COLLEAGUE):
        assert MeetingSummary.objects.filter(meeting=held).update(topics=[]) == 0
