"""What each way of standing opens, from access.md (The matrix), domain.md and docs/decisions.md. What is not named is closed."""

from dataclasses import dataclass

from tests.proofs.oracle.stand import MAY_BE_DISCLOSED, TEAM_WORK

_ON_CASE, _OWN, _CONSENT, _PRESENT = "on the case", "own sector on the case", "with consent", "was present"
_KEPT = "its sector was there before the withdrawal"
_WROTE, _RECEIVED, _GIVEN = "wrote it and is on the case", "its sector received it", "it was disclosed to its sector"
_COORDINATOR, _SCREENS, _TOOK_PART, _COLLECTS = (
    "coordinates the team",
    "screens",
    "took part in the screening",
    "collects",
)
_ASKED, _CLEARS, _SCREENS_OWN = "asked by name", "clears what has ended", "screens for its sector"
# What hangs on a contact is known to those who know the contact: the coordinator while it is screened.
_SCREENED = (_SCREENS, _TOOK_PART, _OWN, _CONSENT)
# access.md: residence, address, school under non-disclosure: own sector on the case, only with the right to process it.
_RIGHT, _KNOWS_PLACE = (
    "own sector, with the right to protected data",
    "told who it is, with the right to protected data",
)
_SHELL = (_ON_CASE, _COORDINATOR)
_SHARED = (_OWN, _CONSENT)
_OR_GIVEN = (*_SHARED, _GIVEN)
_RECEIVES, _ACCEPTED = "coordinates the receiving team", "accepted the transfer"
# Emergency access opens shell, contact data, related persons, safety notes, agreed actions, nothing else (access.md).
_EMERGENCY, _ADDRESS = "opened it in an emergency", "opened it in an emergency, address confirmed"
_SEEKS = "seeks by exact name and birth date"
_OPENERS = ("member", "coordinator", "emergency")
# A register officer, one client at a time; what the extract's records hang on and who may ask is recognised whoever wrote it.
# By the identity code nobody is found but whom the own controller has written one down of.
_SEEKS_CODE = "seeks by exact identity code"
_ASKED_ABOUT, _EXTRACT = "has opened its client's extracts", "has opened its client's extracts, own controller"
FACTS = ("contact fact", "case fact", "meeting fact", "referral fact")

