"""Meetings of a random world, with who was there, and referrals onward."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.accounts.models import Membership, Team
from clients.models import Case
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from referrals.models import OnwardReferral


def meetings(world: Any, team: Team, case: Case, people: list[Membership]) -> None:
    """Two or three meetings; each part of them may be of any sector, whoever wrote it may be away."""
    for number in range(world.chance.randrange(2, 4)):
        writer = world.chance.choice(people)
        starts = timezone.now() - datetime.timedelta(days=7 + number)
        meeting = Meeting.objects.create(
            case=case,
            kind="first",
            status=world.chance.choice(["held", "held", "held", "not_attended"]),
            starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=1),
            **world.marks(team, writer.sector),
        )
        there = world.chance.sample(people, world.chance.randrange(1, len(people)))
        if world.likely(0.7):  # one of each sector, so that a colleague keeps what they were not at themself
            there = list({person.sector: person for person in there}.values())
        for person in there:
            marks = world.marks(team, person.sector)
            Attendance.objects.create(meeting=meeting, case=case, membership=person, present=world.likely(0.7), **marks)
        _words(world, team, case, meeting)
    for _ in range(2):
        OnwardReferral.objects.create(
            case=case,
            service="x",
            basis="consent",
            proposed_on=timezone.localdate(),
            **world.marks(team, world.chance.choice(people).sector),
        )


def _words(world: Any, team: Team, case: Case, meeting: Meeting) -> None:
    sectors = [meeting.sector, world.chance.choice(list(team.sectors))]

    def marks() -> dict[str, Any]:
        return world.marks(team, world.chance.choice(sectors))

    MeetingSummary.objects.create(meeting=meeting, case=case, **marks())
    MeetingPlace.objects.create(meeting=meeting, case=case, place="x", protected=case.non_disclosure, **marks())
    due = timezone.localdate() + datetime.timedelta(days=7)
    AgreedAction.objects.create(meeting=meeting, case=case, owner_kind="adolescent", due_on=due, **marks())
    linked = meeting if world.likely(0.8) else None
    for shared in (False, True):
        day = timezone.localdate()
        SectorNote.objects.create(meeting=linked, case=case, written_on=day, shared=shared, **marks())
