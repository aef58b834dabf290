from referrals.models.contact import Contact, ContactDetails, ContactGrant, ContactStage
from referrals.models.onward import OnwardReferral
from referrals.models.screening import ChildWelfareAnswer, Decision, DecisionParticipant, Opinion
from referrals.models.transfer import Arrival, CarriedEntry, Kind, Transfer, TransferParcel

__all__ = [
    "Arrival",
    "CarriedEntry",
    "ChildWelfareAnswer",
    "Contact",
    "ContactDetails",
    "ContactGrant",
    "ContactStage",
    "Decision",
    "DecisionParticipant",
    "Kind",
    "OnwardReferral",
    "Opinion",
    "Transfer",
    "TransferParcel",
]