READS: dict[str, tuple[str, ...]] = {
    "contact": (*_SCREENED, _COLLECTS, _ASKED_ABOUT),
    "contact details": ("own", "has a ground", _OWN, _CONSENT, _EXTRACT),
    # Not among "age, criteria, reason codes, urgency, area", which all who screen read; figures count where contacts come from.
    "contact origin": ("own", "has a ground", _OWN, _CONSENT, _COLLECTS),
    "contact place": (_KNOWS_PLACE, _RIGHT),
    "opinion": (*_SCREENED, _EXTRACT),
    "decision": (*_SCREENED, _EXTRACT),
    "decision participant": (*_SCREENED, _EXTRACT),
    # The receiver of a notification is social services (decisions.md).
    "child welfare answer": ("screens for its sector", _OWN, "own", _RECEIVED, _EXTRACT),
    "contact grant": ("own", _COORDINATOR),
    # An entry of the asker's sector; the expert sees the words of the question alone, until answered.
    "expert question": (_ASKED, _SCREENS_OWN, _OWN, _CONSENT, _COLLECTS, _EXTRACT),
    "question grant": ("own", _SCREENS_OWN, _OWN, _COLLECTS),
    "case shell": (*_SHELL, _EMERGENCY, _SEEKS, _COLLECTS, _ASKED_ABOUT),
    # Whoever assigns sees which cases stem from one event; nobody sees anything of another party by it (domain.md).
    "event": (_SCREENS, _TOOK_PART, _OWN, _CONSENT, _COORDINATOR),
    # What it was could tell who the contact is about: with a ground, and to its receiver.
    "event details": ("own", "has a ground", _OWN, _CONSENT),
    "shared lead": (_COORDINATOR,),
    # The earlier team's responsible worker is told: whoever that is today.
    "presence notice": ("leads the case",),
    # Duplicates follow the record they are about: two of them here, so who may know both (access.md, The matrix).
    "same person": ("own", "takes part in both", _COLLECTS),
    "case numbering": (_COORDINATOR,),
    # The nightly comparison of keys with work is done by the task that acts for no person (access.md, The three locks).
    "working group": (*_SHELL, _EMERGENCY, _COLLECTS, _EXTRACT),
    "case grant": ("own", _COORDINATOR, _COLLECTS),
    "name": (_ON_CASE, _SEEKS, _ASKED_ABOUT),
    # Others on the case know name and age; whoever seeks somebody has to give the day.
    "birth date": (*_OR_GIVEN, _SEEKS, _COLLECTS, _ASKED_ABOUT),
    "identity": (*_OR_GIVEN, _COLLECTS, _EXTRACT, _SEEKS_CODE),
    "address": (*_OR_GIVEN, _EMERGENCY, _COLLECTS, _EXTRACT),
    "protected address": (_RIGHT, _ADDRESS),  # figures are without an area then, so nobody counts by it either
    "related person": (*_OR_GIVEN, _EMERGENCY, _ASKED_ABOUT),
    "protected person": (_RIGHT,),
    "safety note": (*_SHARED, _EMERGENCY, _EXTRACT),
    "criteria": (*_OR_GIVEN, _COLLECTS, _EXTRACT),
    "reason": (*_OR_GIVEN, _EXTRACT),
    "consent": (*_SHELL, _EXTRACT, _COLLECTS),
    "consent details": (_OWN, _EXTRACT),
    # domain.md, What a guardian gets: decided per register and written down, by that register's sector.
    "guardian decision": (_OWN, _EXTRACT),
    "consent giver": (_OWN, _EXTRACT),
    "meeting": (*_SHELL, _EMERGENCY, _COLLECTS, _EXTRACT),
    "attendance": (*_SHELL, _COLLECTS, _EXTRACT),
    # Given without consent, on a ground in law: seen by its author's sector and the receiver.
    "disclosure": (_OWN, _RECEIVED, _EXTRACT),
    "sector request": (_OWN, _RECEIVED, _EXTRACT),
    "unmanned request": (_OWN, _RECEIVED, _COORDINATOR, _EXTRACT),
    "summary": (_OWN, _PRESENT, _WROTE, _CONSENT, _GIVEN, _KEPT, _EXTRACT),
    # A place of domain.md's turvakielto: as the summary it belongs to, and under non-disclosure as a protected address.
    "meeting place": (_OWN, _PRESENT, _WROTE, _CONSENT, _KEPT, _EXTRACT),
    "protected place": (_RIGHT,),
    "agreed action": (_OWN, _PRESENT, _WROTE, _CONSENT, _GIVEN, _KEPT, _EMERGENCY, _EXTRACT),
    "sector note": (_OWN, _WROTE, _GIVEN, _EXTRACT),
    # Only when its sector shares that note, and then with consent (access.md, sector note).
    "shared note": (_OWN, _WROTE, _CONSENT, _GIVEN, _EXTRACT),
    "onward referral": (*_OR_GIVEN, _COLLECTS, _EXTRACT),
    # "A transfer record that both sides can read" (domain.md, Tenancy). What goes along is the sender's until it is accepted.
    "transfer": (*_SHELL, _RECEIVES, _COLLECTS, _EXTRACT),
    "parcel": (_WROTE, _ACCEPTED),
    "arrival": (*_SHELL, _COLLECTS, _EXTRACT),
    "carried entry": (*_SHARED, _EXTRACT),
    # The coordinator and the auditor are told at once; management, when nobody has reviewed it in time.
    "emergency access": ("own", _COORDINATOR, "audits for the controller", "oversees what is overdue", _EXTRACT),
    "emergency text": ("own", _COORDINATOR, _EXTRACT),
    "emergency attempt": ("own",),
    "extract request": ("own",),
    "draft": ("own",),
    **dict.fromkeys(FACTS, (_COLLECTS,)),
}
WRITES: dict[str, tuple[str, ...]] = {
    "contact": (_SCREENS, _TOOK_PART),
    "contact details": ("own",),
    "contact origin": ("own",),
    "contact place": (_KNOWS_PLACE,),
    "opinion": ("screens for its sector",),
    "decision": (_TOOK_PART,),
    "decision participant": (_TOOK_PART,),
    "child welfare answer": ("screens for its sector",),
    "contact grant": (_COORDINATOR,),
    # The expert answers, the asker's sector may take the question back; the night clears what has ended.
    "expert question": (_ASKED, _SCREENS_OWN, _OWN),
    "question grant": ("own", _SCREENS_OWN, _OWN, _CLEARS),
    "event": (_SCREENS, _TOOK_PART),
    "event details": (),  # told anew with another event, never changed
    "shared lead": (),
    "presence notice": ("leads the case",),
    "same person": ("own", "takes part in both"),
    # The night reckons ages, and what ends on an 18th birthday.
    "case shell": (*_SHELL, _COLLECTS),
    "case numbering": (_COORDINATOR,),
    "working group": (_COORDINATOR,),
    # The night clears what has ended; a task dates other sectors' keys when a case is closed.
    "case grant": (_COORDINATOR, _CLEARS, _COLLECTS),
    "name": (_OWN,),
    "birth date": (_OWN,),
    "identity": (_OWN,),
    "address": (_OWN,),
    "protected address": (_RIGHT,),
    "related person": (_OWN,),
    "protected person": (_RIGHT,),
    "safety note": (_OWN,),
    "emergency access": ("own", _COORDINATOR),
    "emergency text": (),
    "emergency attempt": (),
    "criteria": (_OWN,),
    "reason": (_OWN,),
    "guardian decision": (),  # it stands; the next one takes its place
    # Only to end it: any team member who may know of the case records a withdrawal (domain.md).
    "consent": (*_SHELL, _COLLECTS),
    "consent giver": (_OWN,),
    # How it was given is evidence: the responsible worker writes it with the answer, and nobody afterwards.
    "consent details": (),
    "meeting": (_ON_CASE,),
    "attendance": (_ON_CASE,),
    # Whoever wrote it down may mend it (decisions.md).
    "summary": (_PRESENT, _WROTE),
    "meeting place": (_PRESENT, _WROTE),
    "protected place": (),  # under non-disclosure no place is written down
    # Whoever reads it marks it as done (decisions.md); what was agreed is kept by those who were there or wrote it.
    "agreed action": (_OWN, _PRESENT, _WROTE, _CONSENT),
    "sector note": (_WROTE,),
    "shared note": (_WROTE, _OWN),  # anybody of its sector may take the sharing back
    "disclosure": (_OWN,),
    "sector request": (_OWN, _RECEIVED),
    "unmanned request": (_OWN, _RECEIVED),
    "onward referral": (_OWN,),
    # Taken back by the sending side, accepted or declined by the receiving one.
    "transfer": (*_SHELL, _RECEIVES),
    "parcel": (_WROTE, _ACCEPTED),
    "arrival": (),
    "carried entry": (),
    "extract request": ("own",),
    "draft": ("own",),
    **dict.fromkeys(FACTS, (_COLLECTS,)),
}
# Only what must be able to go may be deleted; whoever may write it deletes it.
DELETED = frozenset(
    {
        "safety note",
        "decision",
        "decision participant",
        "contact grant",
        "question grant",
        "case grant",
        "related person",
        "reason",
        "attendance",
    }
    | {"agreed action", "draft", "protected person", "contact place", "parcel", "event", "same person", *FACTS}
)
# By whom, where not by everybody who may change something of it.
DELETES: dict[str, tuple[str, ...]] = {"agreed action": (_PRESENT, _WROTE), "case grant": (_COORDINATOR, _CLEARS)}
# What may be thrown away unread by somebody who may not look at it.
UNREAD: dict[str, tuple[str, ...]] = {"parcel": ("knows that nobody will open it",)}
# Who may make such a record, in the own name and the own team, about what this one is about.
_ABOUT_CASE = (_ON_CASE, _COORDINATOR)
MAKES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(READS, _ABOUT_CASE),
    "contact": ("works in a team",),
    **dict.fromkeys(
        (
            "contact details",
            "contact origin",
            "contact place",
            "opinion",
            "decision",
            "decision participant",
            "child welfare answer",
            "event",
            "event details",
        ),
        (_SCREENS, "took part as team worker"),
    ),
    # A yes opens the case to other sectors: only who leads it writes it down.
    "guardian decision": (_OWN,),
    **dict.fromkeys(("consent", "consent details", "consent giver"), ("leads the case",)),
    "attendance": ("may say who was there",),
    # The responsible worker sends; what arrives is made by who accepted it, for a case of the own team.
    **dict.fromkeys(("transfer", "parcel"), ("leads the case",)),
    "arrival": ("accepted the transfer, for a case of the team",),
    "carried entry": ("made the arrival",),
    **dict.fromkeys(("sector request", "unmanned request"), (_OWN,)),
    # Nobody discloses another sector's record, least of all to themself.
    "disclosure": ("gives what its own sector may give",),
    "contact grant": ("screens",),  # in the own name
    # Of a contact it is asked while that is screened; afterwards of the case.
    "expert question": ("on the case it names", _SCREENS),
    "question grant": (),  # it comes with the question, for the expert it names: nobody makes one for themself
    "case grant": (_COORDINATOR,),
    "extract request": ("seeks for an extract by exact name and birth date",),
    "draft": ("is in a team",),
    # Nobody opens a case in an emergency but by the exact name and birth date.
    "emergency access": (_SEEKS,),
    "emergency text": ("opened or coordinates the emergency access it is about",),
    "emergency attempt": ("is in a team",),
    **dict.fromkeys(("case shell", "working group", "shared lead"), (_COORDINATOR,)),
    "presence notice": (),  # the database makes it, when another team saves a contact
    "same person": ("coordinates, knows the earlier client and is near the contact",),
    **dict.fromkeys(("case numbering", "name"), ("coordinates some team",)),
    **dict.fromkeys(FACTS, (_COLLECTS,)),
}


