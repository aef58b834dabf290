from referrals.models.contact import Contact, ContactDetails, ContactGrant, ContactOrigin, ContactPlace, ContactStage
from referrals.models.event import Event, EventDetails
from referrals.models.onward import OnwardReferral
from referrals.models.question import ExpertQuestion, QuestionGrant
from referrals.models.same_person import SamePerson
from referrals.models.screening import ChildWelfareAnswer, Decision, DecisionParticipant, Opinion
from referrals.models.transfer import Arrival, CarriedEntry, Kind, Transfer, TransferParcel

__all__ = [
    "Arrival",
    "CarriedEntry",
    "ChildWelfareAnswer",
    "Contact",
    "ContactDetails",
    "ContactGrant",
    "ContactOrigin",
    "ContactPlace",
    "ContactStage",
    "Decision",
    "DecisionParticipant",
    "Event",
    "EventDetails",
    "ExpertQuestion",
    "Kind",
    "OnwardReferral",
    "Opinion",
    "QuestionGrant",
    "SamePerson",
    "Transfer",
    "TransferParcel",
]
