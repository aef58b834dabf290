"""A random sequence of acts, done through the services by whoever may or may not: they change the facts and the grants.

What a service refuses is compared with the oracle too: it refuses exactly those who may not act, or says what is to be
mended; it never lets somebody act whom the oracle refuses.
"""

import datetime
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.utils import timezone

from anchor.accounts.actor import Actor, actor_of
from anchor.accounts.models import Membership
from anchor.core.errors import Conflict, DomainError
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, Participation
from clients.services import closing, working_group
from meetings import services as meetings
from meetings.models import AgreedAction
from referrals.models import Contact, ContactDetails
from referrals.services import decisions, open_case, screening
from tests.proofs.acts_emergency import EMERGENCY_ACTS
from tests.proofs.random_world import RandomWorld

TODAY, DAY = timezone.localdate, datetime.timedelta(days=1)
NOT_DONE = (DomainError, Conflict, PermissionDenied, ObjectDoesNotExist)


class Acts:
    """Does random acts in a random world and counts them by outcome."""

    def __init__(self, world: RandomWorld) -> None:
        self.world, self.chance = world, world.chance
        self.done: Counter = Counter()
        self.not_done: Counter = Counter()

    def several(self, number: int) -> None:
        """So many acts, each by somebody of the team the record belongs to, or sometimes by anybody."""
        names = sorted(ACTS)
        for _ in range(number):
            name = self.chance.choice(names)
            try:
                with transaction.atomic():
                    ACTS[name](self)
                self.done[name] += 1
            except NOT_DONE as refused:
                self.not_done[name, type(refused).__name__] += 1

    def any_of(self, model: Any, **where: Any) -> Any:
        """A random row of a model."""
        with beyond_the_wall("choosing"):
            found = list(model._base_manager.filter(**where).order_by("pk").values_list("pk", flat=True))
            if not found:
                raise ObjectDoesNotExist
            return model._base_manager.get(pk=self.chance.choice(found))

    def somebody(self, row: Any, *ids: Any, role: str = "") -> Actor:
        """Somebody of the record's team, most often one of those named; now and then anybody at all."""
        people = self.world.everybody()
        if self.chance.random() < 0.9:
            people = [one for one in people if one.team_id == row.team_id and (not role or one.role == role)]
            people = [one for one in people if one.pk in ids] or people
        actor = actor_of(self.chance.choice(people).pk)
        if actor is None:
            raise ObjectDoesNotExist
        return actor

    def on_case(self, case_id: Any) -> list[Any]:
        """Who works on a case."""
        with beyond_the_wall("choosing"):
            parts = Participation._base_manager.filter(case_id=case_id, ended_on=None)
            return list(parts.order_by("pk").values_list("membership_id", flat=True))

    def team_of(self, row: Any) -> list[Membership]:
        """Workers of a record's team."""
        team = next(team for team in self.world.people if team.pk == row.team_id)
        return self.world.workers(team)


ACTS: dict[str, Callable[[Acts], Any]] = {**EMERGENCY_ACTS}


def act(function: Callable[[Acts], Any]) -> Callable[[Acts], Any]:
    """Keep an act under its name."""
    ACTS[function.__name__] = function
    return function


@act
def assign(acts: Acts) -> None:
    case = acts.any_of(Case)
    actor = acts.somebody(case, role="coordinator")
    members = acts.chance.sample(acts.team_of(case), 2)
    with scoped(actor.scope()):
        working_group.assign(actor=actor, case=case, members=members)


@act
def end_participation(acts: Acts) -> None:
    part = acts.any_of(Participation, ended_on=None)
    actor = acts.somebody(part, role="coordinator")
    with scoped(actor.scope()):
        found = Participation.objects.select_related("case").get(pk=part.pk)
        working_group.end_participation(actor=actor, participation=found, ended_on=TODAY())


@act
def change_responsible(acts: Acts) -> None:
    part = acts.any_of(Participation, ended_on=None)
    actor = acts.somebody(part, role="coordinator")
    reason = acts.chance.choice(["", "siblings"])
    with scoped(actor.scope()):
        found = Participation.objects.select_related("case").get(pk=part.pk)
        working_group.change_responsible(actor=actor, participation=found, shared_lead_reason=reason)


@act
def close_case(acts: Acts) -> None:
    case = acts.any_of(Case, closed_on=None)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        closing.close_case(actor=actor, case=case, reason="moved", closed_on=TODAY())


