"""What a guardian gets of each register, in random worlds: by any sector, of any outcome."""

import datetime
from typing import Any

from django.utils import timezone

from clients.held import Kind
from clients.models import Case, GuardianDecision

OUTCOMES = ("nothing", "part", "all")


def decisions(world: Any, team: Any, case: Case) -> None:
    """None, one or two decisions on a case."""
    for _ in range(world.chance.choice([0, 1, 2])):
        outcome = world.chance.choice(OUTCOMES)
        day = timezone.localdate() - datetime.timedelta(days=world.chance.randrange(30))
        GuardianDecision.objects.create(
            case=case,
            outcome=outcome,
            barred=world.chance.sample(Kind.values, 2) if outcome == "part" else [],
            decided_on=day,
            heard_on=day,
            why="x",
            **world.marks(team, world.chance.choice(SECTORS)),
        )


SECTORS = ("police", "social", "health", "youth", "education")
