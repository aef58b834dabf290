"""Comparing the three statements of the rules, triple by triple: the oracle, the rule, the wall."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anchor.accounts.actor import Actor, actor_of
from anchor.accounts.models import Membership
from tests.proofs import locks, random_emergency, random_extracts
from tests.proofs.formed import ways_of
from tests.proofs.oracle import ACTS, BEYOND_TENANTS, READINGS, READS, UNREAD, Asker, Oracle, Thing
from tests.proofs.program import KINDS, MODELS, asker_of, holds_today, kinds_of, world_of_today

TENANTS = ("109", "837")
THROWN_AWAY_UNREAD = sorted({KINDS[kind].model for kind in UNREAD})


@dataclass(frozen=True)
class Surprise:
    """One triple about which two statements disagree."""

    lock: str
    action: str
    kind: str
    role: str
    says: bool
    by: tuple[str, ...]

    def __str__(self) -> str:
        answer = "opens" if self.says else "refuses"
        return f"{self.lock} {answer} {self.action} of {self.kind} to a {self.role}; the oracle: {self.by or 'closed'}"


@dataclass
class Tally:
    """What was asked, what differed, how often each cell was reached, and where readings differ from the words."""

    worlds: int = 0
    triples: int = 0
    surprises: list[Surprise] = field(default_factory=list)
    cells: Counter = field(default_factory=Counter)
    readings: Counter = field(default_factory=Counter)


def people_today(everybody: Iterable[Membership]) -> list[tuple[Asker, Actor | None]]:
    """All who may act today, as the oracle and as the program know them, and the collector of each tenant.

    Raises AssertionError when the program lets somebody act whose membership does not hold, or the other way round.
    """
    known: list[tuple[Asker, Actor | None]] = []
    people = list(everybody)
    for membership in people:
        actor = actor_of(membership.pk)
        membership.refresh_from_db()
        assert (actor is not None) == holds_today(membership), membership
        if actor is not None:
            known.append((asker_of(actor.membership), actor))
    officers = random_extracts.visitors(known)
    known += random_emergency.visitors(known) + random_emergency.seekers(known)
    known += officers + random_extracts.seekers(officers)
    return known + [(Asker(None, "collector", tenant=tenant), None) for tenant in TENANTS]


class Comparison:
    """One moment of one world, asked of everybody about everything."""

    def __init__(self, everybody: Iterable[Membership], tally: Tally, chance: random.Random) -> None:
        self.tally, self.chance = tally, chance
        self.people = people_today(everybody)
        self.world = world_of_today()
        assert self.world.today == locks.today()
        self.oracles: dict[str, Oracle] = {}
        # One oracle answers for both locks unless the program reads the words differently in one of them.
        by_reading: dict[frozenset[str], Oracle] = {}
        for lock in ("the rule", "the wall"):
            built = frozenset(as_built(lock))
            self.oracles[lock] = by_reading.setdefault(built, Oracle(self.world, built))
        self.by_kind: dict[str, list[Thing]] = {kind: [] for kind in READS}
        for thing in self.world.things:
            self.by_kind[thing.kind].append(thing)
        self.copies = locks.Copies()

    def everything(self, *, makes: int = 2, people: int | None = None) -> None:
        """Compare all of it. `makes` is how many rows of each kind each asker tries to make; `people` how many ask."""
        asking = self.people if people is None else self.chance.sample(self.people, people)
        for asker, actor in asking:
            self.by_the_rule(asker, actor)
            self.through_the_wall(asker, actor)
            self.blindly(asker, actor, THROWN_AWAY_UNREAD)
            if actor is not None and asker.seeks is None:
                self.acts(asker, actor)
            self.making(asker, actor, makes)
            self._count_cells(asker)
        for name in READINGS:
            self._count_reading(name)

    def by_the_rule(self, asker: Asker, actor: Actor | None, models: Iterable[str] = MODELS) -> None:
        """Reading by `visible_to` alone. A search asks the wall alone, in a scope of its own."""
        if actor is None or asker.seeks is not None:
            return
        rule = locks.known_by_rule(actor, models)
        for kind in kinds_in(models):
            self.check("the rule", asker, "read", self.by_kind[kind], rule[KINDS[kind].model])

    def through_the_wall(self, asker: Asker, actor: Actor | None, models: Iterable[str] = MODELS) -> None:
        """Reading, writing and deleting as the wall alone lets it happen."""
        wall = locks.through_wall(locks.scope_of(asker, actor), models)
        for kind in kinds_in(models):
            things = self.by_kind[kind]
            for action in ("read", "write", "delete"):
                self.check("the wall", asker, action, things, wall[action, KINDS[kind].model])
                self.tally.triples += len(things)

    def blindly(self, asker: Asker, actor: Actor | None, models: Iterable[str] = MODELS) -> None:
        """Changing and deleting without looking: then no rule of reading helps, so the numbers are compared."""
        for (action, model), number in locks.blindly(locks.scope_of(asker, actor), models).items():
            kinds = kinds_of(model)
            things = [thing for kind in kinds for thing in self.by_kind[kind]]
            may = [self.means("the wall", asker, action, thing) for thing in things]
            if action == "delete":
                may = [self.oracles["the wall"].may_throw_away(asker, thing) for thing in things]
            if sum(may) != number:
                says = number < 0 or number > sum(may)
                self.tally.surprises.append(Surprise("the wall", action, kinds[0], asker.role, says, ()))

    def acts(self, asker: Asker, actor: Actor) -> None:
        """What somebody may do, by the rule."""
        for (name, kind), ids in locks.done_by_rule(actor).items():
            self.check("the rule", asker, name, self.by_kind[kind], ids)
            self.tally.triples += len(self.by_kind[kind])
        enough = {name for name, act in ACTS.items() if not act.standing and asker.role in act.roles}
        for name in sorted(enough ^ locks.role_alone(actor)):
            self.tally.surprises.append(Surprise("the rule", name, "", asker.role, name not in enough, ()))

    def making(self, asker: Asker, actor: Actor | None, number: int, models: Iterable[str] = MODELS) -> None:
        """What somebody may make, through the wall; mostly about what is near."""
        chosen = []
        for kind in kinds_in(models):
            things = self.by_kind[kind]
            near = [thing for thing in things if thing.tenant == asker.tenant]
            chosen += self.chance.sample(near, min(number, len(near)))
            chosen += self.chance.sample(things, min(1, len(things)))
        for thing, says in locks.made_through_wall(asker, actor, chosen, self.copies):
            self.check("the wall", asker, "make", [thing], {thing.id} if says else set())
            self.tally.triples += 1

    def check(self, lock: str, asker: Asker, action: str, things: Iterable[Thing], ids: locks.Ids) -> None:
        """Compare one answer in sets with the oracle's, thing by thing."""
        for thing in things:
            says = thing.id in ids
            if says != self.means(lock, asker, action, thing):
                by = tuple(sorted(self.oracles[lock].grounds(asker, "write" if action == "delete" else action, thing)))
                self.tally.surprises.append(Surprise(lock, action, thing.kind, asker.role, says, by))

    def means(self, lock: str, asker: Asker, action: str, thing: Thing) -> bool:
        """The oracle's answer, about this lock."""
        oracle = self.oracles[lock]
        return oracle.may_delete(asker, thing) if action == "delete" else oracle.may(asker, action, thing)

    def _count_cells(self, asker: Asker) -> None:
        """How often each way of standing held or not, and was answered yes or no, for reading and writing."""
        oracle, cells = self.oracles["the rule"], self.tally.cells
        me = oracle.stand(asker)
        for thing in self.world.things:
            near = oracle.is_near(asker, thing)
            if not near and not asker.controller:
                continue
            read, write = (oracle.may(asker, action, thing) for action in ("read", "write"))
            for way, holds in ways_of()[thing.kind]:
                if near or way in BEYOND_TENANTS:
                    cells[thing.kind, way, holds(me, thing), read, write] += 1

    def _count_reading(self, name: str) -> None:
        """Triples in which the words of access.md say otherwise than the program does."""
        reading = READINGS[name]
        built = Oracle(self.world)
        words = Oracle(self.world, set(READINGS) - {name})
        actions = {action for action, _ in reading.opens} or {"read", "write", *ACTS}
        kinds = {kind for _, kind in reading.opens} or set(READS)
        things = [thing for thing in self.world.things if thing.kind in kinds]
        for asker, _ in self.chance.sample(self.people, min(len(self.people), 25)):
            for thing in things:
                if built.is_near(asker, thing):
                    differs = (words.may(asker, one, thing) != built.may(asker, one, thing) for one in actions)
                    self.tally.readings[name] += sum(differs)


def as_built(lock: str) -> set[str]:
    """The readings that hold for one of the locks."""
    return {name for name, reading in READINGS.items() if reading.lock in ("", lock)}


def kinds_in(models: Iterable[str]) -> list[str]:
    """The kinds of records that some models hold."""
    return [kind for model in models for kind in kinds_of(model)]


def summary(surprises: Iterable[Any]) -> str:
    """The surprises by their words, the most frequent first."""
    counted = Counter(str(one) for one in surprises).most_common(15)
    return "\n".join(f"{number} x {words}" for words, number in counted)
