"""Meetings to come and meetings nobody has logged."""

import datetime

from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.core.drafts import save_draft
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case
from meetings.models import Attendance, Meeting


def meeting_planned(world, case, *, by, hours, invited=()):
    """A meeting of an hour that begins in so many hours, agreed by a person, with who is invited."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[by])) | {"tenant_id": case.tenant_id, "team_id": case.team_id}
        starts = timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(hours=hours)
        meeting = Meeting.objects.create(
            case=case,
            kind="follow_on",
            status="planned",
            starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=1),
            **marks,
        )
        for who in {by, *invited}:
            own = marks | {"sector": world.people[who].sector}
            Attendance.objects.create(meeting=meeting, case=case, membership=world.people[who], present=False, **own)
        return meeting


def keep_draft(world, who, body):
    """What a person typed into the form of the case and did not save."""
    with world.acting_as(who):
        save_draft(world.actor(who), "log_meeting", str(world.case.pk), body)


def hide(world):
    """The adolescent of the case is under non-disclosure from now on."""
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)


def close(world):
    """The case was closed today."""
    today = timezone.localdate()
    world.everything(Case).filter(pk=world.case.pk).update(
        stage="closed", closed_on=today, closing_reason="no_further_need"
    )
