from clients.models.case import (
    Case,
    CaseGrant,
    CaseNumbering,
    CaseReason,
    CaseSelection,
    Participation,
    SharedLead,
    Stage,
)
from clients.models.client import Client, ClientAddress, ClientIdentity, ProtectedPerson, RelatedPerson
from clients.models.consent import Consent, ConsentDetails, ConsentGiver
from clients.models.guardian import GuardianDecision

__all__ = [
    "Case",
    "CaseGrant",
    "CaseNumbering",
    "CaseReason",
    "CaseSelection",
    "Client",
    "ClientAddress",
    "ClientIdentity",
    "Consent",
    "ConsentDetails",
    "ConsentGiver",
    "GuardianDecision",
    "Participation",
    "ProtectedPerson",
    "RelatedPerson",
    "SharedLead",
    "Stage",
]
