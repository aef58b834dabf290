"""The event of a contact as its page shows it, with the other parties that exist for the reader."""

import datetime
from dataclasses import dataclass
from typing import Any

from anchor.accounts.actor import Actor
from anchor.tenancy import codes
from referrals import queue
from referrals.models import Contact, Event
from referrals.services.events import parties


@dataclass(frozen=True)
class Party:
    """Another contact of the same event that the reader may know."""

    contact: Contact

    @property
    def title(self) -> str:
        return queue.nameless_title(self.contact)

    @property
    def stage(self) -> str:
        return queue.stage_label(self.contact)


@dataclass(frozen=True)
class ShownEvent:
    """The event in words; without them for those who may not read the contact's details."""

    label: str
    happened_on: datetime.date | None
    parties: list[Party]


def shown_event(actor: Actor, contact: Contact, *, reads_details: bool) -> ShownEvent | None:
    """The event of a contact fetched by `readable_contacts`; the parties cost a query only where there is one.

    Its kind and day are for those who may read the details: what happened when could tell who it is.
    """
    part: dict[str, Any] | None = contact.event_part  # type: ignore[attr-defined]
    if part is None:
        return None
    mine = Event(team_id=contact.team_id, contact_id=contact.pk, mark=part["mark"])
    of_event = parties(actor, mine).order_by().values("contact_id")
    found = Contact.objects.visible_to(actor).filter(pk__in=of_event).select_related("area")
    others = [Party(one) for one in found.order_by("received_at", "id")]
    if not reads_details:
        return ShownEvent("", None, others)
    day = part["happened_on"] and datetime.date.fromisoformat(part["happened_on"])
    return ShownEvent(codes.label("event_kind", part["kind"]), day or None, others)
