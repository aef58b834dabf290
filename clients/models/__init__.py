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
from clients.models.emergency import EmergencyAccess, EmergencyAttempt, EmergencyText, Judgement, SafetyNote
from clients.models.extract import ExtractRequest, ExtractTry
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
    "EmergencyAccess",
    "EmergencyAttempt",
    "EmergencyText",
    "ExtractRequest",
    "ExtractTry",
    "GuardianDecision",
    "Judgement",
    "Participation",
    "ProtectedPerson",
    "RelatedPerson",
    "SafetyNote",
    "SharedLead",
    "Stage",
]
