"""What sectors of a random world give each other without consent, and what they ask of each other.

Written past the services: a disclosure may name any record of its case, also one no service would let it name, so that
every cell of the matrix is asked about records that were disclosed.
"""

from typing import Any

from django.utils import timezone

from anchor.access.matrix import MATRIX
from anchor.accounts.models import Membership, Team
from clients.models import Case, Disclosure, Participation, SectorRequest
from tests.proofs.program import kind_of, model_of

TIMES = 28  # how many disclosures a case has: every kind of record is to be met often


def fill(world: Any) -> None:
    """Disclosures and requests about every case, between the sectors of those who work on it."""
    teams = {team.pk: team for team in world.people}
    for case in world.cases:
        parts = Participation.objects.filter(case=case, kind="team").select_related("membership").order_by("pk")
        disclosures(world, teams[case.team_id], case, [part.membership for part in parts])


def disclosures(world: Any, team: Team, case: Case, people: list[Membership]) -> None:
    """Disclosures of the case to the sectors of those who work on it, some taken back, some to nobody here."""
    for _ in range(4):
        _request(world, team, case, people)
    named = _records(case)
    for number in range(TIMES):
        if number == TIMES // 2:
            named = _records(case)  # a disclosure may name a disclosure, too
        if number == TIMES - 4:
            named = {"disclosure": named["disclosure"]}
        sector = world.chance.choice(people).sector
        receiver = world.chance.choice([one.sector for one in people if one.sector != sector] or [""])
        kind, pk = "", None
        if world.likely(0.95) and receiver:
            kind = world.chance.choice(sorted(named))  # each kind as often as any other
            pk = world.chance.choice(named[kind])
        marks = world.marks(team, sector)
        Disclosure.objects.create(
            case=case,
            record_kind=kind,
            record_id=pk,
            what="" if kind else "Puhelimessa kerrottu.",
            to_sector=receiver,
            to_authority="" if receiver else "Syyttäjälaitos",
            ground="child_welfare_25",
            condition="x",
            on_request=world.likely(0.5),
            given_on=case.opened_on,
            taken_back_on=timezone.localdate() if world.likely(0.15) else None,
            **marks,
        )


def _request(world: Any, team: Team, case: Case, people: list[Membership]) -> None:
    sector = world.chance.choice(people).sector
    asked = world.chance.choice([one for one in team.sectors if one != sector])
    settled = world.likely(0.3)
    by = world.chance.choice(people)
    SectorRequest.objects.create(
        case=case,
        asked_sector=asked,
        unmanned=world.likely(0.5),
        state="declined" if settled else "open",
        settled_at=timezone.now() if settled else None,
        settled_by=by if settled else None,
        **world.marks(team, sector),
    )


def _records(case: Case) -> dict[str, list[Any]]:
    """Keys of all records that hang on the case or its client, by their kind."""
    records: dict[str, list[Any]] = {}
    for record, row in MATRIX.items():
        if not row.stamped or not (row.case or row.client):
            continue
        column, value = (row.case, case.pk) if row.case else (row.client, case.client_id)
        found = model_of(row)._base_manager.filter(**{column: value}, **row.where).order_by("pk")
        if keys := list(found.values_list("pk", flat=True)):
            records[kind_of(record).replace(" ", "_")] = keys
    return records
