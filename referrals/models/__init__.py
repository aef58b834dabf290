from referrals.models.contact import Contact, ContactDetails, ContactGrant, ContactPlace, ContactStage
from referrals.models.onward import OnwardReferral
from referrals.models.question import ExpertQuestion, QuestionGrant
from referrals.models.screening import ChildWelfareAnswer, Decision, DecisionParticipant, Opinion

__all__ = [
    "ChildWelfareAnswer",
    "Contact",
    "ContactDetails",
    "ContactGrant",
    "ContactPlace",
    "ContactStage",
    "Decision",
    "DecisionParticipant",
    "ExpertQuestion",
    "OnwardReferral",
    "Opinion",
    "QuestionGrant",
]
