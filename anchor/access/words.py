"""The rules in words: records, the ways to stand to them, and acts, for the page the controllers read."""

from django.utils.translation import pgettext_lazy

from anchor.access.actions import Action
from anchor.access.matrix import Record, Relation

RECORDS = {
    Record.CONTACT: pgettext_lazy("record", "A contact: age, criteria, reasons, urgency, area"),
    Record.CONTACT_DETAILS: pgettext_lazy("record", "A contact: name, school, text"),
    Record.OPINION: pgettext_lazy("record", "A sector's opinion on a contact"),
    Record.DECISION: pgettext_lazy("record", "The team's joint decision"),
    Record.DECISION_PARTICIPANT: pgettext_lazy("record", "Who took part in the decision"),
    Record.CHILD_WELFARE_ANSWER: pgettext_lazy("record", "The answer about child welfare"),
    Record.CONTACT_GRANT: pgettext_lazy("record", "Who works on a contact"),
    Record.CASE_SHELL: pgettext_lazy("record", "A case: number, initials, age, stage"),
    Record.CASE_NUMBERING: pgettext_lazy("record", "The numbering of cases"),
    Record.WORKING_GROUP: pgettext_lazy("record", "The working group of a case"),
    Record.CASE_GRANT: pgettext_lazy("record", "Who may open a case"),
    Record.NAME: pgettext_lazy("record", "The client's name and birth date"),
    Record.IDENTITY: pgettext_lazy("record", "Identity code, gender and languages"),
    Record.ADDRESS: pgettext_lazy("record", "Address and telephone"),
    Record.PROTECTED_ADDRESS: pgettext_lazy("record", "Address and telephone under non-disclosure"),
    Record.RELATED_PERSON: pgettext_lazy("record", "Guardians and other close people"),
    Record.CRITERIA: pgettext_lazy("record", "Criteria of the selection"),
    Record.REASON: pgettext_lazy("record", "Reasons and the role in the event"),
    Record.CONSENT: pgettext_lazy("record", "Consents: given or missing"),
    Record.CONSENT_DETAILS: pgettext_lazy("record", "How a consent was given"),
    Record.GUARDIAN_DECISION: pgettext_lazy("record", "What a guardian gets of a sector's register"),
    Record.MEETING: pgettext_lazy("record", "Times of meetings"),
    Record.ATTENDANCE: pgettext_lazy("record", "Who was at a meeting"),
    Record.SUMMARY: pgettext_lazy("record", "The joint summary of a meeting"),
    Record.AGREED_ACTION: pgettext_lazy("record", "Agreed actions"),
    Record.SECTOR_NOTE: pgettext_lazy("record", "A sector's own note"),
    Record.ONWARD_REFERRAL: pgettext_lazy("record", "Onward referrals"),
    Record.TRANSFER: pgettext_lazy(
        "record", "A transfer to another team: number, initials, age, stage, what goes along"
    ),
    Record.PARCEL: pgettext_lazy("record", "What goes along with a transfer, until it is unpacked"),
    Record.ARRIVAL: pgettext_lazy("record", "From which team a case was transferred"),
    Record.CARRIED_ENTRY: pgettext_lazy("record", "What came along from the earlier team"),
    Record.DRAFT: pgettext_lazy("record", "Unfinished texts"),
    Record.CONTACT_FACT: pgettext_lazy("record", "Figures of contacts, without identifiers"),
    Record.CASE_FACT: pgettext_lazy("record", "Figures of cases, without identifiers"),
    Record.MEETING_FACT: pgettext_lazy("record", "Figures of meetings, without identifiers"),
    Record.REFERRAL_FACT: pgettext_lazy("record", "Figures of referrals, without identifiers"),
}
RELATIONS = {
    Relation.OWN_SECTOR: pgettext_lazy("who", "works on the case and is of the record's own sector"),
    Relation.TAKES_PART: pgettext_lazy("who", "works on the case, whatever the sector"),
    Relation.CONSENTED: pgettext_lazy("who", "works on the case, and a consent that holds today covers the sector"),
    Relation.PRESENT: pgettext_lazy("who", "works on the case and was at the meeting"),
    Relation.AUTHOR: pgettext_lazy("who", "works on the case and wrote the record"),
    Relation.COORDINATOR: pgettext_lazy("who", "coordinates the team"),
    Relation.SCREENING: pgettext_lazy("who", "works in the team while the contact is being screened"),
    Relation.SCREENING_OWN: pgettext_lazy(
        "who", "works in the team while the contact is being screened, and the record is of the own sector"
    ),
    Relation.GROUNDED: pgettext_lazy(
        "who", "screens the contact or took part in it, and a ground is recorded for the sector"
    ),
    Relation.TOOK_PART: pgettext_lazy("who", "received the contact, gave an opinion on it or decided on it"),
    Relation.OWNER: pgettext_lazy("who", "made the record or holds it as their own"),
    Relation.RECEIVES: pgettext_lazy("who", "coordinates the team that a transfer is meant for"),
    Relation.ACCEPTED: pgettext_lazy("who", "coordinates that team and has accepted the transfer"),
    Relation.COLLECTOR: pgettext_lazy("who", "no person: the task that collects figures"),
}
ACTS = {
    Action.SCREEN: pgettext_lazy("may", "screen contacts"),
    Action.RECORD_CONTACT: pgettext_lazy("may", "record a contact"),
    Action.CHANGE_CONTACT: pgettext_lazy("may", "change a contact"),
    Action.RECORD_GROUND: pgettext_lazy("may", "record on what ground a sector may read the name"),
    Action.GIVE_OPINION: pgettext_lazy("may", "give the sector's opinion"),
    Action.ANSWER_CHILD_WELFARE: pgettext_lazy("may", "answer about child welfare"),
    Action.DECIDE: pgettext_lazy("may", "record the team's decision"),
    Action.OPEN_CASE: pgettext_lazy("may", "open a case on a contact"),
    Action.ASSIGN: pgettext_lazy("may", "assign professionals to a case"),
    Action.CHANGE_CASE: pgettext_lazy("may", "change or close a case"),
    Action.CHANGE_CLIENT: pgettext_lazy("may", "change the client's data"),
    Action.RECORD_CONSENT: pgettext_lazy("may", "record a consent"),
    Action.WITHDRAW_CONSENT: pgettext_lazy("may", "record that a consent is withdrawn"),
    Action.DECIDE_FOR_GUARDIAN: pgettext_lazy("may", "decide what a guardian gets of the own sector's register"),
    Action.LOG_MEETING: pgettext_lazy("may", "log a meeting"),
    Action.CHANGE_MEETING: pgettext_lazy("may", "change a meeting's summary"),
    Action.WRITE_NOTE: pgettext_lazy("may", "write a note of the own sector"),
    Action.MARK_ACTION: pgettext_lazy("may", "mark an agreed action as done"),
    Action.SEE_REFERRALS: pgettext_lazy("may", "see the referrals to follow"),
    Action.REFER_ONWARD: pgettext_lazy("may", "refer the client onward to a service"),
    Action.FOLLOW_REFERRAL: pgettext_lazy("may", "follow a referral"),
    Action.TRANSFER_CASE: pgettext_lazy("may", "send a case to another team"),
    Action.SETTLE_TRANSFER: pgettext_lazy("may", "take a transfer back, and close the case when it is accepted"),
    Action.ANSWER_TRANSFER: pgettext_lazy("may", "accept or decline a transfer"),
    Action.REPORT_ON_MUNICIPALITY: pgettext_lazy("may", "ask for the report of the own municipality"),
    Action.REPORT_ON_NATION: pgettext_lazy("may", "ask for the assessment of the whole country"),
    Action.READ_REPORT: pgettext_lazy("may", "read a finished report"),
    Action.READ_LOG: pgettext_lazy("may", "search the access log of the own controller"),
}
