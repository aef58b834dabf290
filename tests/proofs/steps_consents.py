"""What people do about consents, and what the memory must hold afterwards."""

from tests.proofs.steps import COORDINATOR, POLICE, SOCIAL, Step, nothing, person
from tests.proofs.steps_ids import CASE
from tests.proofs.steps_ids import giver as a_giver

CONSENT_STEPS = (
    Step("record_consent", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "record_consent",
        SOCIAL,
        {"consent_recorded clients.Consent": 1},
        lambda world: {
            "school": "yes",
            "giver": "adolescent",
            "manner": "oral",
            "valid_from": "today",
            "assessed_by": person(world, SOCIAL),
            "assessed_on": "today",
        },
        about=CASE,
        ids=("assessed_by",),
    ),
    Step("consent", SOCIAL, {"opened clients.Consent": 1}, about="consent_id"),
    Step(
        "withdraw_consent",
        SOCIAL,
        {"consent_withdrawn clients.Consent": 1},
        lambda world: {"giver": str(a_giver(world, False).pk)},
        about="consent_id",
        ids=("giver",),
    ),
    Step("withdraw_consent", POLICE, {"consent_withdrawn clients.Consent": 1}, nothing, about="consent_id"),
    Step("withdraw_consent", COORDINATOR, {"consent_withdrawn clients.Consent": 1}, nothing, about="consent_id"),
    Step("withdraw_all", COORDINATOR, {"consent_withdrawn clients.Consent": 1}, nothing, about=CASE),
)
