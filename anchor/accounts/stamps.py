"""What every new record of a team carries, from the actor who makes it."""

from typing import Any

from django.utils import timezone

from anchor.accounts.actor import Actor


def stamp(actor: Actor) -> dict[str, Any]:
    """Tenant, team, sector, controller, author and time of a record this actor makes; given once, never changed."""
    return {
        "tenant_id": actor.tenant_id,
        "team_id": actor.team_id,
        "sector": actor.sector,
        "controller": actor.controller,
        "author_id": actor.membership_id,
        "created_at": timezone.now(),
    }
