"""The case a meeting belongs to, as much of it as a page about meetings shows."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from anchor.accounts.actor import Actor
from clients.models import Case, Client
from meetings.models import Meeting


def cases_to_log(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may know, each told whether a meeting was held (`has_met`)."""
    held = Meeting.objects.visible_to(actor).filter(case=OuterRef("pk"), status=Meeting.Status.HELD)
    return Case.objects.visible_to(actor).annotate(has_met=Exists(held))


@dataclass(frozen=True, slots=True)
class Adolescent:
    """Whom a meeting is about: by name to those who may know it, else by initials."""

    name: str
    first_name: str


def adolescent_of(actor: Actor, case: Case) -> Adolescent:
    """The name where it exists for the actor, the case's initials elsewhere."""
    client = Client.objects.visible_to(actor).filter(pk=case.client_id).first()
    if client is None:
        return Adolescent(case.initials, case.initials)
    return Adolescent(str(client), (client.given_names.split() or [case.initials])[0])


def unlogged_meetings(actor: Actor, case_id: uuid.UUID) -> list[Meeting]:
    """Planned meetings of the case whose time has come: one of them is perhaps what is about to be logged."""
    planned = Meeting.objects.visible_to(actor).filter(case_id=case_id, status=Meeting.Status.PLANNED)
    until = timezone.localtime().replace(hour=23, minute=59)
    return list(planned.filter(starts_at__lte=until).order_by("-starts_at")[:3])
