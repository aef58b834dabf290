"""Referrals onward as a board and as a list: those of the cases the reader works on, as far as they may know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anchor.access.holdings import Asker
from anchor.accounts.actor import Actor
from anchor.tenancy import codes
from clients.models import Case, Client
from referrals.follow_up import UNDER_WAY, is_late, late, waiting_days
from referrals.models import OnwardReferral

ICONS = {"proposed": "help", "sent": "send", "started": "play", "not_started": "x"}
MOST_UNDER_WAY = 100
MOST_ENDED = 40


def referrals_of(
    actor: Actor, *, service: str = "", sector: str = "", late_only: bool = False
) -> QuerySet[OnwardReferral]:
    """Referrals the actor may know, narrowed by the filters."""
    rows = OnwardReferral.objects.visible_to(actor).filter(team_id=actor.team_id)
    if service:
        rows = rows.filter(service=service)
    if sector:
        rows = rows.filter(sector=sector)
    return rows.filter(late(timezone.localdate())) if late_only else rows


def board_rows(rows: QuerySet[OnwardReferral]) -> list[OnwardReferral]:
    """What the board has room for: all under way, oldest first, then the latest of those that came to an end."""
    under_way = rows.filter(status__in=UNDER_WAY).order_by("proposed_on", "pk")[:MOST_UNDER_WAY]
    ended = rows.exclude(status__in=UNDER_WAY).order_by("-proposed_on", "-pk")[:MOST_ENDED]
    return [*under_way, *ended]


@dataclass(frozen=True)
class Ticket:
    """One referral with the words the reader needs."""

    referral: OnwardReferral
    person: str
    services: dict[str, str]

    @property
    def service(self) -> str:
        return self.services.get(self.referral.service, self.referral.service)

    @property
    def days(self) -> int:
        return waiting_days(self.referral)

    @property
    def is_late(self) -> bool:
        return is_late(self.referral)

    @property
    def is_under_way(self) -> bool:
        return self.referral.status in UNDER_WAY

    @property
    def status(self) -> str:
        return codes.label("referral_status", self.referral.status)

    @property
    def reason(self) -> str:
        code = self.referral.not_started_reason
        return codes.labels("not_started_reason").get(code, code)


def tickets(referrals: Sequence[OnwardReferral], actor: Actor) -> list[Ticket]:
    """Referrals with the people they are about: one query, however many there are."""
    people = people_of({one.case_id for one in referrals}, actor)
    return _tickets(referrals, people)


def tickets_with_people(referrals: Sequence[OnwardReferral]) -> list[Ticket]:
    """The same of referrals that were fetched `with_people`: nothing is asked."""
    people = {}
    for one in referrals:
        one.case.name = one.client_name  # type: ignore[attr-defined]
        people[one.case_id] = _with_age(_shown_name(one.case), one.case.age)
    return _tickets(referrals, people)


def with_people(referrals: QuerySet[OnwardReferral], actor: Asker) -> QuerySet[OnwardReferral]:
    """Referrals that carry their case, and the client's name where it exists for the actor."""
    client = Client.objects.visible_to(actor).filter(pk=OuterRef("case__client_id"))
    return referrals.select_related("case").annotate(client_name=_name_of(client))


def _tickets(referrals: Sequence[OnwardReferral], people: dict[UUID, str]) -> list[Ticket]:
    services = codes.labels("service")
    return [Ticket(one, people.get(one.case_id, _("Young person")), services) for one in referrals]


def people_of(case_ids: set[UUID], actor: Actor) -> dict[UUID, str]:
    """Name and age of the clients of some cases; initials under non-disclosure or where the name may not be read."""
    client = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"))
    cases = Case.objects.visible_to(actor).filter(pk__in=case_ids).annotate(name=_name_of(client))
    return {case.pk: _with_age(_shown_name(case), case.age) for case in cases}


def _name_of(client: QuerySet[Client]) -> Subquery:
    return Subquery(client.values(name=Concat("given_names", Value(" "), "family_name"))[:1])


def _shown_name(case: Any) -> str:
    return case.initials if case.non_disclosure or not case.name else case.name


def _with_age(name: str, age: int) -> str:
    return ngettext("%(name)s, %(age)s year", "%(name)s, %(age)s years", age) % {"name": name, "age": age}


def lanes(shown: Sequence[Ticket]) -> list[dict[str, Any]]:
    """The board's columns, in the order of the work."""
    statuses = codes.labels("referral_status")
    return [
        {
            "status": status,
            "label": statuses[status],
            "icon": icon,
            "tickets": [ticket for ticket in shown if ticket.referral.status == status],
        }
        for status, icon in ICONS.items()
    ]
