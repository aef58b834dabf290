"""What others ask of a team on its today page: the review of an emergency access, an answer to another sector."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, DateField, F, Q, QuerySet, Subquery, UUIDField, Value
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
from clients.services.emergency_watch import OPENER_IS_MARKED, accesses_to_watch, shells
from clients.services.threats import is_marked
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
    opener: UUID | None
    marks: list[str] | None  # of whom a protection in the opened case is against


def today(actor: Actor, day: datetime.date) -> Iterator[Waiting]:
    """For coordinators their team's accesses from the moment they are opened, the latest first; then requests, the oldest first.

    One query for both: the page may ask only so many (tests/referrals/test_transfer_pages.py).
    """
    if not actor.works_in_team:
        return
    asked = sorted((Asked(*row) for row in answers(_asked, actor)), key=lambda one: (one.at, one.id))
    yield from (_review(one, actor) for one in reversed(asked) if one.kind == "access")
    yield from (_answer(one, actor) for one in asked if one.kind == "request")


def _asked(actor: Asker) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = _requests(actor)
    return _accesses(actor).union(rows, all=True) if actor.is_coordinator else rows


def _accesses(actor: Asker) -> Any:
    unreviewed = accesses_to_watch(actor, waiting=True).order_by("-opened_at", "-pk")[:MOST_ACCESSES]
    return _columns(
        unreviewed,
        kind="access",
        at=F("opened_at"),
        due=F("review_due_on"),
        code=F("reason"),
        name=F("author__user__name"),
        opener=F("author__user_id"),
        marks=Subquery(shells(actor).values("threat_names")),
    )


def _requests(actor: Asker) -> Any:
    """Requests to the actor's sector, and for the coordinator those of sectors of which nobody works on the case."""
    mine = Q(asked_sector=actor.sector)
    if actor.is_coordinator:
        mine |= Q(unmanned=True)
    known = SectorRequest.objects.visible_to(actor).filter(mine, team_id=actor.team_id, state="open").order_by()
    return _columns(
        known,
        kind="request",
        at=F("created_at"),
        due=Value(None, DateField()),
        code=F("asked_sector"),
        name=Concat("case__initials", Value(", "), "case__number", output_field=CharField()),
        opener=Value(None, UUIDField()),
        marks=Value(None, ArrayField(CharField())),
    )


def _columns(rows: Any, *, kind: str, **columns: Any) -> Any:
    """The columns of `Asked`; they have names of their own, or they would hide the record's."""
    named = rows.annotate(asked_kind=Value(kind, CharField()), **{f"asked_{name}": of for name, of in columns.items()})
    order = ("at", "due", "code", "name", "opener", "marks")
    whose = ("asked_kind", "pk", "case_id", "controller", "sector")
    return named.values_list(*whose, *(f"asked_{name}" for name in order))


def _review(one: Asked, actor: Actor) -> Waiting:
    # Nobody learns of themself that a protection is against somebody of their name.
    is_marked_opener = one.opener != actor.user_id and is_marked(one.marks, one.name)
    return Waiting(
        kind="notice",
        title=_("Review an emergency access"),
        meta=f"{one.name}, {format_moment(one.at)}, {label('emergency_reason', one.code)}",
        url=reverse("review_emergency", args=[one.id]),
        due=one.due,
        late=one.due is not None and one.due < timezone.localdate(),
        warning=OPENER_IS_MARKED if is_marked_opener else "",
        about=EmergencyAccess(pk=one.id, case_id=one.case_id, controller=one.controller),
    )


def _answer(one: Asked, actor: Actor) -> Waiting:
    item = item_of(one.id, one.sector, one.code, one.case_id, actor)
    about = SectorRequest(pk=one.id, case_id=one.case_id, controller=one.controller)
    return replace(item, title=one.name, meta=item.title, due=timezone.localdate(one.at), about=about)
