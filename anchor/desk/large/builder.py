"""Builds the large country: rows first, then keys, references and indexes over all of them at once.

Every record of quality.md's "large" is there: clients with identity, address and guardian, contacts with their decision,
cases with people, grants and consent, five meetings each with its summary, agreed actions, referrals. Not there, because
no measured page reads them in numbers: opinions, sector notes, child-welfare answers, details of consents.
"""

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from anchor.access.grants import permission_id
from anchor.accounts.models import Team, TeamArea, User
from anchor.core.models import Job, JobState
from anchor.desk.demo import PASSWORD
from anchor.desk.demo.chance import Chance, at
from anchor.desk.demo.teams import AGREED_FROM
from anchor.desk.emptying import empty, restart_numbers, walled_tables
from anchor.desk.large.cases import OPEN_DAYS, Calendar, Writer
from anchor.desk.large.copying import Lines
from anchor.desk.large.plan import DAYS, LARGEST, Plan
from anchor.desk.large.team import Crew, Hand, Hiring
from anchor.desk.loading import builder_hash, without_indexes, without_references
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import beyond_the_wall
from anchor.tenancy.tenant_keys import make_data_key

KIND = "build_large"
CLIENTS_AT_ONCE = 2000
WAITING_SHARE = 0.002

type Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What stands in the database, as its marker says it."""

    clients: int
    builder: str
    until: str = ""
    fullest_case: str = ""
    returning_case: str = ""


def wanted(clients: int) -> Built:
    """What `build` would leave behind, as far as it decides whether an older country can be used again."""
    folder = Path(__file__).resolve().parent
    return Built(clients, builder_hash(folder, folder.parent / "demo"))


def built() -> Built | None:
    """The country that stands in this database, or None."""
    job = Job.objects.filter(kind=KIND, state=JobState.DONE).first()
    return Built(**job.parameters) if job else None


def holds_another_world() -> bool:
    """Whether somebody works in this database who is not of a large country."""
    return built() is None and User.objects.exists()


def is_there(clients: int) -> bool:
    """Whether this country stands here, built by this builder."""
    there, wish = built(), wanted(clients)
    return there is not None and (there.clients, there.builder) == (wish.clients, wish.builder)


@transaction.atomic
def build(clients: int, say: Say = lambda _: None, until: date | None = None) -> dict[str, int]:
    """Empty the database and build the country in one transaction. Returns rows by model; `say` is told of each step."""
    plan = Plan(clients, until or timezone.localdate())
    with beyond_the_wall("the large country is built by the owner, for all tenants"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL synchronous_commit = off")
        empty()
        crews = _teams(plan)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        watch = Watch(say)
        lines = Lines()
        with without_references(walled_tables()):
            with without_indexes(list(walled_tables())):
                marker = _fill(plan, crews, lines)
                watch.tell("rows", sum(lines.written.values()))
            watch.tell("keys and indexes")
        watch.tell("references")
        restart_numbers()
        _mark(plan, marker)
    return lines.written


class Watch:
    """Says how long each step took."""

    def __init__(self, say: Say) -> None:
        self._say, self._began = say, time.monotonic()

    def tell(self, step: str, rows: int = 0) -> None:
        now = time.monotonic()
        self._say(f"{step}{f': {rows:,}' if rows else ''} in {now - self._began:.1f} s")
        self._began = now


def _teams(plan: Plan) -> list[Crew]:
    """A team in each of the municipalities, as each is a tenant of its own; the largest comes first."""
    hosts = list(Municipality.objects.filter(kind="municipality", valid_to=None).order_by("code"))
    hosts.sort(key=lambda host: (host.code != LARGEST, host.code))
    shares = plan.clients_per_team(hosts)
    hiring = Hiring(make_password(PASSWORD))
    crews = [hiring.crew(number, host, shares[host.code]) for number, host in enumerate(hosts, start=1)]
    for host in hosts:
        make_data_key(host.code)
    Team.objects.bulk_create([crew.team for crew in crews])
    TeamArea.objects.bulk_create(
        TeamArea(pk=crew.team.pk, team=crew.team, municipality=crew.team.municipality, served_from=AGREED_FROM)
        for crew in crews
    )
    hiring.write()
    return crews


def _fill(plan: Plan, crews: list[Crew], lines: Lines) -> dict[str, str]:
    permissions = {name: permission_id("clients", name) for name in ("lead_case", "work_case")}
    permissions |= {name: permission_id("referrals", name) for name in ("work_contact", "view_contact")}
    calendar, serial, marker = Calendar(plan), count(1), {}
    for crew in crews:
        writer = Writer(lines, calendar, serial, crew, permissions)
        left = crew.clients
        if crew.team.municipality_id == LARGEST:
            marker = _of_the_member(plan, writer)
            left -= plan.grants_of_member
        chance = random.Random(f"large hands {crew.team.pk}")  # noqa: S311 it must be repeatable
        others = crew.members[1:] if crew.team.municipality_id == LARGEST else crew.members
        for number in range(left):
            writer.client(chance.sample(others, 2))
            if number % CLIENTS_AT_ONCE == 0:
                lines.write()
        for _ in range(max(1, round(crew.clients * WAITING_SHARE))):
            writer.waiting(DAYS - 1 - int(chance.random() * 12))
        writer.numbering()
        lines.write()
    return marker


def _of_the_member(plan: Plan, writer: Writer) -> dict[str, str]:
    """The open cases one member of the largest team takes part in: the fullest, one of who came back, and many more."""
    member, others = writer.crew.members[0], writer.crew.members[1:]
    fullest = writer.client(
        [member, others[0]],
        opened=DAYS - 3 * plan.meetings_of_fullest_case - 30,
        meetings=plan.meetings_of_fullest_case,
    )
    returning = writer.client([member, others[1]], opened=DAYS - 20, cases=plan.cases_of_returning_client)
    for number in range(plan.grants_of_member - 2):
        other = others[number % len(others)]
        hands: list[Hand] = [member, other] if number % 2 else [other, member]
        case = writer.client(hands, opened=DAYS - 2 - number * OPEN_DAYS // plan.grants_of_member)
        if number % 2 and number < 16:
            writer.plan(case, hands, 6 + number // 2)
    return {"fullest_case": fullest, "returning_case": returning}


def _mark(plan: Plan, marker: dict[str, Any]) -> None:
    moment = at(plan.until, 12)
    parameters = asdict(wanted(plan.clients)) | marker | {"until": plan.until.isoformat()}
    key = Chance("large marker").key(moment)
    Job.objects.create(
        id=key, kind=KIND, parameters=parameters, state=JobState.DONE, created_at=moment, finished_at=moment
    )
