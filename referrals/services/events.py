"""Several people in one matter: of what event a contact came, and which other contacts came of the same one.

A link opens nothing. It is chosen among contacts the asker may know already, and each party keeps a row of its own, so that
neither a row, a log nor a version of one tells of the other (domain.md, Several people in one matter).
"""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import doable, require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.jobs import one_at_a_time
from anchor.core.versions import lock
from anchor.tenancy.codes import labels
from referrals.models import Contact, Event, EventDetails
from referrals.models.event import details_of, same_origin


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody tells of an event: its kind and day, or that it is another contact's."""

    kind: str = ""
    happened_on: datetime.date | None = None
    same_as: Contact | None = None


@transaction.atomic
def record_event(*, actor: Actor, contact: Contact, told: Told) -> Event:
    """Say of what event a contact came: a new one, or the same as another contact the actor may know.

    What was said before is replaced. With `told.same_as` its day and kind are taken over by whoever may read them; where nothing was
    said of that contact, the same is said of both. Raises DomainError with the field that has to be mended.
    """
    if told.same_as is not None:
        one_at_a_time("same event", actor.team_id)  # two people may say it of each other's contact
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.RECORD_EVENT, contact)
    mark = uuid4()
    if told.same_as is not None:
        mark, told = _of_other(actor, contact, told.same_as, told)
    check_event(told.kind, told.happened_on)
    Event.objects.visible_to(actor).filter(contact=contact).delete()
    return _write(actor, contact, mark, told)


def _of_other(actor: Actor, contact: Contact, other: Contact, told: Told) -> tuple[UUID, Told]:
    """Mark and words of the other contact's event; where it has none yet, of the one now told of both."""
    found = Contact.objects.visible_to(actor).filter(pk=other.pk, team_id=contact.team_id).exclude(pk=contact.pk)
    if (other_contact := found.first()) is None:
        raise _choose()
    if theirs := event_of(actor, other_contact):
        # Words one may not read are not taken over: without a ground only the mark is shared.
        return theirs.mark, told_from(theirs.said) or told  # type: ignore[attr-defined]
    check_event(told.kind, told.happened_on)
    require(actor, Action.RECORD_EVENT, other_contact)
    return _write(actor, other_contact, uuid4(), told).mark, told


def _write(actor: Actor, contact: Contact, mark: UUID, told: Told) -> Event:
    # The memory of one party names no other, neither the mark they share nor the other contact; nor does it say what the event was.
    made = Event.objects.create(contact=contact, mark=mark, **same_origin(contact))
    EventDetails.objects.create(event=made, kind=told.kind, happened_on=told.happened_on, **details_of(contact))
    record(actor, Verb.EVENT_RECORDED, contact)
    return made


@transaction.atomic
def remove_event(*, actor: Actor, contact: Contact) -> None:
    """Take back what was said of a contact's event, and with it every link; the other parties keep theirs."""
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.RECORD_EVENT, contact)
    if Event.objects.visible_to(actor).filter(contact=contact).delete()[0]:
        record(actor, Verb.EVENT_REMOVED, contact)


def event_of(actor: Actor, contact: Contact) -> Event | None:
    """The event of a contact; `told_from(event.said)` is what was told of it, for who may read that."""
    return Event.objects.visible_to(actor).filter(contact=contact).annotate(said=said_of(actor, "contact_id")).first()


def said_of(actor: Actor, contact_id: str) -> Subquery:
    """What was told of a contact's event, as far as the actor may read it, as a column for `told_from`."""
    said = EventDetails.objects.visible_to(actor).filter(contact_id=OuterRef(contact_id))
    return Subquery(said.values(json=JSONObject(kind="kind", happened_on="happened_on")))


def told_from(said: dict[str, Any] | None) -> Told | None:
    """What somebody told of an event; None for who may not read it."""
    if said is None:
        return None
    day = said["happened_on"]
    return Told(kind=said["kind"], happened_on=day and datetime.date.fromisoformat(day))


def check_event(kind: str, happened_on: datetime.date | None) -> None:
    """Raise DomainError unless this can be an event."""
    if kind not in labels("event_kind"):
        raise DomainError(_("Say what kind of event it was."), code="no_kind", field="event_kind")
    if happened_on and happened_on > timezone.localdate():
        raise DomainError(_("This day has not come yet."), code="in_future", field="event_on")


def _choose() -> DomainError:
    return DomainError(_("Choose a contact from the list."), code="unknown_contact", field="same_event")


def linkable(actor: Actor) -> QuerySet[Contact]:
    """Contacts of the own team that the actor may say another one came of the same event as."""
    known = Event.objects.visible_to(actor).filter(contact_id=OuterRef("pk"))
    contacts = Contact.objects.visible_to(actor).filter(team_id=actor.team_id)
    return contacts.filter(Q(Exists(known)) | Q(doable(actor, Action.RECORD_EVENT, Contact)))


def parties(actor: Actor, event: Event) -> QuerySet[Event]:
    """The other parties of an event, as far as they exist for the actor."""
    same = Event.objects.visible_to(actor).filter(team_id=event.team_id, mark=event.mark)
    return same.exclude(contact_id=event.contact_id)


def parties_of_case(actor: Actor, case_id: object) -> QuerySet[Event]:
    """The other parties of the events a case stems from, as far as they exist for the actor."""
    events = Event.objects.visible_to(actor).filter(team_id=actor.team_id)
    own = events.filter(case_id=case_id).order_by().values("mark")
    return events.filter(mark__any=ArraySubquery(own)).exclude(case_id=case_id)
