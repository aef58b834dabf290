"""Which acts the log extract of a client tells of, to whom, and why. A test knows this list: every act has been decided.

What is not named here is told to nobody, so that a new act is left out until somebody decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import Record
from anchor.audit.models import Verb


class To(StrEnum):
    """Whose log extract tells of an act."""

    ALL = "all"  # the adolescent's, and a guardian's where the register it counts to is open to them
    ADOLESCENT = "adolescent"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Telling:
    """A decision about an act: who is told of it, and why."""

    to: To
    why: str


UNDECIDED = Telling(To.NOBODY, "nobody has decided about it yet")

_LOOK = Telling(To.ALL, "somebody looked at what is held: what a log extract is for")
_WORK = Telling(To.ALL, "work on the adolescent's own case, whose record stands in the data extract")
_TRIED = Telling(To.ADOLESCENT, "tells what somebody wanted and did not get; of a guardian's matters too")
_PROTECTS = Telling(To.ADOLESCENT, "tells how the adolescent is protected, perhaps from whoever asks")
_GUARDIANS = Telling(To.ADOLESCENT, "tells what was decided about guardians, or given to one")
_BETWEEN = Telling(To.ADOLESCENT, "what passed between authorities; its record is in no guardian's data extract either")
_ANSWER = Telling(To.ADOLESCENT, "who notified child welfare is told to no guardian: it might put somebody in danger")
_CONTROL = Telling(
    To.ADOLESCENT, "the controller's own watch over the log, of which a guardian's registers hold nothing"
)
_OTHERS = Telling(To.NOBODY, "tells of another party of the event: a log never crosses the link (domain.md)")
_OTHER_TEAM = Telling(
    To.NOBODY, "tells that another team may know the adolescent, which that team's controller answers for"
)
_OTHER_RECORD = Telling(To.NOBODY, "tells of another record, of the same person or of somebody else of that name")
_NO_CLIENT = Telling(To.NOBODY, "is about no client")

TELLING: dict[Verb, Telling] = {
    Verb.SIGNED_IN: _NO_CLIENT,
    Verb.SIGN_IN_FAILED: _NO_CLIENT,
    Verb.SIGNED_OUT: _NO_CLIENT,
    Verb.MEMBERSHIP_WORN: _NO_CLIENT,
    Verb.LISTED: _LOOK,
    Verb.OPENED: _LOOK,
    Verb.ADDRESS_OPENED: _PROTECTS,
    Verb.PROTECTION_ON: _PROTECTS,
    Verb.PROTECTION_OFF: _PROTECTS,
    Verb.PROTECTION_CHECKED: _PROTECTS,
    Verb.PROTECTED_RIGHT_GIVEN: _NO_CLIENT,
    Verb.PROTECTED_RIGHT_ENDED: _NO_CLIENT,
    Verb.REFUSED: _TRIED,
    Verb.CONTACT_RECORDED: _WORK,
    Verb.CONTACT_CHANGED: _WORK,
    Verb.GROUND_RECORDED: _WORK,
    Verb.OPINION_GIVEN: _WORK,
    Verb.EVENT_RECORDED: _OTHERS,
    Verb.EVENT_REMOVED: _OTHERS,
    Verb.PERSONS_COMPARED: _OTHER_RECORD,
    Verb.PERSON_LINKED: _OTHER_RECORD,
    Verb.PERSON_UNLINKED: _OTHER_RECORD,
    Verb.PRESENCE_ASKED: _OTHER_TEAM,
    Verb.PRESENCE_TOLD: _OTHER_TEAM,
    Verb.PRESENCE_ANSWERED: _OTHER_TEAM,
    Verb.DECISION_RECORDED: _WORK,
    Verb.DECISION_UNDONE: _WORK,
    Verb.CHILD_WELFARE_ANSWERED: _ANSWER,
    Verb.CASE_OPENED: _WORK,
    Verb.CASE_CHANGED: _WORK,
    Verb.CASE_CLOSED: _WORK,
    Verb.CLIENT_CHANGED: _WORK,
    Verb.PROFESSIONAL_ASSIGNED: _WORK,
    Verb.SHARED_LEAD_RECORDED: _OTHERS,
    Verb.INVESTIGATOR_MARKED: _OTHERS,
    Verb.PARTICIPATION_ENDED: _WORK,
    Verb.GUEST_INVITED: _WORK,
    Verb.GUEST_PROLONGED: _WORK,
    Verb.GRANT_CLEARED: _WORK,
    Verb.EXPERT_ASKED: _WORK,
    Verb.QUESTION_WITHDRAWN: _WORK,
    Verb.QUESTION_ANSWERED: _WORK,
    Verb.CONSENT_RECORDED: _WORK,
    Verb.CONSENT_WITHDRAWN: _WORK,
    Verb.GUARDIAN_DECIDED: _GUARDIANS,
    Verb.MEETING_AGREED: _WORK,
    Verb.MEETING_LOGGED: _WORK,
    Verb.MEETING_CHANGED: _WORK,
    Verb.NOTE_WRITTEN: _WORK,
    Verb.NOTE_SHARED: _WORK,
    Verb.NOTE_TAKEN_BACK: _WORK,
    Verb.DISCLOSED: _BETWEEN,
    Verb.DISCLOSURE_TAKEN_BACK: _BETWEEN,
    Verb.SECTOR_ASKED: _BETWEEN,
    Verb.REQUEST_SETTLED: _BETWEEN,
    Verb.REQUEST_WITHDRAWN: _BETWEEN,
    Verb.ACTION_DONE: _WORK,
    Verb.REFERRAL_MADE: _WORK,
    Verb.REFERRAL_CHANGED: _WORK,
    # The adolescent's own case goes to another team, on their consent or a ground: no link to anybody else's record.
    Verb.TRANSFER_SENT: _WORK,
    Verb.TRANSFER_TAKEN_BACK: _WORK,
    Verb.TRANSFER_ACCEPTED: _WORK,
    Verb.TRANSFER_DECLINED: _WORK,
    Verb.EMERGENCY_OPENED: _PROTECTS,
    Verb.EMERGENCY_VIEWED: _PROTECTS,
    Verb.EMERGENCY_RENEWED: _PROTECTS,
    Verb.EMERGENCY_ADDRESS_CONFIRMED: _PROTECTS,
    Verb.EMERGENCY_ENDED: _PROTECTS,
    Verb.EMERGENCY_REFUSED: _NO_CLIENT,  # a try that found nobody
    Verb.EMERGENCY_REVIEWED: _PROTECTS,
    Verb.SAFETY_NOTE_WRITTEN: _PROTECTS,
    Verb.SAFETY_NOTE_CHANGED: _PROTECTS,
    Verb.SAFETY_NOTE_REMOVED: _PROTECTS,
    Verb.REPORT_REQUESTED: _NO_CLIENT,
    Verb.REPORT_CANCELLED: _NO_CLIENT,
    Verb.REPORT_MADE: _NO_CLIENT,
    Verb.REPORT_OPENED: _NO_CLIENT,
    Verb.EXTRACT_SOUGHT: _NO_CLIENT,  # who and when, never whom
    Verb.EXTRACT_OPENED: _GUARDIANS,
    Verb.EXTRACT_PREVIEWED: _GUARDIANS,
    Verb.EXTRACT_MADE: _GUARDIANS,
    Verb.EXTRACT_CLOSED: _GUARDIANS,
    Verb.LOG_SEARCHED: _CONTROL,
    Verb.RETENTION_LISTED: _NO_CLIENT,
}

# Whatever is done to these records tells of others, an innocent look included: `opened: event` crosses the link.
UNTOLD_RECORDS = (Record.EVENT, Record.EVENT_DETAILS, Record.SHARED_LEAD, Record.PRESENCE_NOTICE, Record.SAME_PERSON)
UNTOLD_MODELS = frozenset(MATRIX[record].model for record in UNTOLD_RECORDS)


def telling_of(verb: str) -> Telling:
    """What was decided about an act; one nobody knows any more, or not yet, is told to nobody."""
    return TELLING[Verb(verb)] if verb in TELLING else UNDECIDED
