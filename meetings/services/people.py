"""The professionals of a meeting: who works on the case today, and who was already invited or present."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from anchor.accounts.actor import Actor
from clients.models import Case, Consent, Participation
from meetings.models import Attendance


@dataclass(frozen=True, slots=True)
class Person:
    """A professional who can be ticked at a meeting and own an agreed action."""

    id: uuid.UUID
    name: str
    title: str
    sector: str
    is_me: bool
    works_today: bool  # takes part in the case today, and not only as somebody asked once
    consented: bool  # a living consent lets their sector read the shared record


type People = dict[uuid.UUID, Person]


def people_of(actor: Actor, case: Case, attendances: Iterable[Attendance] = ()) -> People:
    """Who can be at a meeting of the case: its working group of today, one query, and those already written down.

    The attendances are given with their memberships and users.
    """
    people = {row.membership_id: _person(row, actor, row.consented, row.kind) for row in _working_group(actor, case)}
    for row in attendances:
        people.setdefault(row.membership_id, _person(row, actor, False, Participation.Kind.EXPERT))
    return dict(sorted(people.items(), key=lambda item: (not item[1].is_me, item[1].name)))


def _working_group(actor: Actor, case: Case) -> Iterable[Participation]:
    today = timezone.localdate()
    living = Consent.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        case=case,
        given=True,
        withdrawn_on=None,
        valid_from__lte=today,
        covered_sectors__contains=[OuterRef("sector")],
    )
    current = Participation.objects.visible_to(actor).filter(
        Q(ended_on=None) | Q(ended_on__gt=today), case=case, began_on__lte=today
    )
    return current.annotate(consented=Exists(living)).select_related("membership__user").order_by("began_on", "pk")


def _person(row: Participation | Attendance, actor: Actor, consented: bool, kind: str) -> Person:
    return Person(
        id=row.membership_id,
        name=row.membership.user.name,
        title=row.membership.title,
        sector=row.sector,
        is_me=row.membership_id == actor.membership_id,
        works_today=kind != Participation.Kind.EXPERT,
        consented=consented,
    )
