"""Answers about consent in a random world: given, refused, awaited, withdrawn, expired, ended, of some sectors, by some givers.

Written straight into the tables, as the services write them.
"""

import datetime
from typing import Any

from django.utils import timezone

from anchor.accounts.models import Membership, Team
from anchor.core.dates import birthday
from clients.models import Case, Consent, ConsentDetails, ConsentGiver

TODAY, DAY = timezone.localdate, datetime.timedelta(days=1)
STATES = ("living",) * 5 + ("withdrawn",) * 6 + ("expired", "future", "ends")


def consent(world: Any, team: Team, case: Case, leader: Membership) -> None:
    """One answer to the first sentence."""
    said = [world.chance.choice(["yes", "yes", "yes", "yes", "no", ""]) for _ in range(world.chance.choice([1, 1, 2]))]
    given, state = all(answer == "yes" for answer in said), world.chance.choice(STATES)
    begins = TODAY() + (DAY if state == "future" else -30 * DAY)
    begins = min(begins, case.closed_on or begins)  # nobody is asked once the case is closed
    until = {"expired": TODAY() - DAY, "ends": TODAY()}.get(state) if given else None
    giver = world.chance.choice(["adolescent", "adolescent", "guardian", "both"])
    row = Consent.objects.create(
        case=case,
        sentence="team",
        given=given,
        awaited="no" not in said and "" in said,
        covered_sectors=_covered(world, team, state) if given else [],
        valid_from=begins,
        valid_to=until,
        **(_of_age(case) if given and giver != "adolescent" else {}),
        ended_on=case.closed_on if given and until is None else None,
        withdrawn_on=TODAY() - world.chance.choice([0, 1, 2, 9]) * DAY if given and state == "withdrawn" else None,
        **world.marks(team, leader.sector),
    )
    details = world.marks(team, world.chance.choice(list(team.sectors)), world.chance.choice([leader, None]))
    ConsentDetails.objects.create(consent=row, case=case, giver=giver, **details)
    for answer in said:
        day = begins if answer else None
        taken_back = row.withdrawn_on if answer == "yes" and world.likely(0.5) else None
        ConsentGiver.objects.create(
            consent=row, case=case, giver=giver, answer=answer, answered_on=day, withdrawn_on=taken_back, **details
        )


def _of_age(case: Case) -> dict[str, Any]:
    """It ends at 18: on a day that the row says when it is near, and afterwards by a day that is the same of all."""
    turns = birthday(case.client.birth.birth_date, 18)
    day = turns if turns > TODAY() else turns.replace(year=1900, month=1, day=1)
    return {"ends_at_18": True, "of_age_on": day if turns <= TODAY() + 14 * DAY else None}


def _covered(world: Any, team: Team, state: str) -> list[str]:
    """Some sectors; what was withdrawn had covered most, or there would be little to keep."""
    most = len(team.sectors)
    return world.chance.sample(list(team.sectors), most - 1 if state == "withdrawn" else world.chance.randrange(1, 5))
