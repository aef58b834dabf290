"""What transfers tell the pages and services below: what waits, what has happened, what keeps a case as it is."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from anchor.access.holdings import Asker
from anchor.access.kept import answers
from anchor.access.lookups import How, writing
from anchor.accounts.actor import Actor
from anchor.accounts.models import Role
from anchor.core.display import format_longdate
from anchor.tenancy import codes
from clients.chronology import Entry
from clients.models import Case, PresenceNotice
from clients.waiting import Waiting
from referrals.contributions import midday
from referrals.counts import answers_told, presence_told, transfers_to_tell
from referrals.models import Arrival, Contact, ContactOrigin, ExpertQuestion, Transfer
from referrals.services.same_person import earlier_cases
from referrals.services.transfers import take_back_what_lost_its_ground, take_back_what_tells_too_much

State = Transfer.State


# --- the case page ---


@dataclass(frozen=True)
class Step:
    """How a case came to the team or went from it, and whom it asked: a contact, an arrival, a transfer, a question."""

    kind: str
    id: UUID
    at: datetime.datetime
    until: datetime.date | None
    state: str
    other: str  # source of a contact if it may be read, the other team, or the expert
    sector: str


def _steps(case: Case, actor: Actor) -> list[Step]:
    """All of them in one question. An actor lasts one request, in which the page asks twice and the database once."""
    kept: dict[Any, list[Step]] = actor.__dict__.setdefault("_came_and_went", {})
    if case.pk not in kept:
        kept[case.pk] = [Step(*row) for row in answers(_came_and_went, actor, case_id=case.pk)]
    return kept[case.pk]


def _came_and_went(actor: Asker, case_id: UUID) -> QuerySet[Any, Any]:
    source = _source(actor)
    contacts = _named(Contact, actor, case_id, "contact", "received_at", "decided_on", F("stage"), source)
    arrivals = _named(Arrival, actor, case_id, "arrival", "created_at", "sent_on", Value(""), F("from_team__name"))
    sent = _named(Transfer, actor, case_id, "transfer", "created_at", "answered_on", F("state"), F("to_team__name"))
    asked = _named(
        ExpertQuestion, actor, case_id, "question", "created_at", "answered_on", _WITHDRAWN, F("expert__user__name")
    )
    return contacts.union(arrivals, sent, asked, _earlier(actor, case_id), all=True)


def _source(actor: Asker) -> Coalesce:
    """Who was worried, for those who may read it; nothing for others who took part in the screening."""
    known = ContactOrigin.objects.visible_to(actor).filter(contact=OuterRef("pk"))
    return Coalesce(Subquery(known.values("source")), Value(""), output_field=CharField())


# Whether a question to an expert was taken back before the answer.
_WITHDRAWN = Either(When(withdrawn_on=None, then=Value("")), default=Value("withdrawn"), output_field=CharField())


def _earlier(actor: Asker, case_id: UUID) -> Any:
    """Cases of the client this one's contact was linked to, for those who may know both: of other clients than the case's."""
    text = CharField()
    with writing(How.BY_KEY):
        known = earlier_cases(actor, case_id)
    rows = known.order_by().annotate(
        step_kind=Value("earlier", text),
        step_at=F("created_at"),
        step_until=F("closed_on"),
        step_state=Value("", text),
        step_other=F("number"),
    )
    return rows.values_list("step_kind", "pk", "step_at", "step_until", "step_state", "step_other", "sector")


def _named(model: Any, actor: Asker, case_id: UUID, kind: str, at: str, until: str, state: Any, other: Any) -> Any:
    text = CharField()
    of_case = Q(case_id=case_id)
    if model is ExpertQuestion:
        of_case |= Q(contact__case_id=case_id)
    rows = model.objects.visible_to(actor).filter(of_case).order_by()
    named = rows.annotate(
        step_kind=Value(kind, text), step_at=F(at), step_until=F(until), step_state=state, step_other=other
    )
    return named.values_list("step_kind", "pk", "step_at", "step_until", "step_state", "step_other", "sector")


def how_it_came_and_went(case: Case, actor: Actor) -> Iterator[Entry]:
    """The contact the case began with and the team's decision; from which team it came, and to which it was sent."""
    for step in sorted(_steps(case, actor), key=lambda one: (one.at, str(one.id))):
        yield from _ENTRIES[step.kind](step, case)


def _of_contact(step: Step, case: Case) -> Iterator[Entry]:
    url = reverse("contact", args=[step.id])
    title = _("A contact was received")
    if step.other:
        title = _("Contact: %(source)s") % {"source": codes.label("contact_source", step.other)}
    yield Entry(at=step.at, kind="decision", title=title, sector=step.sector, url=url)
    if step.until:
        outcome = codes.label("screening_decision", step.state)
        title = _("The team decided: %(outcome)s") % {"outcome": outcome}
        yield Entry(at=midday(step.until), kind="decision", title=title, sector="", url=url)


def _of_arrival(step: Step, case: Case) -> Iterator[Entry]:
    title = _("Came from another team: %(team)s") % {"team": step.other}
    yield Entry(at=step.at, kind="decision", title=title, sector="", url=reverse("arrival", args=[case.pk]))


