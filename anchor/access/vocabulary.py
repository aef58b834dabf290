"""The words of the matrix: ways of standing to a record, records, levels, who makes new rows, and what one row says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Relation(StrEnum):
    """How the worn membership stands to a record today."""

    OWN_SECTOR = "own_sector"  # takes part in the case, and the record is of the same sector
    PROTECTED_OWN = "protected_own"  # the same, with the right to process data under non-disclosure
    TAKES_PART = "takes_part"  # takes part in the case, whatever the sector, with or without consent
    CONSENTED = "consented"  # takes part, and a living consent covers the sector
    LEADS = "leads"  # is responsible for the case today
    KNOWS_BOTH = "knows_both"  # takes part in the case, and in one of the client it is compared with
    PRESENT = "present"  # takes part, and was present at the meeting
    KEPT = (
        "kept"  # takes part; a colleague of the sector who still does was at the meeting before consent was withdrawn
    )
    AUTHOR = "author"  # takes part, and wrote the record
    RECEIVER = "receiver"  # takes part or screens, and the record was given to or asked of the own sector
    DISCLOSED = "disclosed"  # takes part, and this record was disclosed to the own sector on a ground in law
    COORDINATOR = "coordinator"  # coordinates the team of the record, not on the case
    SCREENING = "screening"  # works in the team while the contact is being screened
    SCREENING_OWN = "screening_own"  # the same, and the record is of the same sector
    GROUNDED = "grounded"  # screening or having taken part, and a ground is recorded for the sector
    PROTECTED_KNOWN = "protected_known"  # received the contact or has a ground, with the right to process such data
    TOOK_PART = "took_part"  # received the contact, gave an opinion on it, or decided on it
    ASKED = "asked"  # was asked the question by name, and has not answered it
    OWNER = "owner"  # the row is the membership's own
    EMERGENCY = "emergency"  # has opened the case in an emergency, and the hour is not over
    EMERGENCY_ADDRESS = "emergency_address"  # and has confirmed that they need the protected address
    SEEKER = "seeker"  # asks for an emergency access and has given the exact name and birth date
    CODE_SEEKER = "code_seeker"  # a register officer who has given the exact identity code, of the own controller
    ASKED_ABOUT = "asked_about"  # a register officer who has opened the extracts of its client
    EXTRACT = "extract"  # the same, and the record is of the officer's controller
    AUDITOR = "auditor"  # audits for the controller of the record, in whatever tenant
    OVERSEER = "overseer"  # is a superior of the controller of a record whose review is overdue, in whatever tenant
    RECEIVES = "receives"  # coordinates the team that a transfer is meant for, perhaps in another tenant
    ACCEPTED = "accepted"  # coordinates that team and has accepted the transfer
    COLLECTOR = "collector"  # no person: the task that collects identifier-free facts of one tenant
    ENDED = "ended"  # no person: the nightly task, of a grant whose last day is over


# The ways that reach over to another tenant: by a transfer which that tenant's team has sent to the own team, and by
# watching over a controller, whose records lie in many.
ACROSS = frozenset({Relation.RECEIVES, Relation.ACCEPTED, Relation.AUDITOR, Relation.OVERSEER})


# Whoever stands in the first way stands in the second as well, by the words of both: where the second is open, the first
# opens nothing more, and nobody need be asked about it.
IMPLIED = {
    Relation.PROTECTED_OWN: Relation.OWN_SECTOR,
    Relation.OWN_SECTOR: Relation.TAKES_PART,
    Relation.CONSENTED: Relation.TAKES_PART,
    Relation.LEADS: Relation.TAKES_PART,
    Relation.PRESENT: Relation.TAKES_PART,
    Relation.KEPT: Relation.TAKES_PART,
    Relation.AUTHOR: Relation.TAKES_PART,
    Relation.SCREENING_OWN: Relation.SCREENING,
    Relation.EXTRACT: Relation.ASKED_ABOUT,
    Relation.ENDED: Relation.COLLECTOR,
}


def widest(relations: Iterable[Relation]) -> list[Relation]:
    """Those of some ways of standing that no other of them implies, in their order."""
    given = list(relations)
    return [one for one in given if not any(wider in given for wider in _wider(one))]


def _wider(relation: Relation) -> Iterator[Relation]:
    while relation in IMPLIED:
        relation = IMPLIED[relation]
        yield relation


class Record(StrEnum):
    """What is protected. One model may hold two records that differ by a column."""

    CONTACT = "contact"
    CONTACT_DETAILS = "contact_details"
    CONTACT_ORIGIN = "contact_origin"
    CONTACT_PLACE = "contact_place"
    OPINION = "opinion"
    DECISION = "decision"
    DECISION_PARTICIPANT = "decision_participant"
    CHILD_WELFARE_ANSWER = "child_welfare_answer"
    CONTACT_GRANT = "contact_grant"
    EXPERT_QUESTION = "expert_question"
    QUESTION_GRANT = "question_grant"
    EVENT = "event"
    EVENT_DETAILS = "event_details"
    SAME_PERSON = "same_person"
    CASE_SHELL = "case_shell"
    CASE_NUMBERING = "case_numbering"
    WORKING_GROUP = "working_group"
    CASE_GRANT = "case_grant"
    SHARED_LEAD = "shared_lead"
    PRESENCE_NOTICE = "presence_notice"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    IDENTITY = "identity"
    ADDRESS = "address"
    PROTECTED_ADDRESS = "protected_address"
    RELATED_PERSON = "related_person"
    PROTECTED_PERSON = "protected_person"
    SAFETY_NOTE = "safety_note"
    CRITERIA = "criteria"
    REASON = "reason"
    CONSENT = "consent"
    CONSENT_DETAILS = "consent_details"
    GUARDIAN_DECISION = "guardian_decision"
    CONSENT_GIVER = "consent_giver"
    DISCLOSURE = "disclosure"
    SECTOR_REQUEST = "sector_request"
    UNMANNED_REQUEST = "unmanned_request"
    MEETING = "meeting"
    ATTENDANCE = "attendance"
    SUMMARY = "summary"
    MEETING_PLACE = "meeting_place"
    PROTECTED_PLACE = "protected_place"
    AGREED_ACTION = "agreed_action"
    SECTOR_NOTE = "sector_note"
    SHARED_NOTE = "shared_note"
    ONWARD_REFERRAL = "onward_referral"
    TRANSFER = "transfer"
    PARCEL = "parcel"
    ARRIVAL = "arrival"
    CARRIED_ENTRY = "carried_entry"
    EMERGENCY_ACCESS = "emergency_access"
    EMERGENCY_TEXT = "emergency_text"
    EMERGENCY_ATTEMPT = "emergency_attempt"
    EXTRACT_REQUEST = "extract_request"
    DRAFT = "draft"
    CONTACT_FACT = "contact_fact"
    CASE_FACT = "case_fact"
    MEETING_FACT = "meeting_fact"
    REFERRAL_FACT = "referral_fact"


READ, WRITE = "read", "write"
MARK = "mark"  # read, and change the columns that no guard of the row keeps; never delete


class Maker(StrEnum):
    """Who may make a new row of a record, besides being of the own team and writing under the own name."""

    PARENT = "parent"  # who works on its case or client, screens its contact, or coordinates the team
    TEAM = "team"  # any member or coordinator of the team
    COORDINATOR = "coordinator"
    LEAD = "lead"  # who is responsible for its case
    OWN_SECTOR = "own_sector"  # who works on its case, for the own sector
    PRESENCE = (
        "presence"  # who works on its case; that somebody was at a meeting told of, only those who may write of it
    )
    CASE_GRANT = "case_grant"  # the coordinator, on a case of the own team
    EVENT = "event"  # who screens the contact or took part in it, about that contact alone
    EVENT_DETAILS = "event_details"  # the same, of that contact's event; for its receiver, whoever makes it
    SAME_PERSON = "same_person"  # a coordinator near the contact, about a client they work with
    CONTACT_GRANT = "contact_grant"  # for oneself on a contact being screened; the coordinator for others
    QUESTION = "question"  # who works on its case or screens its contact, of an expert of the own team
    QUESTION_GRANT = "question_grant"  # who asks, for whom they ask, until the question's last day
    SENDER = "sender"  # who is responsible for its case, and it waits for an answer
    ARRIVAL = "arrival"  # the coordinator who accepted the transfer, on the case opened for it
    CARRIED = "carried"  # the same, under that arrival
    OWNER = "owner"  # for oneself alone
    AUTHOR = "author"  # anybody in the own name and team; `made_if` says the rest
    SEEKER = "seeker"  # who has given the exact name and birth date, for oneself; `made_if` says the rest
    NOBODY = "nobody"  # the one function of the database that crosses teams makes it
    COLLECTOR = "collector"


@dataclass(frozen=True)
class Row:
    """One row of the matrix: where the record lives, and what each relation opens."""

    model: str
    opens: dict[Relation, str]
    case: str = ""  # column that points at the case
    client: str = ""  # column that points at the client
    contact: str = ""  # column that points at the contact
    meeting: str = ""  # column that points at the meeting
    question: str = ""  # column that points at the question to an expert
    access: str = ""  # column that points at the emergency access
    ends: str = ""  # column with the last day of a grant; the nightly task clears it afterwards
    transfer: str = ""  # column that points at the transfer
    earlier: str = ""  # column that points at another client, with whom this one is compared
    receiver: str = ""  # column that names the sector it was given to or asked of
    # A column's values with which it was given to `receiver`, which then names the sector itself.
    received_when: tuple[str, tuple[str, ...]] = ("", ())
    where: dict[str, bool] = field(default_factory=dict)  # the rows of the model that are this record
    deletable: bool = False  # the application may delete rows it may write
    # An SQL condition on rows that whoever works in their team may throw away unread: by a statement that looks at none.
    thrown_away: str = ""
    stamped: bool = True  # rows carry team and author, and are made by the author in the own team
    made_by: Maker = Maker.PARENT
    made_if: str = ""  # an SQL condition on the new row that must hold besides
    rewritten: tuple[str, ...] = ()  # columns of origin that a later writer of the same sector takes over
    once: tuple[str, ...] = ()  # columns that are given with the row and never change
    filled_once: tuple[str, ...] = ()  # columns that may be filled when they are empty, and then never change
    # Columns that the nightly reckoning keeps: where the task that acts for no person may write, it changes these alone.
    reckoned: tuple[str, ...] = ()
    # Columns and what must hold besides when they change: an SQL condition on OLD and NEW, asked behind the wall.
    guards: dict[tuple[str, ...], str] = field(default_factory=dict)
    made_when: str = ""  # what must hold besides when a row is made: an SQL condition on NEW, asked behind the wall
    # `record_kind` and `record_id` name a record of the row's own sector and case, or nothing: nobody discloses another's.
    names_a_record: bool = False
