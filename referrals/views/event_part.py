"""The event of a contact as its page shows it, with the other parties that exist for the reader."""

import datetime
from dataclasses import dataclass

from anchor.accounts.actor import Actor
from anchor.tenancy import codes
from referrals import queue
from referrals.models import Contact, Event
from referrals.services.events import parties, told_from


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
    """The event in words; without them for those who may not read them."""

    label: str
    happened_on: datetime.date | None
    parties: list[Party]


def shown_event(actor: Actor, contact: Contact) -> ShownEvent | None:
    """The event of a contact fetched by `readable_contacts`; the parties cost a query only where there is one."""
    mark = contact.event_mark  # type: ignore[attr-defined]
    if mark is None:
        return None
    mine = Event(team_id=contact.team_id, contact_id=contact.pk, mark=mark)
    of_event = parties(actor, mine).order_by().values("contact_id")
    found = Contact.objects.visible_to(actor).filter(pk__in=of_event).select_related("area")
    others = [Party(one) for one in found.order_by("received_at", "id")]
    said = told_from(contact.event_said)  # type: ignore[attr-defined]
    if said is None:
        return ShownEvent("", None, others)
    return ShownEvent(codes.label("event_kind", said.kind), said.happened_on, others)
