"""Putting together the page of one contact: what this reader may know of it, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse

from anchor.access.actions import Action
from anchor.access.rules import can, may
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_read, record_reads
from anchor.core.display import sector_place
from anchor.core.http import answer, is_swap
from anchor.tenancy import codes
from clients.models import Case
from clients.services.protection import holders_of_the_right
from referrals import grounds, queue
from referrals.areas import redirected_label, with_serving_teams
from referrals.forms.screening import OpinionForm
from referrals.models import (
    ChildWelfareAnswer,
    Contact,
    ContactDetails,
    ContactPlace,
    Decision,
    DecisionParticipant,
    Event,
    ExpertQuestion,
    Opinion,
)
from referrals.services.events import said_of
from referrals.services.origins import origin_of, with_origin
from referrals.services.same_person import candidates
from referrals.team import coordinators_of
from referrals.views.event_part import shown_event

QUEUE_LENGTH = 25


def readable_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts with what their page needs to know: whose area it is, and what this reader may do."""
    contacts = Contact.objects.visible_to(actor).select_related("area", "author__user")
    event = Event.objects.visible_to(actor).filter(contact_id=OuterRef("pk"))
    return with_serving_teams(with_origin(contacts, actor), actor.team_id).annotate(
        holders=ArraySubquery(holders_of_the_right(actor).values("user__name")),
        has_place=Exists(ContactPlace.objects.visible_to(actor).filter(contact=OuterRef("pk"))),
        coordinators=ArraySubquery(coordinators_of(actor).values("user__name")),
        may_change=may(actor, Action.CHANGE_CONTACT, Contact),
        may_opine=may(actor, Action.GIVE_OPINION, Contact),
        may_answer=may(actor, Action.ANSWER_CHILD_WELFARE, Contact),
        may_decide=may(actor, Action.DECIDE, Contact),
        may_open=may(actor, Action.OPEN_CASE, Contact),
        may_ask=may(actor, Action.ASK_ABOUT_CONTACT, Contact),
        asked_part=ArraySubquery(_asked(actor)),
        may_record_event=may(actor, Action.RECORD_EVENT, Contact),
        event_mark=Subquery(event.values("mark")),
        event_said=said_of(actor, "pk"),
        sees_case=Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("case_id"))),
    )


def _asked(actor: Actor) -> QuerySet:
    """What experts were asked about a contact, for a line each: whom, and how far it has come."""
    columns = ("id", "sector", "until", "answered_on", "withdrawn_on")
    line = JSONObject(expert="expert__user__name", **{name: name for name in columns})
    return ExpertQuestion.objects.visible_to(actor).filter(contact_id=OuterRef("pk")).order_by("pk").values(json=line)


@dataclass(frozen=True)
class SectorView:
    """One line of the opinions: what a sector of the team said, or that it has not yet."""

    sector: str
    opinion: Opinion | None
    is_own: bool


