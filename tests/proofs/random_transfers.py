"""Transfers of a random world, in every state, and what arrived by them."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.accounts.models import Membership, Team
from clients.models import Case, Participation
from referrals.models import Arrival, CarriedEntry, Transfer, TransferParcel
from referrals.services.parcel import closed

STATES = ("waiting", "waiting", *("accepted",) * 5, "declined", "taken_back")


DAY = datetime.timedelta(days=1)


def transfers(world: Any) -> None:
    """Most of the cases have been offered to another busy team; sometimes the parcel of an answered one lies there still:
    the moment within the act of accepting.
    """
    busy = [team for team in world.people if team.name != "idle"]
    free = {team.pk: [case for case in world.cases if case.team_id == team.pk] for team in busy}
    for case in [case for case in world.cases if world.likely(0.85)]:
        here = next(team for team in busy if team.pk == case.team_id)
        there = world.chance.choice([team for team in busy if team is not here])
        transfer = _transfer(world, case, here, there)
        sender = next(one for one in world.workers(here) if one.pk == case.responsible_id)
        author = sender if world.likely(0.5) else None
        if transfer.state != "taken_back" or world.likely(0.3):
            marks = world.marks(here, case.sector, author)
            TransferParcel.objects.create(transfer=transfer, case=case, contents=_contents(case), **marks)
        if transfer.state == "accepted" and free[there.pk]:
            _arrival(world, transfer, there, free[there.pk].pop())


def _coordinator(world: Any, team: Team) -> Membership:
    return world.chance.choice([one for one in world.workers(team) if one.role == "coordinator"])


def _transfer(world: Any, case: Case, here: Team, there: Team) -> Transfer:
    state, day = world.chance.choice(STATES), timezone.localdate()
    answer: dict[str, Any] = {}
    if state != "waiting":
        answer = {"answered_on": day, "answered_by": _coordinator(world, here if state == "taken_back" else there)}
    return Transfer.objects.create(
        case=case,
        to_team=there,
        ground="consent",
        number=case.number,
        initials=case.initials,
        age=14,
        stage=case.stage,
        opened_on=case.opened_on,
        state=state,
        decline_reason="other" if state == "declined" else "",
        lapses_on=world.chance.choice([None, None, day, day + DAY, day - DAY]),
        **answer,
        **world.marks(here, case.sector),
    )


def _contents(case: Case) -> str:
    name = {"given_names": "Eeli", "family_name": "Suku", "birth_date": case.client.birth.birth_date}
    protection = {"protected": False}
    return closed({"name": name, "contact_on": case.opened_on, "protection": protection, "entries": []})


def _arrival(world: Any, transfer: Transfer, there: Team, case: Case) -> None:
    people = [part.membership for part in Participation.objects.filter(case=case).select_related("membership")]
    # Whoever accepted it may coordinate no longer, and works on the case perhaps, or only elsewhere in the team.
    members = [one for one in world.workers(there) if one.role == "member"]
    author = world.chance.choice([transfer.answered_by, *[world.chance.choice(some) for some in (people, members)]])
    marks = world.marks(there, case.sector, author)
    arrival = Arrival.objects.create(
        case=case,
        sent_as=transfer.pk,
        from_team_id=transfer.team_id,
        number=transfer.number,
        sent_on=timezone.localdate() - datetime.timedelta(days=3),
        ground="consent",
        **marks,
    )
    for _ in range(3):
        author = world.chance.choice(people) if world.likely(0.5) else None
        own = world.marks(there, world.chance.choice([case.sector, *there.sectors]), author)
        CarriedEntry.objects.create(
            arrival=arrival,
            case=case,
            kind="summaries",
            written_on=timezone.localdate(),
            text='{"text": "x", "topics": []}',
            **own,
        )