@dataclass(frozen=True)
class Act:
    """Who may do something to which records: with one of the roles, standing in one of the ways."""

    to: tuple[str, ...]
    standing: tuple[str, ...] = ()
    roles: tuple[str, ...] = TEAM_WORK


ACTS: dict[str, Act] = {
    "see_day": Act(()),
    "see_cases": Act((), roles=(*TEAM_WORK, "guest")),
    "see_questions": Act((), roles=("expert",)),
    "screen": Act(()),
    "record_contact": Act(()),
    "change_contact": Act(("contact",), ("own",)),
    "record_ground": Act(("contact details",), ("own", "has a ground")),
    "ask_about_contact": Act(("contact",), (_SCREENS,)),
    "ask_about_case": Act(("case shell",), (_ON_CASE,)),
    "withdraw_question": Act(("expert question",), (_OWN, _SCREENS_OWN)),
    "answer_question": Act(("expert question",), (_ASKED,), ("expert",)),
    "give_opinion": Act(("contact",), (_SCREENS,)),
    "answer_child_welfare": Act(("contact",), (_SCREENS,)),
    "record_event": Act(("contact",), (_SCREENS, _TOOK_PART)),
    "link_person": Act(("contact details",), ("own", "has a ground"), ("coordinator",)),
    "unlink_person": Act(("same person",), ("own", "takes part in both"), ("coordinator",)),
    "answer_notice": Act(("presence notice",), ("leads the case",)),
    "decide": Act(("contact",), (_SCREENS, _TOOK_PART), ("coordinator",)),
    "open_case": Act(("contact",), (_TOOK_PART,), ("coordinator",)),
    "assign": Act(("case shell",), (_COORDINATOR,), ("coordinator",)),
    "change_case": Act(("case shell",), (_ON_CASE,)),
    "change_client": Act(("name",), (_OWN,)),
    # Opened one view at a time, for a task that is written down.
    "open_protected": Act(("protected address", "contact place", "protected place"), (_RIGHT, _KNOWS_PLACE)),
    "record_consent": Act(("case shell",), ("leads the case",)),
    "decide_for_guardian": Act(("case shell",), (_ON_CASE,)),
    "withdraw_consent": Act(("case shell", "consent"), _SHELL),
    "log_meeting": Act(("case shell", "meeting"), (_ON_CASE,)),
    "change_meeting": Act(("summary", "meeting place", "agreed action"), (_PRESENT, _WROTE)),
    "write_note": Act(("case shell",), (_ON_CASE,)),
    "share_note": Act(("sector note", "shared note"), (_WROTE,)),
    "take_back_note": Act(("sector note", "shared note"), (_OWN, _WROTE)),
    "record_disclosure": Act(("case shell",), (_ON_CASE,)),
    "disclose": Act(tuple(sorted(MAY_BE_DISCLOSED)), (_OWN,)),
    "take_back_disclosure": Act(("disclosure",), (_OWN,)),
    "ask_sector": Act(("case shell",), (_ON_CASE,)),
    "answer_request": Act(("sector request", "unmanned request"), (_RECEIVED,)),
    "withdraw_request": Act(("sector request", "unmanned request"), (_OWN,)),
    "mark_action": Act(("agreed action",), (_OWN, _PRESENT, _WROTE, _CONSENT)),
    "write_safety_note": Act(("case shell",), (_ON_CASE,)),
    "change_safety_note": Act(("safety note",), (_OWN,)),
    "open_emergency": Act((), roles=_OPENERS),
    "use_emergency": Act(("emergency access",), ("own",), _OPENERS),
    "end_emergency": Act(("emergency access",), ("own", _COORDINATOR), _OPENERS),
    "review_emergency": Act(("emergency access",), (_COORDINATOR,), ("coordinator",)),
    "watch_emergencies": Act((), roles=("coordinator", "superior", "auditor")),
    "see_referrals": Act(()),
    "refer_onward": Act(("case shell",), (_ON_CASE,)),
    "follow_referral": Act(("onward referral",), (_OWN,)),
    "transfer_case": Act(("case shell",), ("leads the case",)),
    "settle_transfer": Act(("transfer",), ("leads the case", _COORDINATOR)),
    "answer_transfer": Act(("transfer",), (_RECEIVES,), ("coordinator",)),
    "report_on_municipality": Act((), roles=("manager",)),
    "report_on_nation": Act((), roles=("national",)),
    "read_report": Act((), roles=("manager", "national")),
    "seek_for_extract": Act((), roles=("register_officer",)),
    "make_extract": Act(("extract request",), ("own",), ("register_officer",)),
    "read_log": Act((), roles=("auditor",)),
    "give_protected_right": Act((), roles=("administrator",)),
    "see_retention": Act((), roles=("auditor",)),
}