def contact_page(
    request: ActorRequest,
    contact: Contact,
    *,
    opinion_form: OpinionForm | None = None,
    theirs: Opinion | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a contact, with the form of the own sector's opinion as it was typed."""
    actor = request.actor
    waiting = _queue(actor) if contact.is_screened else []
    opinions = queue.opinions_on([contact, *waiting], actor)
    details = _details(actor, contact)
    answers = ChildWelfareAnswer.objects.visible_to(actor).filter(contact=contact).select_related("author__user")
    context: dict[str, Any] = {
        **_nameless(actor, contact, details),
        **_screening(actor, contact, opinions[contact.pk], opinion_form),
        "theirs": theirs,
        "sees_queue": can(actor, Action.SCREEN),
        "child_welfare": _in_words(list(answers.order_by("created_at", "pk"))),
        "queue": queue.rows_of(waiting, opinions, actor.team) if actor.team else [],
        **_decision(actor, contact),
        "asked": [_asked_line(row) for row in contact.asked_part],  # type: ignore[attr-defined]
        "event": shown_event(actor, contact),
        "candidates": candidates(actor, contact, details),
    }
    sections = ["nameless", *(["details"] if details else []), *(["child_welfare"] if context["child_welfare"] else [])]
    record_reads(actor, Verb.LISTED, [one.client for one in context["candidates"]], swap=True)
    record_read(actor, contact, sections=sections, swap=is_swap(request))
    parties = [party.contact for party in context["event"].parties] if context["event"] else []
    others = {one.pk: one for one in [*waiting, *parties] if one.pk != contact.pk}.values()
    record_reads(actor, Verb.LISTED, others, swap=True)  # the same queue stands beside each of its contacts
    return answer(request, "referrals/contact.html", context, part="opinions", status=status)


def _queue(actor: Actor) -> list[Contact]:
    waiting, order = queue.contacts_in("waiting", actor)
    return list(waiting.order_by(*order)[:QUEUE_LENGTH])


def _details(actor: Actor, contact: Contact) -> ContactDetails | None:
    rows = ContactDetails.objects.visible_to(actor).filter(contact=contact)
    return rows.annotate(may_record_ground=may(actor, Action.RECORD_GROUND, ContactDetails)).first()


def _nameless(actor: Actor, contact: Contact, details: ContactDetails | None) -> dict[str, Any]:
    reasons, criteria = codes.labels("reason"), codes.labels("criterion")
    origin, is_receiver = origin_of(contact), contact.author_id == actor.membership_id
    return {
        "contact": contact,
        "details": details,
        "title": queue.nameless_title(contact),
        "place": queue.place_text(contact),
        "age": queue.age_text(contact),
        "stage": queue.stage_label(contact),
        "channel": codes.label("contact_channel", origin.channel) if origin else "",
        "source": codes.label("contact_source", origin.source) if origin else "",
        "told": codes.label("told", origin.told) if origin else "",
        "reasons": [reasons.get(code, code) for code in contact.reasons],
        "criteria": [criteria.get(code, code) for code in contact.criteria],
        "ground": grounds.label(contact.ground),
        "is_receiver": is_receiver,
    }


def _screening(actor: Actor, contact: Contact, opinions: list[Opinion], form: OpinionForm | None) -> dict[str, Any]:
    by_sector = {opinion.sector: opinion for opinion in opinions}
    asked = actor.team.sectors if actor.team and contact.team_id == actor.team_id else []
    sectors = sorted({*asked, *by_sector}, key=sector_place)
    own = by_sector.get(actor.sector)
    return {
        "sectors": [SectorView(sector, by_sector.get(sector), sector == actor.sector) for sector in sectors],
        "answers": codes.labels("opinion"),
        "given": len(by_sector),
        "own_opinion": own,
        "opinion_form": form or OpinionForm.about(own),
        "opens_form": bool(form),
        "is_ready": queue.is_ready(contact, by_sector, actor.team) if actor.team else False,
    }


def _decision(actor: Actor, contact: Contact) -> dict[str, Any]:
    if contact.is_screened:
        return {"decision": None, "participants": [], "redirected": "", "may_undo": False}
    decision = Decision.objects.visible_to(actor).filter(contact=contact).select_related("author__user").first()
    people = DecisionParticipant.objects.visible_to(actor).filter(contact=contact)
    return {
        "decision": decision,
        "participants": sorted(
            people.select_related("membership__user").order_by("pk"), key=lambda one: sector_place(one.sector)
        ),
        "redirected": redirected_label(contact.redirected_to),
        "outcome": codes.label("screening_decision", decision.outcome) if decision else "",
        "decline_reason": codes.label("decline_reason", decision.reason) if decision and decision.reason else "",
        "alone": codes.labels("alone_reason").get(decision.alone_because, "") if decision else "",
        "may_undo": contact.may_decide and contact.case_id is None,  # type: ignore[attr-defined]
    }


def _asked_line(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("until", "answered_on", "withdrawn_on")}
    return {"expert": row["expert"], "sector": row["sector"], "question": ExpertQuestion(id=UUID(row["id"]), **days)}


def _in_words(answers: list[ChildWelfareAnswer]) -> list[dict[str, Any]]:
    words = codes.labels("child_welfare_answer")
    return [{"row": one, "label": words.get(one.answer, one.answer)} for one in answers]
