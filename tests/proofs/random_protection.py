"""Non-disclosure in a random world: who has the right to process it, and what is kept apart because of it."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.accounts.models import Team
from clients.models import ProtectedPerson, RelatedPerson
from referrals.models import Contact, ContactPlace

DAY = datetime.timedelta(days=1)


def right(world: Any) -> dict[str, Any]:
    """The right of a membership: most have it today; of some it has ended, begins tomorrow, or was never given."""
    today = timezone.localdate()
    state = world.chance.choice(["holds", "holds", "holds", "ends today", "ended", "comes", "none", "none"])
    until = {"ends today": today, "ended": today - DAY}.get(state)
    began = {"none": None, "comes": today + DAY}.get(state, today - 300 * DAY)
    return {"protected_from": began, "protected_to": until}


def person(world: Any, team: Team, row: RelatedPerson) -> None:
    """Name and telephone of a close person under non-disclosure; written by anybody, of the person's sector or another."""
    if world.likely(0.2):
        return
    row.own_non_disclosure = True
    row.save(update_fields=["own_non_disclosure"])
    sector = row.sector if world.likely(0.7) else world.chance.choice(list(team.sectors))
    ProtectedPerson.objects.create(person=row, client_id=row.client_id, **world.marks(team, sector))


def place(world: Any, team: Team, contact: Contact) -> None:
    """Where the person of a contact can be found."""
    author = contact.author if world.likely(0.7) else world.chance.choice(world.workers(team))
    sector = contact.sector if world.likely(0.7) else author.sector
    ContactPlace.objects.create(contact=contact, area_id="109", **world.marks(team, sector, author))
