"""How much waits. Counted through `visible_to` like everything else."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from anchor.access.actions import Action
from anchor.access.rules import doable
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Team
from clients.models import EmergencyAccess, PresenceNotice
from referrals.models import Contact, ExpertQuestion, Opinion, Transfer

SCREENED = ("received", "screening")
TOLD_DAYS = 14  # for how long a declined transfer is told to who sent it
ANSWERED_DAYS = 7  # and an expert's answer to who asked


def waiting_for(actor: Actor) -> dict[str, int]:
    """What the frame of every page counts, by door: contacts that wait for the opinion of this actor's sector, and for a
    coordinator the emergency accesses that nobody has reviewed. One question for both."""
    kept: dict[str, int] | None = actor.__dict__.get("_waiting")
    if kept is not None:
        return kept
    numbers = _numbers(actor)
    found = Membership.objects.filter(pk=actor.membership_id).values_list(*numbers.values())
    return dict(zip(numbers, found.get(), strict=True))


def _numbers(actor: Actor) -> dict[str, Subquery]:
    numbers = {"contacts": _number(waiting_contacts(actor))}
    if actor.is_coordinator:
        unreviewed = EmergencyAccess.objects.visible_to(actor).filter(team_id=actor.team_id, reviewed_at=None)
        numbers["emergency_accesses"] = _number(unreviewed)
    return numbers


def _number(rows: QuerySet) -> Subquery:
    counted = rows.order_by().annotate(number=Func(F("pk"), function="COUNT")).values("number")
    return Subquery(counted, output_field=IntegerField())


def answers_told(actor: Actor) -> list[dict[str, Any]]:
    """What experts have answered this actor lately; asked together with `transfers_to_tell`."""
    told: list[dict[str, Any]] = actor.__dict__.get("_answers_told", [])
    return told


def presence_told(actor: Actor) -> list[dict[str, Any]]:
    """Notices of contacts in other teams that wait for this actor; asked together with `transfers_to_tell`."""
    told: list[dict[str, Any]] = actor.__dict__.get("_presence_told", [])
    return told


def transfers_to_tell(actor: Actor, today: datetime.date) -> list[Transfer]:
    """Transfers that wait for this coordinator's answer, and those of the actor's own that were declined lately.

    Asked together with the numbers that the frame of the page will tell: one question for all of them.
    """
    # No join to the case: it lies behind the other tenant's wall, and with it the transfer would be gone.
    again = Transfer.objects.filter(case_id=OuterRef("case_id"), state__in=("waiting", "accepted"))
    declined = Q(~Exists(again), state="declined", author_id=actor.membership_id)
    lately = declined & Q(answered_on__gte=today - datetime.timedelta(days=TOLD_DAYS))
    waiting = Q(state="waiting", to_team_id=actor.team_id)
    rows = Transfer.objects.visible_to(actor).filter(waiting | lately).order_by("created_at", "pk")
    told = PresenceNotice.objects.visible_to(actor).filter(answered_on=None).order_by("told_on", "pk")
    names = JSONObject(id="pk", team="other_team__name", number="case__number", told_on="told_on", case_id="case_id")
    numbers = _numbers(actor)
    found = Membership.objects.filter(pk=actor.membership_id).values_list(
        ArraySubquery(rows.values(json=JSONObject(**_TOLD))),
        ArraySubquery(told.values(json=names)),
        ArraySubquery(_answered(actor, today).values(json=JSONObject(**_ANSWERED))),
        *numbers.values(),
    )
    transfers, actor.__dict__["_presence_told"], actor.__dict__["_answers_told"], *counted = found.get()
    actor.__dict__["_waiting"] = dict(zip(numbers, counted, strict=True))
    return [_transfer_of(values) for values in transfers]


def _answered(actor: Actor, today: datetime.date) -> QuerySet[ExpertQuestion]:
    """What this actor has asked an expert and got an answer to within the last days."""
    since = today - datetime.timedelta(days=ANSWERED_DAYS)
    mine = ExpertQuestion.objects.visible_to(actor).filter(author_id=actor.membership_id, answered_on__gte=since)
    return mine.order_by("-answered_on", "pk")


_ANSWERED = {name: name for name in ("id", "case_id", "contact_id", "controller")} | {
    "expert": "expert__user__name",
    "case": "case__initials",
    "number": "case__number",
}
_TOLD = {name: name for name in ("id", "case_id", "number", "initials", "state", "decline_reason", "controller")} | {
    "from_name": "team__name",
    "to_name": "to_team__name",
}


def _transfer_of(values: dict[str, Any]) -> Transfer:
    team, to_team = Team(name=values.pop("from_name")), Team(name=values.pop("to_name"))
    ids = {name: UUID(values[name]) for name in ("id", "case_id")}
    return Transfer(**values | ids, team=team, to_team=to_team)


def screened_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts the actor's team is screening: those on which its sectors may still say what they think.

    Asked as the act, whose rule is the screening alone: all the ways to see a contact cost each page some milliseconds more.
    """
    mine = doable(actor, Action.GIVE_OPINION, Contact)
    return Contact.objects.filter(mine, team_id=actor.team_id, stage__in=SCREENED)


def opined_by_own_sector(actor: Actor) -> ArraySubquery:
    """Ids of the contacts on which the actor's sector has said what it thinks."""
    given = Opinion.objects.visible_to(actor).filter(team_id=actor.team_id, sector=actor.sector)
    return ArraySubquery(given.order_by().values("contact_id"))


def waiting_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts being screened by the actor's team on which their sector has not said anything yet."""
    return screened_contacts(actor).exclude(pk__any=opined_by_own_sector(actor))
