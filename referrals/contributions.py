"""What this room tells the lower ones and the desk: what waits, what has happened in a case, what hinders closing it."""

import datetime
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as When_
from django.db.models import CharField, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.accounts.models import Role
from anchor.core.display import format_longdate
from anchor.tenancy import codes
from clients.chronology import Entry
from clients.models import Case
from clients.waiting import Waiting
from referrals import board, queue
from referrals.counts import screened_contacts
from referrals.follow_up import UNDER_WAY, is_late, to_follow
from referrals.models import Contact, ExpertQuestion, OnwardReferral, Opinion
from referrals.team import team_of

MOST = 20


def contacts_waiting(actor: Actor, today: datetime.date) -> Iterator[Waiting]:
    """Contacts that wait for the sector's opinion, and for the coordinator those the team can decide on."""
    if actor.role not in (Role.MEMBER, Role.COORDINATOR) or actor.team is None:
        return
    said = Opinion.objects.visible_to(actor).filter(contact_id=OuterRef("pk")).order_by("sector").values("sector")
    contacts = screened_contacts(actor).select_related("area").annotate(given=ArraySubquery(said))
    for contact in contacts.order_by(*queue.OLDEST_FIRST)[: 2 * MOST]:
        ready = actor.is_coordinator and queue.is_ready(contact, contact.given, actor.team)
        if ready or actor.sector not in contact.given:
            yield _contact_item(actor, contact, "decision" if ready else "opinion")


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
    rows = OnwardReferral.objects.visible_to(actor).filter(to_follow(today), team_id=actor.team_id, sector=actor.sector)
    found = list(rows.order_by("follow_up_on", "proposed_on", "pk")[:MOST])
    for ticket in board.tickets(found, actor) if found else []:
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


def contact_entries(case: Case, actor: Actor) -> Iterator[Entry]:
    """The contact the case began with, the day the team decided, and what experts were asked; in one query."""
    columns = ("what", "pk", "sector", "at", "decided_on", "stage", "source")
    contacts = Contact.objects.visible_to(actor).filter(case_id=case.pk)
    rows = contacts.annotate(what=Value("contact"), at=F("received_at")).order_by().values_list(*columns)
    questions = ExpertQuestion.objects.visible_to(actor).filter(Q(case_id=case.pk) | Q(contact__case_id=case.pk))
    asked = questions.annotate(
        what=Value("question"),
        at=F("created_at"),
        decided_on=F("answered_on"),
        stage=When_(When(withdrawn_on=None, then=Value("")), default=Value("withdrawn"), output_field=CharField()),
        source=F("expert__user__name"),
    )
    entries = {"contact": _entries_of_contact, "question": _entries_of_question}
    for what, *row in sorted(rows.union(asked.order_by().values_list(*columns), all=True), key=lambda row: row[3]):
        yield from entries[what](*row)


def _entries_of_contact(
    pk: UUID, sector: str, at: datetime.datetime, decided_on: datetime.date | None, stage: str, source: str
) -> Iterator[Entry]:
    title = _("Contact: %(source)s") % {"source": codes.label("contact_source", source)}
    url = reverse("contact", args=[pk])
    yield Entry(at=at, kind="decision", title=title, sector=sector, url=url)
    if decided_on:
        title = _("The team decided: %(outcome)s") % {"outcome": codes.label("screening_decision", stage)}
        yield Entry(at=midday(decided_on), kind="decision", title=title, sector="", url=url)


def _entries_of_question(
    pk: UUID, sector: str, at: datetime.datetime, decided_on: datetime.date | None, stage: str, source: str
) -> Iterator[Entry]:
    if decided_on:
        text = _("%(name)s answered on %(day)s.") % {"name": source, "day": format_longdate(decided_on)}
    elif stage:
        text = _("Taken back before %(name)s answered.") % {"name": source}
    else:
        text = _("Asked of %(name)s, no answer yet.") % {"name": source}
    url = reverse("question", args=[pk])
    yield Entry(at=at, kind="note", title=_("Question to an expert"), sector=sector, url=url, text=text)


def referral_entries(case: Case, actor: Actor) -> Iterator[Entry]:
    """Referrals onward of the case, at the day of their latest step."""
    services, statuses = codes.labels("service"), codes.labels("referral_status")
    for referral in OnwardReferral.objects.visible_to(actor).filter(case_id=case.pk).order_by("proposed_on", "pk"):
        text = capfirst(statuses[referral.status])
        yield Entry(
            at=midday(referral.started_on or referral.sent_on or referral.proposed_on),
            kind="referral",
            title=_("Referral: %(service)s") % {"service": services.get(referral.service, referral.service)},
            sector=referral.sector,
            url=reverse("follow_referral", args=[referral.pk]),
            text=f"{text}, {_('late')}" if is_late(referral) else text,
        )


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
