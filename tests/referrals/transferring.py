"""Situations of transfers: through the services, as the people who do it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, Consent, ConsentDetails
from referrals.models import Arrival, Kind, Transfer
from referrals.services.arrivals import accept_transfer
from referrals.services.transfers import send_transfer
from tests.factories import Actor, stamp

SENDER = "responsible_social_worker"
EVERYTHING = [kind for kind in Kind.values if kind not in (Kind.PROTECTED_ADDRESS, Kind.ONWARD_REFERRALS)]


def agreed_to_tell(world: Any, case: Case, *, sectors: list[str], until: Any = None) -> Consent:
    """The adolescent said yes to the third sentence: another team may be told."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(case.responsible))
        said = {"sentence": "other", "given": True, "covered_sectors": sectors, "valid_to": until}
        consent = Consent.objects.create(case=case, valid_from=case.opened_on, **said, **marks)
        ConsentDetails.objects.create(consent=consent, case=case, giver="adolescent", about="Uusi tiimi.", **marks)
        return consent


def send(
    world: Any,
    *,
    by: str = SENDER,
    case: Case | None = None,
    to: str = "tampere",
    ground: str = "consent",
    goes_along: Mapping[str, str] | Iterable[str] = (Kind.CRITERIA,),
    consented: bool = True,
    until: Any = None,
    **more: Any,
) -> Transfer:
    """Somebody offers a case to another team, with consent when it is needed."""
    case = case or world.case
    if consented and not world.everything(Consent).filter(case=case, sentence="other", withdrawn_on=None).exists():
        agreed_to_tell(world, case, sectors=["education"], until=until)
    kinds = goes_along if isinstance(goes_along, Mapping) else dict.fromkeys(map(str, goes_along), ground)
    with world.acting_as(by):
        return send_transfer(
            actor=world.actor(by), case=case, to_team=world.teams[to], ground=ground, goes_along=kinds, **more
        )


def offered(world: Any, case: Case, *, to: str = "tampere", **more: Any) -> Transfer:
    """A case waits for another team's answer, written as the owner and without a parcel."""
    with beyond_the_wall("tests"):
        shell = {name: getattr(case, name) for name in ("number", "initials", "age", "stage", "opened_on")}
        marks = stamp(Actor(case.responsible))
        given = shell | {"ground": "consent", "to_team": world.teams[to]} | more
        return Transfer.objects.create(case=case, **given, **marks)


def arrived(world: Any, case: Case) -> Arrival:
    """A case that came from another team."""
    with beyond_the_wall("tests"):
        marks = stamp(Actor(case.responsible))
        there = {"from_team": world.teams["tampere"], "number": "A-2026-0042", "sent_on": case.opened_on}
        found = Arrival.objects.filter(case=case).first()
        return found or Arrival.objects.create(case=case, sent_as=uuid4(), ground="consent", **there, **marks)


def accept(
    world: Any,
    transfer: Transfer,
    *,
    by: str = "other_municipality_coordinator",
    responsible: str = "other_municipality_member",
    **more: Any,
) -> Case:
    """The coordinator of the other team takes the case over."""
    with world.acting_as(by):
        return accept_transfer(actor=world.actor(by), transfer=transfer, responsible=world.people[responsible], **more)
