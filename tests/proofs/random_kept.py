"""What a sector keeps after a withdrawal, sown: random worlds hold it too seldom for each cell that hangs on it."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.accounts.models import Membership, Team
from clients.models import Consent, ConsentDetails
from meetings.models import Attendance, Meeting, MeetingPlace, MeetingSummary

DAY = datetime.timedelta(days=1)


def sow(world: Any, team: Team, *, protected: bool) -> None:
    """An open case of one sector, and a meeting before a withdrawal at which one of two colleagues of another was.

    The colleague who was not there has no right to protected data, so that nothing else opens to them what was said.
    """
    leader, there, away = _people(world, team)
    client = world.client(team, [leader])
    case = world.case(team, client, [leader, there, away], protected=protected)
    world.cases.append(case)
    starts = timezone.now() - 5 * DAY
    marks = world.marks(team, leader.sector, leader)
    meeting = Meeting.objects.create(
        case=case, kind="first", status="held", starts_at=starts, ends_at=starts + datetime.timedelta(hours=1), **marks
    )
    for person in (leader, there):
        own = world.marks(team, person.sector, leader)
        Attendance.objects.create(meeting=meeting, case=case, membership=person, present=True, **own)
    MeetingSummary.objects.create(meeting=meeting, case=case, **marks)
    MeetingPlace.objects.create(meeting=meeting, case=case, place="x", protected=protected, **marks)
    consent = Consent.objects.create(
        case=case,
        sentence="team",
        given=True,
        covered_sectors=[away.sector],
        valid_from=timezone.localdate() - 30 * DAY,
        withdrawn_on=timezone.localdate(),
        **marks,
    )
    ConsentDetails.objects.create(consent=consent, case=case, giver="adolescent", **marks)


def _people(world: Any, team: Team) -> tuple[Membership, Membership, Membership]:
    """Who leads, and two members of another sector."""
    members = [person for person in world.people[team] if person.role == "member"]
    away = world.chance.choice([one for one in members if _has_colleague(one, members)])
    Membership.objects.filter(pk=away.pk).update(protected_from=None, protected_to=None)
    there = world.chance.choice([one for one in members if _are_colleagues(one, away)])
    leader = world.chance.choice([one for one in members if one.sector != away.sector])
    return leader, there, away


def _are_colleagues(one: Membership, other: Membership) -> bool:
    return one.sector == other.sector and one.user_id != other.user_id


def _has_colleague(one: Membership, members: list[Membership]) -> bool:
    return any(_are_colleagues(one, other) for other in members)