@act
def reopen_case(acts: Acts) -> None:
    case = acts.any_of(Case, stage="closed")
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        closing.reopen_case(actor=actor, case=case)


@act
def give_opinion(acts: Acts) -> None:
    contact = acts.any_of(Contact, decided_on=None, decision=None)
    actor = acts.somebody(contact)
    with scoped(actor.scope()):
        screening.give_opinion(actor=actor, contact=contact, answer="yes", text="", read_version=1)


@act
def record_ground(acts: Acts) -> None:
    details = acts.any_of(ContactDetails)
    actor = acts.somebody(details, details.author_id)
    sectors = acts.chance.sample(["police", "social", "health", "youth"], 2)
    with scoped(actor.scope()):
        screening.record_ground(actor=actor, details=details, ground="consent", sectors=sectors)


@act
def decide(acts: Acts) -> None:
    contact = acts.any_of(Contact, decided_on=None, decision=None)
    actor = acts.somebody(contact, role="coordinator")
    outcome = acts.chance.choice(["selected", "selected", "declined"])
    verdict = decisions.Verdict(outcome=outcome, decided_on=TODAY(), reason="", criteria=["crime"], age=14)
    with scoped(actor.scope()):
        people = acts.chance.sample(acts.team_of(contact), 2)
        decisions.decide(actor=actor, contact=contact, verdict=verdict, participants=people, alone_because="urgent")


@act
def undo_decision(acts: Acts) -> None:
    contact = acts.any_of(Contact, decided_on__isnull=False, case=None)
    actor = acts.somebody(contact, role="coordinator")
    with scoped(actor.scope()):
        decisions.undo_decision(actor=actor, contact=contact)


@act
def open_a_case(acts: Acts) -> None:
    contact = acts.any_of(Contact, stage="selected", case=None)
    actor = acts.somebody(contact, role="coordinator")
    people = acts.chance.sample(acts.team_of(contact), 3)
    with scoped(actor.scope()):
        open_case.open_case(
            actor=actor,
            contact=contact,
            given_names="Oili",
            family_name=f"Suku{acts.chance.randrange(10**9)}",
            birth_date=TODAY() - 14 * 365 * DAY,
            gender="girl",
            service_language="fi",
            residence=Municipality.objects.get(pk="109"),
            non_disclosure=acts.chance.random() < 0.5,
            criteria=["crime"],
            reasons=[("threat", "did")],
            responsible=people[0],
            working_group=people[1:],
            shared_lead_reason="siblings",
        )


@act
def log_meeting(acts: Acts) -> None:
    case = acts.any_of(Case, closed_on=None)
    working = acts.on_case(case.pk)
    actor = acts.somebody(case, *working)
    starts = timezone.now() - datetime.timedelta(days=1, minutes=acts.chance.randrange(9999))
    held = acts.chance.random() < 0.7
    account = meetings.Account(
        kind="first",
        status="held" if held else "planned",
        starts_at=starts if held else timezone.now() + datetime.timedelta(days=1),
        ends_at=starts + datetime.timedelta(hours=1) if held else timezone.now() + datetime.timedelta(days=1, hours=1),
        professionals=frozenset(acts.chance.sample(working, min(2, len(working)))),
        text="Puhuttiin." if held else "",
        place="Kirjasto",
        agreed=(meetings.Agreed(what="x", owner_kind="adolescent", owner_id=None, due_on=TODAY() + DAY),),
    )
    note = meetings.Note(written_on=TODAY()) if acts.chance.random() < 0.5 else None
    with scoped(actor.scope()):
        meetings.log_meeting(actor=actor, case=case, account=account, note=note)


@act
def mark_action(acts: Acts) -> None:
    action = acts.any_of(AgreedAction)
    actor = acts.somebody(action, *acts.on_case(action.case_id))
    with scoped(actor.scope()):
        meetings.mark_action(actor=actor, action_id=action.pk, done=True)


@act
def end_membership(acts: Acts) -> None:
    """Somebody leaves the team; seldom, or nobody would be left."""
    if acts.chance.random() > 0.1:
        raise ObjectDoesNotExist
    person = acts.chance.choice(acts.world.everybody())
    Membership.objects.filter(pk=person.pk).update(ended_on=TODAY() - acts.chance.randrange(2) * DAY)


# Acts of one topic stand in a file of their own beside this one.
for file in sorted(Path(__file__).parent.glob("acts_*.py")):
    import_module(f"tests.proofs.{file.stem}")
