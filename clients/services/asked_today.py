"""What others ask of a team on its today page: the review of an emergency access, an answer to another sector."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.access.holdings import Asker
from anchor.access.kept import answers
from anchor.accounts.actor import Actor
from anchor.core.display import format_moment
from anchor.tenancy.codes import label
from clients.models import EmergencyAccess, SectorRequest
from clients.services.between import item_of
from clients.services.emergency_watch import accesses_to_watch
from clients.waiting import Waiting

MOST_ACCESSES = 50


@dataclass(frozen=True)
class Asked:
    """An access that nobody has reviewed, or a request that nobody has answered."""

    kind: str
    id: UUID
    case_id: UUID
    controller: str
    sector: str
    at: datetime.datetime
    due: datetime.date | None
    code: str  # reason of an access, or the asked sector
    name: str  # who opened it, or the initials and number of the case


def today(actor: Actor, day: datetime.date) -> Iterator[Waiting]:
    """For coordinators their team's accesses from the moment they are opened, the latest first; then requests, the oldest first.

    One query for both: the page may ask only so many (tests/referrals/test_transfer_pages.py).
    """
    if not actor.works_in_team:
        return
    asked = sorted((Asked(*row) for row in answers(_asked, actor)), key=lambda one: (one.at, one.id))
    yield from (_review(one) for one in reversed(asked) if one.kind == "access")
    yield from (_answer(one, actor) for one in asked if one.kind == "request")


def _asked(actor: Asker) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = _requests(actor)
    return _accesses(actor).union(rows, all=True) if actor.is_coordinator else rows


def _accesses(actor: Asker) -> Any:
    unreviewed = accesses_to_watch(actor, waiting=True).order_by("-opened_at", "-pk")[:MOST_ACCESSES]
    return _columns(unreviewed, "access", F("opened_at"), F("review_due_on"), F("reason"), F("author__user__name"))


def _requests(actor: Asker) -> Any:
    """Requests to the actor's sector, and for the coordinator those of sectors of which nobody works on the case."""
    mine = Q(asked_sector=actor.sector)
    if actor.is_coordinator:
        mine |= Q(unmanned=True)
    known = SectorRequest.objects.visible_to(actor).filter(mine, team_id=actor.team_id, state="open").order_by()
    whose = Concat("case__initials", Value(", "), "case__number", output_field=CharField())
    return _columns(known, "request", F("created_at"), Value(None, DateField()), F("asked_sector"), whose)


def _columns(rows: Any, kind: str, at: Any, due: Any, code: Any, name: Any) -> Any:
    named = rows.annotate(
        asked_kind=Value(kind, CharField()), asked_at=at, asked_due=due, asked_code=code, asked_name=name
    )
    return named.values_list(
        "asked_kind", "pk", "case_id", "controller", "sector", "asked_at", "asked_due", "asked_code", "asked_name"
    )


def _review(one: Asked) -> Waiting:
    return Waiting(
        kind="notice",
        title=_("Review an emergency access"),
        meta=f"{one.name}, {format_moment(one.at)}, {label('emergency_reason', one.code)}",
        url=reverse("review_emergency", args=[one.id]),
        due=one.due,
        late=one.due is not None and one.due < timezone.localdate(),
        about=EmergencyAccess(pk=one.id, case_id=one.case_id, controller=one.controller),
    )


def _answer(one: Asked, actor: Actor) -> Waiting:
    item = item_of(one.id, one.sector, one.code, one.case_id, actor)
    about = SectorRequest(pk=one.id, case_id=one.case_id, controller=one.controller)
    return replace(item, title=one.name, meta=item.title, due=timezone.localdate(one.at), about=about)
