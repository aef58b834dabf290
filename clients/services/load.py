"""How much somebody already carries, for whoever assigns."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Q
from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from clients.models import Case, Participation


def open_cases_by_membership(actor: Actor, memberships: Iterable[Membership]) -> dict[UUID, int]:
    """How many open cases each works on today, counted through what the actor may see."""
    open_cases = Case.objects.visible_to(actor).filter(closed_on=None).order_by().values("pk")
    counted = (
        Participation.objects.visible_to(actor)
        .filter(working_today(), membership__in=list(memberships), case_id__any=ArraySubquery(open_cases))
        .order_by()
        .values("membership_id")
        .annotate(cases=Count("case_id", distinct=True))
    )
    return {row["membership_id"]: row["cases"] for row in counted}


def working_today() -> Q:
    """Participations that hold today; the day somebody stops is no longer theirs."""
    today = timezone.localdate()
    return Q(ended_on=None) | Q(ended_on__gt=today)
