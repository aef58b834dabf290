"""The actor: a signed-in person wearing exactly one membership. Everything that asks "may I?" asks with an actor."""

import datetime
import uuid
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from django.http import HttpRequest
from django.utils import timezone

from anchor.accounts.models import Membership, Role, Team
from anchor.tenancy.scope import PROTECTED, Scope

# Keys of the session: the membership worn, and whether there is another to change to.
WORN, HAS_OTHERS = "membership", "has_others"
# And when the person signed in and was last at the desk, in seconds; a session without them has ended.
SIGNED_IN, LAST_SEEN = "signed_in", "last_seen"
TEAM_ROLES = frozenset({Role.MEMBER, Role.COORDINATOR, Role.GUEST, Role.EXPERT})


@dataclass(frozen=True)
class Actor:
    """Who asks, in which membership. Immutable for one request or task; rights are those of this moment.

    A county's named emergency user works in no team; `visiting` is the team of the county whose case they have opened.
    """

    membership: Membership
    visiting: Team | None = None

    @property
    def membership_id(self) -> uuid.UUID:
        return self.membership.pk

    @property
    def user_id(self) -> uuid.UUID:
        return self.membership.user_id

    @property
    def name(self) -> str:
        return self.membership.user.name

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def sector(self) -> str:
        return self.membership.sector

    @property
    def team(self) -> Team | None:
        return self.membership.team or self.visiting

    @property
    def team_id(self) -> int | None:
        return self.team.pk if self.team else None

    @property
    def tenant_id(self) -> str | None:
        """The host municipality of the worn team; None for those whose role works in no team, and so sees no record."""
        return self.team.municipality_id if self.team and (self.visiting or self.role in TEAM_ROLES) else None

    @property
    def works_in_team(self) -> bool:
        return self.team is not None and self.role in TEAM_ROLES

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def today(self) -> datetime.date:
        """The day on which rights are asked: today in Helsinki."""
        return timezone.localdate()

    @property
    def processes_protected(self) -> bool:
        """Whether this membership has the right to process data under non-disclosure today."""
        return self.role in TEAM_ROLES and self.membership.processes_protected(self.today)

    @cached_property
    def controller(self) -> str:
        """The controller of what this actor writes: police department, county or municipality, by sector.

        For somebody of an organisation it is the organisation, whose records an auditor watches over.
        """
        return self.membership.controller

    def scope(self) -> Scope:
        """What the wall is told of this actor."""
        return Scope(
            user=str(self.user_id),
            membership=str(self.membership_id),
            tenant=self.tenant_id or "",
            team=str(self.team_id or ""),
            sector=self.sector,
            role=self.role,
            controller=self.controller,
            rights=PROTECTED if self.processes_protected else "",
        )

    def visit(self, team: Team) -> "Actor":
        """The same person looking at one team of their county, for one access that is checked by name."""
        return Actor(self.membership, team)


class ActorRequest(HttpRequest):
    """A request after the middleware: it knows its actor. For type checking only."""

    actor: Actor


def without_role(user_id: uuid.UUID) -> SimpleNamespace:
    """Somebody who is signed in and wears nothing, as the memory needs them."""
    nothing = {"membership_id": None, "role": "", "sector": "", "tenant_id": None, "team_id": None, "controller": ""}
    return SimpleNamespace(user_id=user_id, **nothing)


def begin_session(request: HttpRequest) -> None:
    """Start both clocks of a session: the idle one and the absolute one."""
    request.session[SIGNED_IN] = request.session[LAST_SEEN] = timezone.now().timestamp()


def controller_of(team: Team, sector: str) -> str:
    """Who decides extracts, corrections and retention of a record a sector makes in a team (domain.md, Tenancy)."""
    return team.controller_of(sector)


def actor_of(membership_id: uuid.UUID | str) -> Actor | None:
    """The actor wearing a membership today, or None when it has ended or its person may no longer sign in."""
    membership = _with_context().filter(pk=membership_id).first()
    return Actor(membership) if membership else None


def memberships_of(user_id: uuid.UUID | None) -> list[Membership]:
    """A person's memberships that hold today, teams first."""
    return list(_with_context().filter(user_id=user_id).order_by("organisation_id", "began_on", "pk"))


def _with_context():
    today = timezone.localdate()
    related = ("user", "team__municipality", "team__county", "organisation")
    return Membership.objects.current(today).select_related(*related)
