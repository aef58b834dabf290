"""The people of a team, to choose from: who works there today, and how many open cases each has."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role, Team
from anchor.core.display import sector_place
from clients.models import Participation


def team_of(actor: Actor) -> Team:
    """The team of somebody whose act only members of a team may do. Raises LookupError for anybody else."""
    if actor.team is None:
        raise LookupError("this actor works in no team: ask `require` first")
    return actor.team


def team_people(actor: Actor) -> list[Membership]:
    """Members and coordinators of the actor's team today, by sector and name."""
    roles = (Role.MEMBER, Role.COORDINATOR)
    people = Membership.objects.current().filter(team_id=team_of(actor).pk, role__in=roles).select_related("user")
    return sorted(people, key=lambda one: (sector_place(one.sector), one.user.name, one.pk))


def coordinators_of(actor: Actor) -> QuerySet[Membership]:
    """Who coordinates the actor's team today; with danger now they are whom to reach."""
    return Membership.objects.current().filter(team_id=actor.team_id, role=Role.COORDINATOR).order_by("user__name")


def open_cases_of_each(actor: Actor) -> dict[UUID, int]:
    """How many open cases each person of the team works on today, as far as the actor may know."""
    today = timezone.localdate()
    running = Participation.objects.visible_to(actor).filter(
        Q(ended_on=None) | Q(ended_on__gte=today), team_id=actor.team_id, case__closed_on=None
    )
    counted = running.order_by().values("membership_id").annotate(cases=Count("pk"))
    return {row["membership_id"]: row["cases"] for row in counted}
