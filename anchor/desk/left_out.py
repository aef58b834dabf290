"""Which records about a client are in no extract, and why. A test knows this list: a new record is told or stands here."""

from anchor.access.vocabulary import Record

_PROTECTED = "protected for somebody's safety: an extract may be read by whom the protection is against"
_OTHERS = (
    "tells of somebody else in the matter; extracts never cross the link (domain.md, Several people in one matter)"
)
_RIGHT_TO_SEE = "a colleague's right to see, which follows from the working group; who looked is in the log extract"
_NO_CLIENT = "is about no client"

LEFT_OUT: dict[Record, str] = {
    Record.CONTACT_ORIGIN: "who told stands in no extract: the answer might put them in danger (621/1999 s11)",
    Record.CONTACT_PLACE: _PROTECTED,
    Record.PROTECTED_ADDRESS: _PROTECTED,
    Record.PROTECTED_PERSON: _PROTECTED,
    Record.PROTECTED_PLACE: _PROTECTED,
    Record.EVENT: _OTHERS,
    Record.EVENT_DETAILS: _OTHERS,
    Record.SHARED_LEAD: _OTHERS,
    Record.PRESENCE_NOTICE: "tells what another team has received, which that team's controller answers for",
    Record.SAME_PERSON: "says only that two records are of one person: each of them has its own extract",
    Record.CONTACT_GRANT: _RIGHT_TO_SEE,
    Record.CASE_GRANT: _RIGHT_TO_SEE,
    Record.QUESTION_GRANT: _RIGHT_TO_SEE,
    Record.PARCEL: "a sealed copy, on its way, of what is told; gone when it has arrived",
    Record.EXTRACT_REQUEST: "each request is in the log extract; what it left out and why stays unsaid",
    Record.DRAFT: "its writer's alone until it is saved, and gone after 30 days",
    Record.CASE_NUMBERING: _NO_CLIENT,
    Record.EMERGENCY_ATTEMPT: "a try that found nobody, or whoever was then opened; never whom",
    Record.CONTACT_FACT: _NO_CLIENT,
    Record.CASE_FACT: _NO_CLIENT,
    Record.MEETING_FACT: _NO_CLIENT,
    Record.REFERRAL_FACT: _NO_CLIENT,
}
