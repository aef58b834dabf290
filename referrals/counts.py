"""How much waits. Counted through `visible_to` like everything else."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from anchor.access.actions import Action
from anchor.access.holdings import Asker
from anchor.access.kept import answers
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
    return _by_door(answers(_counted, actor)[0]) if kept is None else kept


def _by_door(counted: Sequence[int]) -> dict[str, int]:
    return dict(zip(("contacts", "emergency_accesses"), counted, strict=False))


def _counted(actor: Asker) -> QuerySet[Any, Any]:
    """Hung on the asker's own membership, so that it is one row whatever it counts."""
    return Membership.objects.filter(pk=actor.membership_id).values_list(*_numbers(actor))


def _numbers(actor: Asker) -> list[Subquery]:
    numbers = [_number(waiting_contacts(actor))]
    if actor.is_coordinator:
        unreviewed = EmergencyAccess.objects.visible_to(actor).filter(team_id=actor.team_id, reviewed_at=None)
        numbers.append(_number(unreviewed))
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
    transfers, presence, answered, *counted = answers(_told_at_once, actor)[0]
    actor.__dict__.update(_presence_told=presence, _answers_told=answered, _waiting=_by_door(counted))
    return [_transfer_of(values) for values in transfers]


def _told_at_once(actor: Asker) -> QuerySet[Any, Any]:
    # No join to the case: it lies behind the other tenant's wall, and with it the transfer would be gone.
    again = Transfer.objects.filter(case_id=OuterRef("case_id"), state__in=("waiting", "accepted"))
    declined = Q(~Exists(again), state="declined", author_id=actor.membership_id)
    lately = declined & Q(answered_on__gte=timezone.localdate() - datetime.timedelta(days=TOLD_DAYS))
    waiting = Q(state="waiting", to_team_id=actor.team_id)
    rows = Transfer.objects.visible_to(actor).filter(waiting | lately).order_by("created_at", "pk")
    told = PresenceNotice.objects.visible_to(actor).filter(answered_on=None).order_by("told_on", "pk")
    names = JSONObject(id="pk", team="other_team__name", number="case__number", told_on="told_on", case_id="case_id")
    return Membership.objects.filter(pk=actor.membership_id).values_list(
        ArraySubquery(rows.values(json=JSONObject(**_TOLD))),
        ArraySubquery(told.values(json=names)),
        ArraySubquery(_answered(actor).values(json=JSONObject(**_ANSWERED))),
        *_numbers(actor),
    )


def _answered(actor: Asker) -> QuerySet[ExpertQuestion]:
    """What this actor has asked an expert and got an answer to within the last days."""
    since = timezone.localdate() - datetime.timedelta(days=ANSWERED_DAYS)
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


def screened_contacts(actor: Asker) -> QuerySet[Contact]:
    """Contacts the actor's team is screening: those on which its sectors may still say what they think.

    Asked as the act, whose rule is the screening alone: all the ways to see a contact cost each page some milliseconds more.
    """
    mine = doable(actor, Action.GIVE_OPINION, Contact)
    return Contact.objects.filter(mine, team_id=actor.team_id, stage__in=SCREENED)


def opined_by_own_sector(actor: Asker) -> ArraySubquery:
    """Ids of the contacts on which the actor's sector has said what it thinks."""
    given = Opinion.objects.visible_to(actor).filter(team_id=actor.team_id, sector=actor.sector)
    return ArraySubquery(given.order_by().values("contact_id"))


def waiting_contacts(actor: Asker) -> QuerySet[Contact]:
    """Contacts being screened by the actor's team on which their sector has not said anything yet."""
    return screened_contacts(actor).exclude(pk__any=opined_by_own_sector(actor))
