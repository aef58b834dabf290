"""Between sectors: disclosures, requests, and notes that are shared."""

from typing import Any

from clients.models import CaseReason
from tests.proofs.steps import NURSE, SOCIAL, Step, nothing
from tests.proofs.steps_ids import CASE, note


def _disclosing(world: Any) -> dict[str, Any]:
    reason = world.everything(CaseReason).get(case=world.case)
    return {
        "record": f"reason:{reason.pk}",
        "receiver": "health",
        "ground": "child_welfare_25",
        "condition_holds": "on",
        "on_request": "no",
        "given_on": "today",
    }


SECTOR_STEPS = (
    Step("new_disclosure", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step("new_disclosure", SOCIAL, {"disclosed clients.Disclosure": 1}, _disclosing, about=CASE, ids=("record",)),
    Step("disclosure", NURSE, {"opened clients.Disclosure": 1}, about="disclosure_id"),
    Step(
        "take_back_disclosure",
        SOCIAL,
        {"disclosure_taken_back clients.Disclosure": 1},
        nothing,
        about="disclosure_id",
    ),
    Step("ask_sector", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "ask_sector",
        SOCIAL,
        {"sector_asked clients.SectorRequest": 1},
        lambda world: {"asked_sector": "health", "text": "Voitteko tulla mukaan?"},
        about=CASE,
    ),
    Step("sector_request", NURSE, {"opened clients.SectorRequest": 1}, about="request_id"),
    Step(
        "sector_request",
        NURSE,
        {"request_settled clients.SectorRequest": 1},
        lambda world: {"reply": "Tulemme mukaan."},
        about="request_id",
    ),
    Step("withdraw_request", SOCIAL, {"request_withdrawn clients.SectorRequest": 1}, nothing, about="request_id"),
    Step("share_note", SOCIAL, {"note_shared meetings.SectorNote": 1}, nothing, about="note_id"),
    Step(
        "take_back_note",
        SOCIAL,
        {"note_taken_back meetings.SectorNote": 1},
        nothing,
        about="note_id",
        before=lambda world: note(world, False, shared=True),
    ),
)
