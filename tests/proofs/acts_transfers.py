"""Random acts of transferring: sent by whoever may or may not, taken back, accepted, declined, and settled afterwards."""

from anchor.accounts.models import Team
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, Consent, ConsentDetails
from referrals.models import Kind, Transfer
from referrals.services import arrivals, settling, transfers
from tests.proofs.acts import Acts, act

KINDS = [kind.value for kind in (Kind.CRITERIA, Kind.SUMMARIES, Kind.RELATED_PERSONS)]


def _other_team(acts: Acts, team_id: int) -> Team:
    return acts.chance.choice([team for team in acts.world.people if team.pk != team_id and team.name != "idle"])


def _receiver(acts: Acts, transfer: Transfer):
    """Most often the coordinator whom it is meant for; their team is not the record's."""
    there = Transfer(team_id=transfer.to_team_id)
    return acts.somebody(there, role="coordinator")


def _agreed_to_tell(acts: Acts, case: Case) -> None:
    """The third sentence is seldom said in a random world."""
    team = next(team for team in acts.world.people if team.pk == case.team_id)
    marks = acts.world.marks(team, case.sector)
    said = {"sentence": "other", "given": True, "covered_sectors": ["youth"], "valid_from": case.opened_on}
    consent = Consent.objects.create(case=case, **said, **marks)
    ConsentDetails.objects.create(consent=consent, case=case, giver="adolescent", **marks)


@act
def send_transfer(acts: Acts) -> None:
    case = acts.any_of(Case, closed_on=None)
    actor = acts.somebody(case, case.responsible_id)
    with beyond_the_wall("choosing"):
        if acts.chance.random() < 0.7:
            _agreed_to_tell(acts, case)
        case.meetings(manager="_base_manager").filter(status="planned").update(status="cancelled")
    kinds = acts.chance.sample(KINDS, acts.chance.randrange(3))
    with scoped(actor.scope()):
        transfers.send_transfer(
            actor=actor,
            case=case,
            to_team=_other_team(acts, case.team_id),
            ground="consent",
            goes_along=dict.fromkeys(kinds, "consent"),
        )


@act
def take_transfer_back(acts: Acts) -> None:
    transfer = acts.any_of(Transfer, state="waiting")
    actor = acts.somebody(transfer, *acts.on_case(transfer.case_id))
    with scoped(actor.scope()):
        transfers.take_back(actor=actor, transfer=transfer)


@act
def accept_transfer(acts: Acts) -> None:
    transfer = acts.any_of(Transfer, state="waiting")
    actor = _receiver(acts, transfer)
    people = [one for one in acts.world.everybody() if one.team_id == transfer.to_team_id]
    people = [one for one in people if one.role in ("member", "coordinator")]
    with scoped(actor.scope()):
        arrivals.accept_transfer(
            actor=actor, transfer=transfer, responsible=acts.chance.choice(people), criteria=["support"]
        )


@act
def decline_transfer(acts: Acts) -> None:
    transfer = acts.any_of(Transfer, state="waiting")
    actor = _receiver(acts, transfer)
    with scoped(actor.scope()):
        arrivals.decline_transfer(actor=actor, transfer=transfer, reason=acts.chance.choice(Transfer.Decline.values))


@act
def settle_transfer(acts: Acts) -> None:
    """The task that follows an answer; nobody may be there to do it for."""
    transfer = acts.any_of(Transfer, state__in=("accepted", "declined", "taken_back"))
    settling.settle(transfer.pk, transfer.author_id, transfer.team_id)
