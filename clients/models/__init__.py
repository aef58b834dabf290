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
from clients.models.client import Client, ClientAddress, ClientBirth, ClientIdentity, ProtectedPerson, RelatedPerson
from clients.models.consent import Consent, ConsentDetails, ConsentGiver
from clients.models.disclosure import Disclosure, SectorRequest
from clients.models.emergency import EmergencyAccess, EmergencyAttempt, EmergencyText, Judgement, SafetyNote
from clients.models.extract import ExtractRequest, ExtractTry
from clients.models.guardian import GuardianDecision
from clients.models.presence import Presence, PresenceNotice

__all__ = [
    "Case",
    "CaseGrant",
    "CaseNumbering",
    "CaseReason",
    "CaseSelection",
    "Client",
    "ClientAddress",
    "ClientBirth",
    "ClientIdentity",
    "Consent",
    "ConsentDetails",
    "ConsentGiver",
    "Disclosure",
    "EmergencyAccess",
    "EmergencyAttempt",
    "EmergencyText",
    "ExtractRequest",
    "ExtractTry",
    "GuardianDecision",
    "Judgement",
    "Participation",
    "Presence",
    "PresenceNotice",
    "ProtectedPerson",
    "RelatedPerson",
    "SafetyNote",
    "SectorRequest",
    "SharedLead",
    "Stage",
]
