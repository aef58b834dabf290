"""The right to process data under non-disclosure: given and ended by the administrator, on the controller's decision.

It stands on a membership from a day to a day (docs/decisions.md). The wall lets an administrator write those two days of
anybody's membership but their own, and nobody else any of it.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import TEAM_ROLES, Actor
from anchor.accounts.models import Membership, Team
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError

ENOUGH = 2  # with fewer an absence leaves nobody who may look at the address when it is needed
SOON = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Holders:
    """A team with how many of it have the right today, and until when all of them have it."""

    team: Team
    count: int
    ends_on: datetime.date | None

    @property
    def is_few(self) -> bool:
        """Whether an absence would leave nobody."""
        return self.count < ENOUGH

    @property
    def ends_soon(self) -> bool:
        """Whether somebody's right ends within a month."""
        return self.ends_on is not None and self.ends_on <= timezone.localdate() + SOON


def teams_with_holders(actor: Actor) -> list[Holders]:
    """Every team by name; two queries, however many."""
    require(actor, Action.GIVE_PROTECTED_RIGHT)
    holding = Membership.objects.processing_protected().filter(role__in=TEAM_ROLES).order_by()
    counted = holding.values("team_id").annotate(number=Count("pk"), first=Min("protected_to"))
    known = {row["team_id"]: (row["number"], row["first"]) for row in counted}
    return [Holders(team, *known.get(team.pk, (0, None))) for team in Team.objects.order_by("name", "pk")]


def people_of(actor: Actor, team: Team) -> QuerySet[Membership]:
    """Who works in a team today, or is its guest or expert."""
    require(actor, Action.GIVE_PROTECTED_RIGHT)
    return _nameable(actor).filter(team=team).order_by("user__name", "pk")


@transaction.atomic
def give_right(
    *, actor: Actor, member: Membership, until: datetime.date | None, decided: bool, told: bool
) -> Membership:
    """Give it from today on, or change until when. Raises DomainError unless the controller has decided and the person knows."""
    member = _locked(actor, member.pk)
    if not decided:
        raise DomainError(_("The controller decides first."), code="not_decided", field="decided")
    if not told:
        message = _("Tell the person first what the law asks of them.")
        raise DomainError(message, code="not_told", field="told")
    today = timezone.localdate()
    if until is not None and until < today:
        raise DomainError(_("Choose a day that is still to come."), code="in_the_past", field="until")
    if not member.processes_protected(today):
        member.protected_from = today
    member.protected_to = until
    member.save(update_fields=["protected_from", "protected_to"])
    record(actor, Verb.PROTECTED_RIGHT_GIVEN, member, until=until.isoformat() if until else "")
    return member


@transaction.atomic
def end_right(*, actor: Actor, member: Membership, confirmed: bool = False) -> Membership:
    """End it at once. Raises DomainError where fewer than two would be left in the team and nobody has said that this is meant."""
    require(actor, Action.GIVE_PROTECTED_RIGHT)
    _lock_holders(member)
    member = _locked(actor, member.pk)
    today = timezone.localdate()
    if not member.processes_protected(today):
        return member  # a second click
    left = remaining(member)
    if left < ENOUGH and not confirmed:
        message = _(
            "Fewer than two people of this team would be left with the right. If that is meant, say so; else give it to "
            "somebody first."
        )
        raise DomainError(message, code="too_few", field="confirmed")
    yesterday = today - datetime.timedelta(days=1)
    begun_today = member.protected_from == today
    member.protected_from, member.protected_to = (None, None) if begun_today else (member.protected_from, yesterday)
    member.save(update_fields=["protected_from", "protected_to"])
    record(actor, Verb.PROTECTED_RIGHT_ENDED, member, left=left)
    return member


def remaining(member: Membership) -> int:
    """How many people of the team have the right besides this one."""
    others = Membership.objects.processing_protected().filter(team_id=member.team_id, role__in=TEAM_ROLES)
    return others.exclude(user_id=member.user_id).values("user_id").distinct().count()


def _locked(actor: Actor, member_id: UUID) -> Membership:
    require(actor, Action.GIVE_PROTECTED_RIGHT)
    return _nameable(actor).select_for_update(of=("self",), no_key=True).get(pk=member_id)


def _lock_holders(member: Membership) -> None:
    """Whoever ends somebody else's right in this team meanwhile waits, and counts anew."""
    holding = Membership.objects.processing_protected().filter(team_id=member.team_id)
    list(holding.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _nameable(actor: Actor) -> QuerySet[Membership]:
    """Who may be given it: who works in a team, and never the administrator's own self in another role."""
    at_work = Membership.objects.current().filter(team__isnull=False, role__in=TEAM_ROLES)
    return at_work.exclude(user_id=actor.user_id).select_related("user", "team")


def member_of(actor: Actor, member_id: UUID) -> Membership:
    """Somebody who may be given the right. Raises DoesNotExist for everybody else."""
    require(actor, Action.GIVE_PROTECTED_RIGHT)
    return _nameable(actor).get(pk=member_id)


def shown(people: QuerySet[Membership]) -> Iterator[dict[str, Any]]:
    """Each person with the state of their right, for the page."""
    today = timezone.localdate()
    for member in people:
        comes = member.protected_from is not None and member.protected_from > today
        yield {"member": member, "holds": member.processes_protected(today), "comes": comes}
