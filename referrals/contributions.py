"""What this room tells the lower ones and the desk: what waits, what has happened in a case, what hinders closing it."""

import datetime
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.access.holdings import Asker
from anchor.access.kept import answers
from anchor.access.vocabulary import Record
from anchor.accounts.actor import Actor
from anchor.accounts.models import Role
from anchor.tenancy import codes
from clients.chronology import Entry
from clients.disclosable import Disclosable, of_kind
from clients.models import Case
from clients.waiting import Waiting
from referrals import board, queue
from referrals.counts import screened_contacts
from referrals.follow_up import UNDER_WAY, is_late, to_follow
from referrals.models import Contact, EventDetails, OnwardReferral, Opinion
from referrals.services.events import parties_of_case
from referrals.team import team_of

MOST = 20


def contacts_waiting(actor: Actor, today: datetime.date) -> Iterator[Waiting]:
    """Contacts that wait for the sector's opinion, and for the coordinator those the team can decide on."""
    if actor.role not in (Role.MEMBER, Role.COORDINATOR) or actor.team is None:
        return
    for contact in answers(_screened_with_opinions, actor):
        given: list[str] = contact.given  # type: ignore[attr-defined]
        ready = actor.is_coordinator and queue.is_ready(contact, given, actor.team)
        if ready or actor.sector not in given:
            yield _contact_item(actor, contact, "decision" if ready else "opinion")


def _screened_with_opinions(actor: Asker) -> QuerySet[Contact]:
    said = Opinion.objects.visible_to(actor).filter(contact_id=OuterRef("pk")).order_by("sector").values("sector")
    contacts = screened_contacts(actor).select_related("area").annotate(given=ArraySubquery(said))
    return contacts.order_by(*queue.OLDEST_FIRST)[: 2 * MOST]


def _contact_item(actor: Actor, contact: Contact, kind: str) -> Waiting:
    team = team_of(actor)
    local_day = timezone.localtime(contact.received_at).date()
    danger = contact.urgency == "now"
    what = _("ready to be decided") if kind == "decision" else _("your sector's opinion")
    return Waiting(
        kind=kind,
        title=queue.nameless_title(contact),
        meta=", ".join([*([_("danger now")] if danger else []), what, queue.reasons_text(contact)]),
        url=reverse("decide", args=[contact.pk]) if kind == "decision" else contact.get_absolute_url(),
        due=local_day + datetime.timedelta(days=team.answer_days),
        late=danger or contact.waiting_days > team.answer_days,
        about=contact,
    )


def referrals_to_follow(actor: Actor, today: datetime.date) -> Iterator[Waiting]:
    """Referrals of the actor's own sector whose follow-up day has come, or whose three months are over."""
    if actor.role not in (Role.MEMBER, Role.COORDINATOR):
        return
    found = answers(_to_follow, actor)
    for ticket in board.tickets_with_people(found):
        asks = _("did the service start?") if ticket.is_under_way else _("still going on at 3 months?")
        yield Waiting(
            kind="follow_up",
            title=f"{ticket.person}: {ticket.service}",
            meta=asks,
            url=reverse("follow_referral", args=[ticket.referral.pk]),
            due=ticket.referral.follow_up_on,
            late=ticket.is_late,
            about=ticket.referral,
        )


def _to_follow(actor: Asker) -> QuerySet[OnwardReferral]:
    due = to_follow(timezone.localdate())
    rows = OnwardReferral.objects.visible_to(actor).filter(due, team_id=actor.team_id, sector=actor.sector)
    return board.with_people(rows, actor).order_by("follow_up_on", "proposed_on", "pk")[:MOST]


def referral_entries(case: Case, actor: Actor) -> Iterator[Entry]:
    """Referrals onward of the case, at the day of their latest step."""
    services, statuses = codes.labels("service"), codes.labels("referral_status")
    for referral in answers(_referrals_of, actor, case_id=case.pk):
        text = capfirst(statuses[referral.status])
        yield Entry(
            at=midday(referral.started_on or referral.sent_on or referral.proposed_on),
            kind="referral",
            title=_("Referral: %(service)s") % {"service": services.get(referral.service, referral.service)},
            sector=referral.sector,
            url=reverse("follow_referral", args=[referral.pk]),
            text=f"{text}, {_('late')}" if is_late(referral) else text,
        )


def _referrals_of(actor: Asker, case_id: UUID) -> QuerySet[OnwardReferral]:
    return OnwardReferral.objects.visible_to(actor).filter(case_id=case_id).order_by("proposed_on", "pk")


def other_parties(case: Case, actor: Actor) -> Iterator[Any]:
    """Keys of the cases of other parties of the same event; an event that is no case yet has none."""
    found = parties_of_case(actor, case.pk).filter(case__isnull=False)
    yield from found.order_by("case_id").values_list("case_id", flat=True)


def siblings(case: Case, actor: Actor) -> Iterator[Any]:
    """The same, where what links them is that they are siblings; for who may read what the event of the other was."""
    said = EventDetails.objects.visible_to(actor).filter(event_id=OuterRef("pk"), kind="siblings")
    found = parties_of_case(actor, case.pk).filter(Exists(said), case__isnull=False)
    yield from found.order_by("case_id").values_list("case_id", flat=True)


def disclosable(case: Case, actor: Actor) -> Iterator[Disclosable]:
    """The own sector's referrals onward."""
    services = codes.labels("service")
    rows = OnwardReferral.objects.filter(case=case)
    for kind, pk, what, at in of_kind(Record.ONWARD_REFERRAL, rows, actor, what="service", at="proposed_on"):
        yield Disclosable(kind, pk, services.get(what, what), at)


def hinders_closing(case: Case, actor: Actor) -> Iterator[Any]:
    """Referrals of which nobody knows yet whether the service started."""
    services = codes.labels("service")
    open_ones = OnwardReferral.objects.visible_to(actor).filter(case_id=case.pk, status__in=UNDER_WAY)
    for referral in open_ones.order_by("proposed_on", "pk"):
        service = services.get(referral.service, referral.service)
        yield _("Say whether the service started, or why it did not: %(service)s.") % {"service": service}


def midday(day: datetime.date) -> datetime.datetime:
    """A day without a time of day, in the middle of it, so that it sorts among what happened that day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
