"""Who is told of emergency accesses: the team's coordinators and the controller's auditor at once, a superior when late."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.core.display import format_moment
from clients.models import Case, EmergencyAccess
from clients.waiting import Waiting

MOST_ON_TODAY = 50


def accesses_to_watch(actor: Actor, *, waiting: bool = False) -> QuerySet[EmergencyAccess]:
    """The accesses somebody watches over: a coordinator's team's, an auditor's controller's, a superior's overdue ones."""
    found = with_case(EmergencyAccess.objects.visible_to(actor), actor)
    if actor.team_id is not None:
        found = found.filter(team_id=actor.team_id)
    return found.filter(reviewed_at=None) if waiting else found


def with_case(accesses: QuerySet[EmergencyAccess], actor: Actor) -> QuerySet[EmergencyAccess]:
    """Accesses that carry their people, and the shell of the case where it exists for the reader."""
    shells = Case.objects.visible_to(actor).filter(pk=OuterRef("case_id"))
    return accesses.select_related("author__user", "author__organisation", "team", "reviewed_by__user").annotate(
        shell=Subquery(shells.values(json=JSONObject(number="number", initials="initials")))
    )


def today(actor: Actor, day: date) -> Iterator[Waiting]:
    """Each emergency access in the team that nobody has reviewed, from the moment it is opened, for its coordinators."""
    if not actor.is_coordinator:
        return
    for access in accesses_to_watch(actor, waiting=True).order_by("-opened_at", "-pk")[:MOST_ON_TODAY]:
        yield Waiting(
            kind="notice",
            title=_("Review an emergency access"),
            meta=f"{access.author.user.name}, {format_moment(access.opened_at)}, {access.reason_words}",
            url=reverse("review_emergency", args=[access.pk]),
            due=access.review_due_on,
            late=access.is_overdue,
            about=access,
        )