def _of_transfer(step: Step, case: Case) -> Iterator[Entry]:
    url = reverse("transfer", args=[step.id])
    title = _("Offered to another team: %(team)s") % {"team": step.other}
    yield Entry(at=step.at, kind="decision", title=title, sector=step.sector, url=url)
    if step.until:
        words = {
            State.ACCEPTED: _("The other team accepted the transfer"),
            State.DECLINED: _("The other team declined the transfer"),
            State.TAKEN_BACK: _("The transfer was taken back"),
        }[State(step.state)]
        at = max(step.at + datetime.timedelta(seconds=1), midday(step.until))
        yield Entry(at=at, kind="decision", title=words, sector="", url=url)


def _of_question(step: Step, case: Case) -> Iterator[Entry]:
    if step.until:
        text = _("%(name)s answered on %(day)s.") % {"name": step.other, "day": format_longdate(step.until)}
    elif step.state:
        text = _("Taken back before %(name)s answered.") % {"name": step.other}
    else:
        text = _("Asked of %(name)s, no answer yet.") % {"name": step.other}
    url = reverse("question", args=[step.id])
    yield Entry(at=step.at, kind="note", title=_("Question to an expert"), sector=step.sector, url=url, text=text)


def _of_earlier(step: Step, case: Case) -> Iterator[Entry]:
    title = _("A returning client: earlier case %(number)s") % {"number": step.other}
    yield Entry(at=step.at, kind="decision", title=title, sector=step.sector, url=reverse("case", args=[step.id]))


_ENTRIES = {
    "earlier": _of_earlier,
    "contact": _of_contact,
    "arrival": _of_arrival,
    "transfer": _of_transfer,
    "question": _of_question,
}


def next_steps(case: Case, actor: Actor) -> Iterator[Waiting]:
    """The answer of another team that the case waits for."""
    for step in _steps(case, actor):
        if step.kind == "transfer" and step.state == State.WAITING:
            yield Waiting(
                kind="notice",
                title=_("Waits for the answer of another team"),
                meta=step.other,
                url=reverse("transfer", args=[step.id]),
            )


# --- the today page ---


def transfers_waiting(actor: Actor, today: datetime.date) -> Iterator[Waiting]:
    """What other teams offer to the coordinator's team, and which of one's own offers were declined a short while ago."""
    if actor.role not in (Role.MEMBER, Role.COORDINATOR):
        return
    for row in transfers_to_tell(actor, today):
        offered = row.waits
        team = {"team": row.team.name if offered else row.to_team.name}
        yield Waiting(
            kind="notice",
            title=f"{row.initials}, {row.number}",
            meta=_("%(team)s offers a case to your team") % team
            if offered
            else _("%(team)s declined the transfer: %(reason)s")
            % (team | {"reason": row.get_decline_reason_display()}),
            url=row.get_absolute_url(),
            about=row,
        )
    yield from contacts_elsewhere(actor)
    yield from answers_of_experts(actor)


def answers_of_experts(actor: Actor) -> Iterator[Waiting]:
    """That an expert has answered what one asked them lately."""
    for told in answers_told(actor):
        about = {name: UUID(told[name]) if told[name] else None for name in ("case_id", "contact_id")}
        yield Waiting(
            kind="notice",
            title=_("%(name)s has answered your question") % {"name": told["expert"]},
            meta=f"{told['case']}, {told['number']}" if told["case"] else _("about a contact"),
            url=reverse("question", args=[told["id"]]),
            about=ExpertQuestion(pk=UUID(told["id"]), controller=told["controller"], **about),
        )


def contacts_elsewhere(actor: Actor) -> Iterator[Waiting]:
    """That another team has received a contact about a client one is responsible for: no more is told than which team."""
    for told in presence_told(actor):
        yield Waiting(
            kind="notice",
            title=_("%(team)s has received a contact") % {"team": told["team"]},
            meta=_("about the client of case %(number)s") % {"number": told["number"]},
            url=reverse("presence_notice", args=[told["id"]]),
            about=PresenceNotice(pk=UUID(told["id"]), case_id=UUID(told["case_id"])),
        )


# --- closing and opening again ---


def hinders_closing(case: Case, actor: Actor) -> Iterator[Any]:
    """A case that another team may accept any moment is not closed otherwise."""
    if Transfer.objects.visible_to(actor).filter(case=case, state=State.WAITING).exists():
        yield _("The case waits for the answer of another team. Take the transfer back first.")


def hinders_reopening(case: Case, actor: Actor) -> Iterator[Any]:
    """A case that another team has taken over goes on there."""
    if Transfer.objects.visible_to(actor).filter(case=case, state=State.ACCEPTED).exists():
        yield _("Another team has taken this case over, and it goes on there.")


def loses_ground(case: Case, actor: Actor) -> Iterator[Any]:
    """A transfer does not outlive the consent it stands on."""
    yield from take_back_what_lost_its_ground(case, actor)


def protection_changed(case: Case, actor: Actor) -> Iterator[Any]:
    """A parcel packed before somebody was protected tells what may not be told now."""
    yield from take_back_what_tells_too_much(case, actor)
