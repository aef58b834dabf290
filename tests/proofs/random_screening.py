"""Contacts of a random world: received, screened, decided, with and without grounds, some of them become a case."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.access import grants
from anchor.accounts.models import Membership, Team
from anchor.audit.models import AuditRow, Verb
from referrals.models import (
    ChildWelfareAnswer,
    Contact,
    ContactDetails,
    ContactOrigin,
    Decision,
    DecisionParticipant,
    Opinion,
)
from tests.proofs import random_protection

STAGES = ("received", "screening", "screening", *["selected"] * 5, "declined", "redirected")


def contact(world: Any, team: Team, number: int) -> Contact:
    """One contact with what hangs on it; who took part holds a grant, nobody else."""
    sectors = list(team.sectors)
    stage, receiver = world.chance.choice(STAGES), world.chance.choice(world.workers(team))
    grounded = world.chance.sample(sectors, world.chance.randrange(0, 4))
    of_team = [case for case in world.cases if case.team_id == team.pk]
    case = world.chance.choice(of_team) if stage == "selected" and world.likely(0.8) else None
    if case is not None and world.likely(0.5):
        receiver = world.chance.choice([one for one in world.workers(team) if one.sector == case.sector])
    marks = world.marks(team, receiver.sector, receiver)
    row = Contact.objects.create(
        received_at=timezone.now() - datetime.timedelta(days=3, minutes=number),
        stage=stage,
        area_id="109",
        age=14,
        age_knowledge="estimated",
        criteria=["crime"],
        ground="consent" if grounded else "",
        grounded_sectors=grounded,
        decided_on=None if stage in ("received", "screening") else timezone.localdate(),
        case=case,
        **marks,
    )
    ContactDetails.objects.create(contact=row, given_names="Oili", **marks)
    ContactOrigin.objects.create(contact=row, channel="phone", source="school", **marks)
    for sector in world.chance.sample(sectors, 2):
        answer = world.chance.choice(["no_need", "notified", "joint_request"])
        day = timezone.localdate() if answer == "notified" else None
        ChildWelfareAnswer.objects.create(contact=row, answer=answer, notified_on=day, **world.marks(team, sector))
    worked, decided = {receiver.pk: receiver}, {}
    random_protection.place(world, team, row)
    if stage != "received":
        worked |= _opinions(world, team, row, sectors)
    # A decision on a contact still screened: the moment within the act of deciding.
    if stage not in ("received", "screening") or (stage == "screening" and world.likely(0.5)):
        decided = _decision(world, team, row)
    for person in (decided | worked).values():
        grants.grant(person, "work_contact" if person.pk in worked else "view_contact", row)
    return row


def _opinions(world: Any, team: Team, row: Contact, sectors: list[str]) -> dict[Any, Membership]:
    """Each sector's opinion is a member's of that sector."""
    authors = {}
    for sector in world.chance.sample(sectors, 2):
        author = world.chance.choice([one for one in world.workers(team) if one.sector == sector])
        marks = world.marks(team, sector, author)
        Opinion.objects.create(contact=row, answer="yes", given_at=timezone.now(), **marks)
        # As the service does: whoever gives it anew becomes its author, and who gave it before took part all the same.
        AuditRow.objects.create(
            at=timezone.now(), verb=Verb.OPINION_GIVEN, membership_id=author.pk, target_id=row.pk, sections=[]
        )
        authors[author.pk] = author
    return authors


def _decision(world: Any, team: Team, row: Contact) -> dict[Any, Membership]:
    coordinator = world.chance.choice([one for one in world.workers(team) if one.role == "coordinator"])
    # A coordinator may have changed their sector since.
    sector = row.case.sector if row.case and world.likely(0.6) else coordinator.sector
    marks = world.marks(team, sector, coordinator)
    outcome, day = ("selected", timezone.localdate()) if row.decided_on is None else (row.stage, row.decided_on)
    decision = Decision.objects.create(contact=row, outcome=outcome, decided_on=day, **marks)
    others = world.chance.sample(world.workers(team), 3)
    for person in others:
        own = marks | {"sector": person.sector}
        DecisionParticipant.objects.create(decision=decision, contact=row, membership=person, **own)
    return {person.pk: person for person in (coordinator, *others)}
