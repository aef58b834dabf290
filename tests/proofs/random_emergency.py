"""Emergency accesses of a random world: living and over, renewed, with a confirmed address, reviewed and overdue; who
watches over them; the county's named users; and people who seek somebody by exact name and birth date."""

import datetime
from dataclasses import replace
from typing import Any

from django.db import connection

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Organisation, Team
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, Client, EmergencyAccess, EmergencyAttempt, EmergencyText, SafetyNote
from tests.proofs.oracle import TEAM_WORK, Asker

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
ACCESSES, SEEKERS = 18, 5  # of each team
Known = list[tuple[Asker, Actor | None]]


def watchers(world: Any) -> list[Membership]:
    """Auditors and superiors of one county, police department and municipality, and the county's named users."""
    from anchor.tenancy.models import Municipality

    host = Municipality.objects.get(pk="109")
    make = Organisation.objects.create
    county = make(kind="county", name="County", county_id=host.county_id)
    police = make(kind="police", name="Police", police_department_id=host.police_department_id)
    town = make(kind="municipality", name="Town", municipality=host)
    people = [
        world._member(role, organisation=one) for role in ("auditor", "superior") for one in (county, police, town)
    ]
    return [*people, *(world._member("emergency", "social", organisation=county) for _ in range(2))]


def fill(world: Any, team: Team) -> None:
    """A team's safety notes, emergency accesses with their words, and tries."""
    cases = [case for case in world.cases if case.team_id == team.pk]
    for client in Client._base_manager.filter(team=team).order_by("pk"):
        own = world.chance.choice([client.sector, world.chance.choice(list(team.sectors))])
        SafetyNote.objects.create(client=client, text="Koira.", **world.marks(team, own))
    of_county = [one for one in world.watchers if one.role == "emergency"]
    visited = team.county_id == of_county[0].organisation.county_id
    for number in range(ACCESSES):
        case = world.chance.choice(cases)
        opener = (
            world.chance.choice(of_county) if visited and number % 4 == 0 else world.chance.choice(world.workers(team))
        )
        _access(world, team, case, opener)
    for person in world.people[team]:
        EmergencyAttempt.objects.create(tenant_id=team.municipality_id, membership=person, at=now())


def _access(world: Any, team: Team, case: Case, opener: Membership) -> None:
    """One access: opened minutes or days ago."""
    marks = world.marks(team, opener.sector, opener) | {"controller": case.controller}
    lives, reviewed = world.likely(0.7), world.likely(0.3)
    opened = now() - (world.chance.randrange(5, 50) * MINUTE if lives else world.chance.randrange(1, 9) * DAY)
    renewed = opened + 4 * MINUTE if world.likely(0.3) else None
    coordinator = next(
        one for one in world.workers(team) if one.role == "coordinator" and one.user_id != opener.user_id
    )
    access = EmergencyAccess.objects.create(
        case=case,
        client_id=case.client_id,
        reason="missing",
        opened_at=opened,
        until=(renewed or opened) + 60 * MINUTE,
        renewed_at=renewed,
        address_confirmed_at=opened + MINUTE if world.likely(0.75) else None,
        review_due_on=opened.date() + world.chance.randrange(-2, 5) * DAY,
        reviewed_at=now() if reviewed else None,
        reviewed_by=coordinator if reviewed else None,
        judgement="justified" if reviewed else "",
        **marks,
    )
    EmergencyText.objects.create(access=access, text="Etsitään.", **marks)
    if reviewed:
        EmergencyText.objects.create(
            access=access,
            text="Kyllä.",
            **world.marks(team, coordinator.sector, coordinator) | {"controller": access.controller},
        )


def now() -> datetime.datetime:
    """The moment of the transaction, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def visitors(known: Known) -> Known:
    """The county's named users in each team of which they have opened a case."""
    found: Known = []
    for asker, actor in known:
        if asker.role != "emergency" or actor is None:
            continue
        with beyond_the_wall("whom somebody visits"):
            teams = EmergencyAccess._base_manager.filter(author_id=asker.id).values("team_id")
            for team in Team.objects.filter(pk__in=teams).order_by("pk"):
                found.append((replace(asker, team=team.pk, tenant=team.municipality_id), actor.visit(team)))
    return found


def seekers(known: Known) -> Known:
    """Team workers and visitors who have given an exact name: of their own team's, and now and then of another's."""
    found: Known = []
    by_team: dict[Any, list[Any]] = {}
    with beyond_the_wall("whom somebody seeks"):
        for pk, team in Client._base_manager.order_by("pk").values_list("pk", "team_id"):
            by_team.setdefault(team, []).append(pk)
    for team, clients in by_team.items():
        workers = [pair for pair in known if pair[0].team == team and pair[0].role in (*TEAM_WORK, "emergency")]
        foreign = next((one for other, ids in by_team.items() if other != team for one in ids[:1]), clients[0])
        sought = [*clients[:SEEKERS], foreign]
        for (asker, actor), client in zip(workers[-len(sought) :], sought, strict=False):
            found.append((replace(asker, role="seeker", seeks=client), actor))
    return found
