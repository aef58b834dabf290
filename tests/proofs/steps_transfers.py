"""Transfers, as a browser sends them: the doors of both sides."""

from typing import Any

from tests.proofs.steps import COORDINATOR, POLICE, SOCIAL, Step, nothing, person
from tests.proofs.steps_ids import CASE, incoming_with_code
from tests.referrals import transferring


def _consented(world: Any) -> None:
    transferring.agreed_to_tell(world, world.case, sectors=["education"])


def _sending(world: Any) -> dict[str, Any]:
    team = str(world.teams["tampere"].pk)
    return {"to_team": team, "ground": "consent", "with_criteria": "on", "version": world.case.version}


def _accepting(world: Any) -> dict[str, Any]:
    return {"responsible": person(world, SOCIAL), "working_group": [person(world, POLICE)]}


TRANSFER_STEPS = (
    Step("send_transfer", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step("send_transfer", SOCIAL, {"transfer_sent referrals.Transfer": 1}, _sending, about=CASE, before=_consented),
    Step("transfer", SOCIAL, {"opened referrals.Transfer": 1}, about="transfer_id"),
    Step("transfer", COORDINATOR, {"opened referrals.Transfer": 1}, about="incoming"),
    Step(
        "take_back_transfer",
        COORDINATOR,
        {"transfer_taken_back referrals.Transfer": 1},
        nothing,
        about="transfer_id",
    ),
    Step(
        "accept_transfer",
        COORDINATOR,
        {"case_opened clients.Case": 1, "transfer_accepted referrals.Transfer": 1},
        _accepting,
        about="incoming",
        ids=("responsible", "working_group"),
    ),
    Step(
        "accept_transfer",
        COORDINATOR,
        {"case_opened clients.Case": 1, "transfer_accepted referrals.Transfer": 1, "presence_asked clients.Case": 1},
        _accepting,
        about="incoming",
        before=incoming_with_code,
    ),
    Step(
        "decline_transfer",
        COORDINATOR,
        {"transfer_declined referrals.Transfer": 1},
        lambda world: {"no-reason": "no_room"},
        about="incoming",
    ),
    Step("arrival", SOCIAL, {"opened clients.Case": 1}, about="arrival"),
)
