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
from clients.models import PresenceNotice
from referrals.models import Contact, Opinion, Transfer

SCREENED = ("received", "screening")
TOLD_DAYS = 14  # for how long a declined transfer is told to who sent it


def waiting_for(actor: Actor) -> int:
    """Contacts being screened that wait for the opinion of this actor's sector."""
    kept: int | None = actor.__dict__.get("_waiting_contacts")
    return waiting_contacts(actor).count() if kept is None else kept


def presence_told(actor: Actor) -> list[dict[str, Any]]:
    """Notices of contacts in other teams that wait for this actor; asked together with `transfers_to_tell`."""
    told: list[dict[str, Any]] = actor.__dict__.get("_presence_told", [])
    return told


def transfers_to_tell(actor: Actor, today: datetime.date) -> list[Transfer]:
    """Transfers that wait for this coordinator's answer, and those of the actor's own that were declined lately.

    Asked together with the number of contacts that the frame of the page will tell: one question for both.
    """
    # No join to the case: it lies behind the other tenant's wall, and with it the transfer would be gone.
    again = Transfer.objects.filter(case_id=OuterRef("case_id"), state__in=("waiting", "accepted"))
    declined = Q(~Exists(again), state="declined", author_id=actor.membership_id)
    lately = declined & Q(answered_on__gte=today - datetime.timedelta(days=TOLD_DAYS))
    waiting = Q(state="waiting", to_team_id=actor.team_id)
    rows = Transfer.objects.visible_to(actor).filter(waiting | lately).order_by("created_at", "pk")
    number = waiting_contacts(actor).order_by().annotate(number=Func(F("pk"), function="COUNT")).values("number")
    told = PresenceNotice.objects.visible_to(actor).filter(answered_on=None).order_by("told_on", "pk")
    names = JSONObject(id="pk", team="other_team__name", number="case__number", told_on="told_on", case_id="case_id")
    found = Membership.objects.filter(pk=actor.membership_id).values_list(
        Subquery(number, output_field=IntegerField()),
        ArraySubquery(rows.values(json=JSONObject(**_TOLD))),
        ArraySubquery(told.values(json=names)),
    )
    actor.__dict__["_waiting_contacts"], transfers, actor.__dict__["_presence_told"] = found.get()
    return [_transfer_of(values) for values in transfers]


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
