"""The case a meeting belongs to, as much of it as a page about meetings shows; what the reader may do, in the same query."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from anchor.access.actions import Action
from anchor.access.rules import may
from anchor.accounts.actor import Actor
from clients.models import Case, Client
from meetings.models import Meeting
from meetings.services.guardians import guardians_part


def cases_to_log(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may know, each with whether a meeting was held, the name, and `may_log`."""
    held = Meeting.objects.visible_to(actor).filter(case=OuterRef("pk"), status=Meeting.Status.HELD)
    known = Case.objects.visible_to(actor)
    return known.annotate(
        has_met=Exists(held),
        may_log=may(actor, Action.LOG_MEETING, Case),
        guardians_part=guardians_part(actor, "client_id"),
        **_names(actor, "client_id"),
    )


def meetings_known(actor: Actor) -> QuerySet[Meeting]:
    """Meetings the actor may know, each with its case, who told of it, the name, and `may_log`."""
    known = Meeting.objects.visible_to(actor).select_related("case", "changed_by__user", "author__user")
    return known.annotate(
        may_log=may(actor, Action.LOG_MEETING, Meeting),
        guardians_part=guardians_part(actor, "case__client_id"),
        **_names(actor, "case__client_id"),
    )


def _names(actor: Actor, client: str) -> dict[str, Subquery]:
    """The name in two columns; empty where it does not exist for the actor."""
    found = Client.objects.visible_to(actor).filter(pk=OuterRef(client))
    return {name: Subquery(found.values(name)[:1]) for name in ("given_names", "family_name")}


@dataclass(frozen=True, slots=True)
class Adolescent:
    """Whom a meeting is about: by name to those who may know it, else by initials."""

    name: str
    first_name: str


def adolescent_of(row: Any, case: Case) -> Adolescent:
    """The name from a row of `cases_to_log` or `meetings_known`, else the initials of its case."""
    if not row.family_name and not row.given_names:
        return Adolescent(case.initials, case.initials)
    return Adolescent(f"{row.given_names} {row.family_name}".strip(), (row.given_names.split() or [case.initials])[0])


def unlogged_meetings(actor: Actor, case_id: uuid.UUID) -> list[Meeting]:
    """Planned meetings of the case whose time has come: one of them is perhaps what is about to be logged."""
    planned = Meeting.objects.visible_to(actor).filter(case_id=case_id, status=Meeting.Status.PLANNED)
    until = timezone.localtime().replace(hour=23, minute=59)
    return list(planned.filter(starts_at__lte=until).order_by("-starts_at")[:3])
