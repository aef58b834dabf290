"""Emergency access and what to know when going there: the other doors of `steps.py`."""

from typing import Any

from django.utils import timezone

from clients.models import EmergencyAccess
from tests.clients.emergencies import emergency, named
from tests.clients.emergencies import protect as protect_client
from tests.proofs.steps import COORDINATOR, SOCIAL, YOUTH, Step, nothing
from tests.proofs.steps_ids import CASE, IDS
from tests.referrals.situations import typed

ACCESS, NOTE = "access_id", "safety_note_id"
VIEWED = {"emergency_viewed clients.EmergencyAccess": 1}


def _asking(world: Any) -> dict[str, Any]:
    given, family, born = named(world)
    why = {"reason": "missing", "text": "Ei tullut kotiin."}
    return {"given_names": given, "family_name": family, "birth_date": typed(born)} | why


def _address_confirmed(world: Any) -> None:
    protect_client(world)
    mine = world.everything(EmergencyAccess).filter(pk=IDS[ACCESS](world, False)[ACCESS])
    mine.update(address_confirmed_at=timezone.now())


EMERGENCY_STEPS = (
    Step("open_emergency", YOUTH, {"listed clients.EmergencyAccess": 1}, before=emergency),
    Step("open_emergency", YOUTH, {"emergency_opened clients.EmergencyAccess": 1}, _asking),
    Step(
        "open_emergency",
        YOUTH,
        {"emergency_refused ": 1},
        lambda world: _asking(world) | {"family_name": "Toinen"},
        status=422,
    ),
    Step("emergency", YOUTH, VIEWED, about=ACCESS),
    Step("emergency", YOUTH, VIEWED | {"address_opened clients.Case": 1}, about=ACCESS, before=_address_confirmed),
    Step("renew_emergency", YOUTH, {"emergency_renewed clients.EmergencyAccess": 1}, nothing, about=ACCESS),
    Step("emergency_address", YOUTH, VIEWED, about=ACCESS),
    Step("emergency_address", YOUTH, {"emergency_address_confirmed clients.EmergencyAccess": 1}, nothing, about=ACCESS),
    Step("end_emergency", YOUTH, {"emergency_ended clients.EmergencyAccess": 1}, nothing, about=ACCESS),
    Step("emergency_accesses", COORDINATOR, {"listed clients.EmergencyAccess": 1}, before=emergency),
    Step("review_emergency", COORDINATOR, {"opened clients.EmergencyAccess": 1}, about=ACCESS),
    Step(
        "review_emergency",
        COORDINATOR,
        {"emergency_reviewed clients.EmergencyAccess": 1},
        lambda world: {"judgement": "justified"},
        about=ACCESS,
    ),
    Step("write_safety_note", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "write_safety_note",
        SOCIAL,
        {"safety_note_written clients.SafetyNote": 1},
        lambda world: {"text": "Koira.", "version": "1"},
        about=CASE,
    ),
    Step("change_safety_note", SOCIAL, {"opened clients.SafetyNote": 1}, about=NOTE),
    Step(
        "change_safety_note",
        SOCIAL,
        {"safety_note_changed clients.SafetyNote": 1},
        lambda world: {"text": "Kaksi koiraa.", "version": "1"},
        about=NOTE,
    ),
    Step("remove_safety_note", SOCIAL, {"safety_note_removed clients.SafetyNote": 1}, nothing, about=NOTE),
)
