"""Builds the demonstration: a whole country of teams, people, contacts and cases, the same for the same seed and day."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from anchor.accounts.models import Membership, User
from anchor.core.models import Job, JobState
from anchor.desk.demo import cases, life, people, teams
from anchor.desk.demo.chance import Chance, at
from anchor.desk.demo.names import IdentityCodes
from anchor.desk.demo.office import Office
from anchor.desk.demo.tables import Tables
from anchor.desk.demo.today import Today
from anchor.desk.demo.transfers import Moves
from anchor.desk.emptying import empty, restart_numbers, walled_tables
from anchor.desk.loading import builder_hash, without_references
from anchor.tenancy.scope import beyond_the_wall

KIND = "build_demo"


@dataclass(frozen=True)
class Wish:
    """What world somebody wants."""

    contacts_per_year: int
    years: int
    seed: int
    until: date

    @property
    def marker(self) -> dict[str, Any]:
        return asdict(self) | {
            "until": self.until.isoformat(),
            "builder": builder_hash(Path(__file__).resolve().parent),
        }


@dataclass
class World:
    """What was built: rows per table, and the cases of the shown team by what they show."""

    rows: dict[str, int] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def built() -> dict[str, Any] | None:
    """The marker of the world that stands in this database, or None when none was built."""
    job = Job.objects.filter(kind=KIND, state=JobState.DONE).order_by("-created_at").first()
    return job.parameters if job else None


@transaction.atomic
def build(wish: Wish, say: Callable[[str], None] = lambda _: None) -> World:
    """Empty the installation and build the wished world in one transaction. Only for a demonstration's database.

    Raises whatever the database refuses; nothing is then left changed.
    """
    with beyond_the_wall("the demonstration is built by the owner, for all tenants"):
        empty()
        chance = Chance(wish.seed, "country")
        places = teams.build_teams(chance)
        organisations = teams.build_organisations()
        staff = people.Staff(chance)
        crews = people.crews(chance, staff, places)
        people.offices(staff, organisations)
        users, memberships = staff.write()
        world = World({User._meta.db_table: users, Membership._meta.db_table: memberships})
        say(f"{len(places)} teams, {users} people")
        with connection.cursor() as cursor:
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # what was written up to here, so that tables may be altered
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with without_references(walled_tables()):
            _fill(wish, crews, world)
        restart_numbers()
        moment = at(wish.until, 12)
        Job.objects.create(
            id=Chance(wish.seed, "marker").key(moment),
            kind=KIND,
            parameters=json.loads(json.dumps(wish.marker)),
            state=JobState.DONE,
            created_at=moment,
            finished_at=moment,
        )
    return world


def _fill(wish: Wish, crews: list[people.Crew], world: World) -> None:
    """Team by team, so that only one team's rows are in memory; each has a stream of chance of its own."""
    shares = share(wish.contacts_per_year * wish.years, crews)
    tables, moves = Tables(), Moves()
    for crew in crews:
        chance = Chance(wish.seed, crew.place.team.pk)
        office = Office(tables, chance, crew, IdentityCodes(chance), wish.until)
        areas = shares[crew.place.team.pk]
        days = [
            (day, area)
            for area, count in areas.items()
            for day in life.arrival_days(chance, count, wish.years, wish.until)
        ]
        files = life.live(office, sorted(days))
        if crew.place.team.municipality_id == teams.SHOWN:
            today = Today(office)
            files += today.tell()
            world.cases |= today.cases
        files += moves.tell(office)
        cases.give_numbers(office, files)
        for file in files:
            cases.write(office, file)
        tables.write()
    moves.finish()
    tables.write()
    world.rows |= dict(tables.counts())


def share(total: int, crews: list[people.Crew]) -> dict[int, dict[str, int]]:
    """How many of `total` contacts arise in each municipality, by population; what is left over goes to the largest rests."""
    areas = [(crew.place.team.pk, code, people) for crew in crews for code, people in crew.place.areas.items()]
    inhabitants = sum(people for _, _, people in areas)
    exact = [(team, code, total * people / inhabitants) for team, code, people in areas]
    left = total - sum(int(value) for _, _, value in exact)
    rests = sorted(exact, key=lambda one: (int(one[2]) - one[2], one[1]))
    lucky = {code for _, code, _ in rests[:left]}
    shares: dict[int, dict[str, int]] = {crew.place.team.pk: {} for crew in crews}
    for team, code, value in exact:
        shares[team][code] = int(value) + (code in lucky)
    return shares
