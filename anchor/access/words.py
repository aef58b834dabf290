"""The rules in words: records, the ways to stand to them, and acts, for the page the controllers read."""

from django.utils.translation import pgettext_lazy

from anchor.access.actions import Action
from anchor.access.vocabulary import Record, Relation

RECORDS = {
    Record.CONTACT: pgettext_lazy("record", "A contact: age, criteria, reasons, urgency, area"),
    Record.CONTACT_DETAILS: pgettext_lazy("record", "A contact: name, school, text"),
    Record.CONTACT_ORIGIN: pgettext_lazy("record", "A contact: who is worried, how they told it, who has been told"),
    Record.CONTACT_PLACE: pgettext_lazy("record", "A contact under non-disclosure: municipality, school, telephone"),
    Record.OPINION: pgettext_lazy("record", "A sector's opinion on a contact"),
    Record.DECISION: pgettext_lazy("record", "The team's joint decision"),
    Record.DECISION_PARTICIPANT: pgettext_lazy("record", "Who took part in the decision"),
    Record.CHILD_WELFARE_ANSWER: pgettext_lazy("record", "The answer about child welfare"),
    Record.CONTACT_GRANT: pgettext_lazy("record", "Who works on a contact"),
    Record.EXPERT_QUESTION: pgettext_lazy("record", "A question to an expert, and its answer"),
    Record.QUESTION_GRANT: pgettext_lazy("record", "Which expert may open a question"),
    Record.EVENT: pgettext_lazy("record", "Which contacts came of the same event"),
    Record.EVENT_DETAILS: pgettext_lazy("record", "Of what event a contact came: its day and kind"),
    Record.SAME_PERSON: pgettext_lazy("record", "Whether a contact's person is an earlier client"),
    Record.CASE_SHELL: pgettext_lazy("record", "A case: number, initials, age, stage"),
    Record.CASE_NUMBERING: pgettext_lazy("record", "The numbering of cases"),
    Record.WORKING_GROUP: pgettext_lazy("record", "The working group of a case"),
    Record.CASE_GRANT: pgettext_lazy("record", "Who may open a case"),
    Record.SHARED_LEAD: pgettext_lazy("record", "Why one person is responsible for two parties of an event"),
    Record.PRESENCE_NOTICE: pgettext_lazy("record", "That another team has received a contact about the client"),
    Record.NAME: pgettext_lazy("record", "The client's name and birth date"),
    Record.IDENTITY: pgettext_lazy("record", "Identity code, gender and languages"),
    Record.ADDRESS: pgettext_lazy("record", "Address and telephone"),
    Record.PROTECTED_ADDRESS: pgettext_lazy("record", "Address and telephone under non-disclosure"),
    Record.RELATED_PERSON: pgettext_lazy("record", "Guardians and other close people"),
    Record.PROTECTED_PERSON: pgettext_lazy("record", "Name and telephone of a close person under non-disclosure"),
    Record.SAFETY_NOTE: pgettext_lazy("record", "What to know when going there"),
    Record.CRITERIA: pgettext_lazy("record", "Criteria of the selection"),
    Record.REASON: pgettext_lazy("record", "Reasons and the role in the event"),
    Record.CONSENT: pgettext_lazy("record", "Consents: given or missing"),
    Record.CONSENT_DETAILS: pgettext_lazy("record", "How a consent was given"),
    Record.GUARDIAN_DECISION: pgettext_lazy("record", "What a guardian gets of a sector's register"),
    Record.CONSENT_GIVER: pgettext_lazy("record", "Who answered for a consent"),
    Record.MEETING: pgettext_lazy("record", "Times of meetings"),
    Record.ATTENDANCE: pgettext_lazy("record", "Who was at a meeting"),
    Record.SUMMARY: pgettext_lazy("record", "The joint summary of a meeting"),
    Record.MEETING_PLACE: pgettext_lazy("record", "Where a meeting was and who else was there"),
    Record.PROTECTED_PLACE: pgettext_lazy("record", "A meeting under non-disclosure: place and others present"),
    Record.AGREED_ACTION: pgettext_lazy("record", "Agreed actions"),
    Record.SECTOR_NOTE: pgettext_lazy("record", "A sector's own note"),
    Record.SHARED_NOTE: pgettext_lazy("record", "A note that its sector has shared"),
    Record.DISCLOSURE: pgettext_lazy("record", "A disclosure on a ground in law"),
    Record.SECTOR_REQUEST: pgettext_lazy("record", "A request to a sector"),
    Record.UNMANNED_REQUEST: pgettext_lazy("record", "A request to a sector of which nobody works on the case"),
    Record.ONWARD_REFERRAL: pgettext_lazy("record", "Onward referrals"),
    Record.TRANSFER: pgettext_lazy(
        "record", "A transfer to another team: number, initials, age, stage, what goes along"
    ),
    Record.PARCEL: pgettext_lazy("record", "What goes along with a transfer, until it is unpacked"),
    Record.ARRIVAL: pgettext_lazy("record", "From which team a case was transferred"),
    Record.CARRIED_ENTRY: pgettext_lazy("record", "What came along from the earlier team"),
    Record.EMERGENCY_ACCESS: pgettext_lazy("record", "Who opened a case in an emergency, when and why"),
    Record.EMERGENCY_TEXT: pgettext_lazy("record", "The words about an emergency access"),
    Record.EMERGENCY_ATTEMPT: pgettext_lazy("record", "That somebody tried to open a case in an emergency"),
    Record.EXTRACT_REQUEST: pgettext_lazy("record", "A request for extracts"),
    Record.DRAFT: pgettext_lazy("record", "Unfinished texts"),
    Record.CONTACT_FACT: pgettext_lazy("record", "Figures of contacts, without identifiers"),
    Record.CASE_FACT: pgettext_lazy("record", "Figures of cases, without identifiers"),
    Record.MEETING_FACT: pgettext_lazy("record", "Figures of meetings, without identifiers"),
    Record.REFERRAL_FACT: pgettext_lazy("record", "Figures of referrals, without identifiers"),
}
RELATIONS = {
    Relation.OWN_SECTOR: pgettext_lazy("who", "works on the case and is of the record's own sector"),
    Relation.PROTECTED_OWN: pgettext_lazy(
        "who",
        "works on the case, is of the record's own sector, and has the right to process data under non-disclosure",
    ),
    Relation.TAKES_PART: pgettext_lazy("who", "works on the case, whatever the sector"),
    Relation.CONSENTED: pgettext_lazy("who", "works on the case, and a consent that holds today covers the sector"),
    Relation.LEADS: pgettext_lazy("who", "is responsible for the case today"),
    Relation.KNOWS_BOTH: pgettext_lazy("who", "works on the case, and with the client it is compared with"),
    Relation.PRESENT: pgettext_lazy("who", "works on the case and was at the meeting"),
    Relation.KEPT: pgettext_lazy(
        "who",
        "works on the case; a colleague of the same sector who still does was at the meeting before the consent was withdrawn",
    ),
    Relation.AUTHOR: pgettext_lazy("who", "works on the case and wrote the record"),
    Relation.RECEIVER: pgettext_lazy(
        "who", "works on the case or screens the contact, and the record was given to or asked of their sector"
    ),
    Relation.DISCLOSED: pgettext_lazy(
        "who", "works on the case, and this very record was disclosed to their sector on a ground in law"
    ),
    Relation.COORDINATOR: pgettext_lazy("who", "coordinates the team"),
    Relation.SCREENING: pgettext_lazy("who", "works in the team while the contact is being screened"),
    Relation.SCREENING_OWN: pgettext_lazy(
        "who", "works in the team while the contact is being screened, and the record is of the own sector"
    ),
    Relation.GROUNDED: pgettext_lazy(
        "who", "screens the contact or took part in it, and a ground is recorded for the sector"
    ),
    Relation.PROTECTED_KNOWN: pgettext_lazy(
        "who", "received the contact or has a ground, and has the right to process data under non-disclosure"
    ),
    Relation.TOOK_PART: pgettext_lazy("who", "received the contact, gave an opinion on it or decided on it"),
    Relation.ASKED: pgettext_lazy("who", "was asked the question by name, until the answer or its last day"),
    Relation.OWNER: pgettext_lazy("who", "made the record or holds it as their own"),
    Relation.EMERGENCY: pgettext_lazy("who", "has opened the case in an emergency, for an hour"),
    Relation.EMERGENCY_ADDRESS: pgettext_lazy(
        "who", "has opened the case in an emergency, and has confirmed the need of the protected address"
    ),
    Relation.SEEKER: pgettext_lazy(
        "who", "asks for emergency access and has given the exact name and birth date, for that one search"
    ),
    Relation.CODE_SEEKER: pgettext_lazy(
        "who", "looks for a client as a register officer by the exact identity code, as the own controller has it"
    ),
    Relation.ASKED_ABOUT: pgettext_lazy("who", "has opened the client's extracts as a register officer, for two hours"),
    Relation.EXTRACT: pgettext_lazy(
        "who", "has opened the client's extracts as a register officer of the controller of the record, for two hours"
    ),
    Relation.AUDITOR: pgettext_lazy("who", "audits for the controller of the record"),
    Relation.OVERSEER: pgettext_lazy("who", "is a superior of the controller, once the review is overdue"),
    Relation.RECEIVES: pgettext_lazy("who", "coordinates the team that a transfer is meant for"),
    Relation.ACCEPTED: pgettext_lazy("who", "coordinates that team and has accepted the transfer"),
    Relation.COLLECTOR: pgettext_lazy("who", "no person: the task that collects figures"),
    Relation.ENDED: pgettext_lazy("who", "no person: the nightly task, once the last day is over"),
}
ACTS = {
    Action.SEE_DAY: pgettext_lazy("may", "see the day's meetings and tasks"),
    Action.SEE_CASES: pgettext_lazy("may", "see a list of the cases they may open"),
    Action.SEE_QUESTIONS: pgettext_lazy("may", "see the questions asked of them as an expert"),
    Action.SCREEN: pgettext_lazy("may", "screen contacts"),
    Action.RECORD_CONTACT: pgettext_lazy("may", "record a contact"),
    Action.CHANGE_CONTACT: pgettext_lazy("may", "change a contact"),
    Action.RECORD_GROUND: pgettext_lazy("may", "record on what ground a sector may read the name"),
    Action.ASK_ABOUT_CONTACT: pgettext_lazy("may", "ask an expert about a contact"),
    Action.ASK_ABOUT_CASE: pgettext_lazy("may", "ask an expert about a case"),
    Action.WITHDRAW_QUESTION: pgettext_lazy("may", "take a question to an expert back"),
    Action.ANSWER_QUESTION: pgettext_lazy("may", "answer a question as an expert"),
    Action.GIVE_OPINION: pgettext_lazy("may", "give the sector's opinion"),
    Action.ANSWER_CHILD_WELFARE: pgettext_lazy("may", "answer about child welfare"),
    Action.DECIDE: pgettext_lazy("may", "record the team's decision"),
    Action.RECORD_EVENT: pgettext_lazy("may", "record of what event a contact came"),
    Action.LINK_PERSON: pgettext_lazy("may", "say whether a contact's person is an earlier client"),
    Action.UNLINK_PERSON: pgettext_lazy("may", "take back what was said of an earlier client"),
    Action.ANSWER_NOTICE: pgettext_lazy("may", "decide whether to call another team"),
    Action.OPEN_CASE: pgettext_lazy("may", "open a case on a contact"),
    Action.ASSIGN: pgettext_lazy("may", "assign professionals to a case"),
    Action.CHANGE_CASE: pgettext_lazy("may", "change or close a case"),
    Action.CHANGE_CLIENT: pgettext_lazy("may", "change the client's data"),
    Action.OPEN_PROTECTED: pgettext_lazy("may", "open an address under non-disclosure, for a task"),
    Action.RECORD_CONSENT: pgettext_lazy("may", "record a consent"),
    Action.WITHDRAW_CONSENT: pgettext_lazy("may", "record that a consent is withdrawn"),
    Action.DECIDE_FOR_GUARDIAN: pgettext_lazy("may", "decide what a guardian gets of the own sector's register"),
    Action.LOG_MEETING: pgettext_lazy("may", "log a meeting"),
    Action.CHANGE_MEETING: pgettext_lazy("may", "change a meeting's summary"),
    Action.WRITE_NOTE: pgettext_lazy("may", "write a note of the own sector"),
    Action.SHARE_NOTE: pgettext_lazy("may", "share a note of the own sector"),
    Action.TAKE_BACK_NOTE: pgettext_lazy("may", "take back the sharing of a note"),
    Action.RECORD_DISCLOSURE: pgettext_lazy("may", "record a disclosure"),
    Action.DISCLOSE: pgettext_lazy("may", "disclose a record on a ground in law"),
    Action.TAKE_BACK_DISCLOSURE: pgettext_lazy("may", "take back a disclosure made by mistake"),
    Action.ASK_SECTOR: pgettext_lazy("may", "ask another sector"),
    Action.ANSWER_REQUEST: pgettext_lazy("may", "answer what the own sector is asked"),
    Action.WITHDRAW_REQUEST: pgettext_lazy("may", "take back a request of the own sector"),
    Action.MARK_ACTION: pgettext_lazy("may", "mark an agreed action as done"),
    Action.WRITE_SAFETY_NOTE: pgettext_lazy("may", "write down what to know when going there"),
    Action.CHANGE_SAFETY_NOTE: pgettext_lazy("may", "change what to know when going there"),
    Action.OPEN_EMERGENCY: pgettext_lazy("may", "open a case in an emergency"),
    Action.USE_EMERGENCY: pgettext_lazy("may", "renew an emergency access or confirm the need of a protected address"),
    Action.END_EMERGENCY: pgettext_lazy("may", "end an emergency access"),
    Action.REVIEW_EMERGENCY: pgettext_lazy("may", "review an emergency access"),
    Action.WATCH_EMERGENCIES: pgettext_lazy("may", "see the list of emergency accesses"),
    Action.SEE_REFERRALS: pgettext_lazy("may", "see the referrals to follow"),
    Action.REFER_ONWARD: pgettext_lazy("may", "refer the client onward to a service"),
    Action.FOLLOW_REFERRAL: pgettext_lazy("may", "follow a referral"),
    Action.TRANSFER_CASE: pgettext_lazy("may", "send a case to another team"),
    Action.SETTLE_TRANSFER: pgettext_lazy("may", "take a transfer back, and close the case when it is accepted"),
    Action.ANSWER_TRANSFER: pgettext_lazy("may", "accept or decline a transfer"),
    Action.REPORT_ON_MUNICIPALITY: pgettext_lazy("may", "ask for the report of the own municipality"),
    Action.REPORT_ON_NATION: pgettext_lazy("may", "ask for the assessment of the whole country"),
    Action.READ_REPORT: pgettext_lazy("may", "read a finished report"),
    Action.SEEK_FOR_EXTRACT: pgettext_lazy(
        "may", "find a client by exact name and birth date or identity code to make extracts"
    ),
    Action.MAKE_EXTRACT: pgettext_lazy("may", "make the extracts that were asked for"),
    Action.READ_LOG: pgettext_lazy("may", "search the access log of the own controller"),
    Action.GIVE_PROTECTED_RIGHT: pgettext_lazy("may", "give and end the right to process data under non-disclosure"),
    Action.SEE_RETENTION: pgettext_lazy("may", "see what of the own controller is due by the retention rules"),
}
