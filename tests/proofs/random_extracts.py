"""Register officers of a random world: what they have opened, closed and let run out, and whom they seek."""

import datetime
from dataclasses import replace
from typing import Any

from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Team
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Client, ExtractRequest, RelatedPerson
from tests.proofs.oracle import Asker
from tests.proofs.random_emergency import now

HOUR = datetime.timedelta(hours=1)
OPENED = 8  # by each officer in each team
BY_CODE = 5  # of them sought by the identity code too
Known = list[tuple[Asker, Actor | None]]


def officers(world: Any, watchers: list[Membership]) -> list[Membership]:
    """Two of each organisation that auditors watch over: what one has opened is not the other's."""
    offices = [one.organisation for one in watchers if one.role == "auditor"]
    return [world._member("register_officer", organisation=office) for office in offices for _ in range(2)]


def fill(world: Any, team: Team) -> None:
    """Requests of each officer about a team's clients: open, closed, over."""
    clients = list(Client._base_manager.filter(team=team).order_by("pk"))
    for officer in (one for one in world.watchers if one.role == "register_officer"):
        for client in world.chance.sample(clients, min(OPENED, len(clients))):
            opened = now() - world.chance.choice([HOUR / 2, HOUR / 2, HOUR / 2, 5 * HOUR])
            ExtractRequest.objects.create(
                tenant_id=team.municipality_id,
                team=team,
                membership=officer,
                controller=officer.organisation.controller,
                client=client,
                asked_by=RelatedPerson._base_manager.filter(client=client).first() if world.likely(0.5) else None,
                opened_at=opened,
                until=opened + 2 * HOUR,
                closed_at=now() if world.likely(0.2) else None,
            )


def visitors(known: Known) -> Known:
    """Register officers in each team of whose clients they have opened any."""
    found: Known = []
    for asker, actor in known:
        if asker.role != "register_officer" or actor is None:
            continue
        with beyond_the_wall("whom somebody visits"):
            teams = ExtractRequest._base_manager.filter(membership_id=asker.id).values("team_id")
            for team in Team.objects.filter(pk__in=teams).order_by("pk"):
                found.append((replace(asker, team=team.pk, tenant=team.municipality_id), actor.visit(team)))
    return found


def seekers(visiting: Known) -> Known:
    """The same officers, each after having typed the exact name of one client of the team, or the identity code of a few."""
    found: Known = []
    for asker, actor in visiting:
        with beyond_the_wall("whom somebody seeks"):
            asked = ExtractRequest._base_manager.filter(membership_id=asker.id, team_id=asker.team).order_by("pk")
            named = list(asked.values_list("client_id", flat=True)[:1])
            coded = asked.filter(client__identity__identity_hash__isnull=False)
            clients = list(coded.values_list("client_id", flat=True)[:BY_CODE])
        found += [(replace(asker, role="seeker", seeks=client), actor) for client in named]
        found += [(replace(asker, role="seeker", seeks=client, by_code=True), actor) for client in clients]
    return found
