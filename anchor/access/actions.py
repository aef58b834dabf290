"""What one may do: a second table, action x role x relation. Colleagues who may know but not act get 403."""

from dataclasses import dataclass
from enum import StrEnum

from anchor.access.vocabulary import Relation
from anchor.accounts.models import Role


class Action(StrEnum):
    """The acts of the five people, each asked again inside its service."""

    SEE_DAY = "see_day"
    SEE_CASES = "see_cases"
    SEE_QUESTIONS = "see_questions"
    SCREEN = "screen"
    RECORD_CONTACT = "record_contact"
    CHANGE_CONTACT = "change_contact"
    RECORD_GROUND = "record_ground"
    ASK_ABOUT_CONTACT = "ask_about_contact"
    GIVE_OPINION = "give_opinion"
    ANSWER_CHILD_WELFARE = "answer_child_welfare"
    RECORD_EVENT = "record_event"
    LINK_PERSON = "link_person"
    UNLINK_PERSON = "unlink_person"
    ANSWER_NOTICE = "answer_notice"
    DECIDE = "decide"
    OPEN_CASE = "open_case"
    ASSIGN = "assign"
    CHANGE_CASE = "change_case"
    CHANGE_CLIENT = "change_client"
    ASK_ABOUT_CASE = "ask_about_case"
    WITHDRAW_QUESTION = "withdraw_question"
    ANSWER_QUESTION = "answer_question"
    OPEN_PROTECTED = "open_protected"
    RECORD_CONSENT = "record_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    DECIDE_FOR_GUARDIAN = "decide_for_guardian"
    LOG_MEETING = "log_meeting"
    CHANGE_MEETING = "change_meeting"
    WRITE_NOTE = "write_note"
    SHARE_NOTE = "share_note"
    TAKE_BACK_NOTE = "take_back_note"
    RECORD_DISCLOSURE = "record_disclosure"
    DISCLOSE = "disclose"
    TAKE_BACK_DISCLOSURE = "take_back_disclosure"
    ASK_SECTOR = "ask_sector"
    ANSWER_REQUEST = "answer_request"
    WITHDRAW_REQUEST = "withdraw_request"
    MARK_ACTION = "mark_action"
    WRITE_SAFETY_NOTE = "write_safety_note"
    CHANGE_SAFETY_NOTE = "change_safety_note"
    OPEN_EMERGENCY = "open_emergency"
    USE_EMERGENCY = "use_emergency"
    END_EMERGENCY = "end_emergency"
    REVIEW_EMERGENCY = "review_emergency"
    WATCH_EMERGENCIES = "watch_emergencies"
    SEE_REFERRALS = "see_referrals"
    REFER_ONWARD = "refer_onward"
    FOLLOW_REFERRAL = "follow_referral"
    TRANSFER_CASE = "transfer_case"
    SETTLE_TRANSFER = "settle_transfer"
    ANSWER_TRANSFER = "answer_transfer"
    REPORT_ON_MUNICIPALITY = "report_on_municipality"
    REPORT_ON_NATION = "report_on_nation"
    READ_REPORT = "read_report"
    READ_LOG = "read_log"
    SEE_RETENTION = "see_retention"
    GIVE_PROTECTED_RIGHT = "give_protected_right"
    SEEK_FOR_EXTRACT = "seek_for_extract"
    MAKE_EXTRACT = "make_extract"


class Grip(StrEnum):
    """How firmly a participation holds a case: the codename of the grant."""

    VIEW = "view_case"
    WORK = "work_case"
    LEAD = "lead_case"


@dataclass(frozen=True)
class Rule:
    """Who may do it: with one of the roles, and standing in one of the relations (none: the role is enough)."""

    roles: frozenset[str]
    relations: frozenset[Relation] = frozenset()
    grips: frozenset[Grip] = frozenset()  # with a participation: at least one of these holds


_TEAM = frozenset({Role.MEMBER, Role.COORDINATOR})
_COORDINATOR = frozenset({Role.COORDINATOR})
_IN_EMERGENCY = _TEAM | {Role.EMERGENCY}
_WORKING = frozenset({Grip.WORK, Grip.LEAD})


def _on_case(*relations: Relation) -> Rule:
    return Rule(_TEAM, frozenset(relations or (Relation.TAKES_PART,)), _WORKING)


ACTIONS: dict[Action, Rule] = {
    # Where each role of a team begins: a guest with the case they were invited to, an expert with what they were asked.
    Action.SEE_DAY: Rule(_TEAM),
    Action.SEE_CASES: Rule(_TEAM | {Role.GUEST}),
    Action.SEE_QUESTIONS: Rule(frozenset({Role.EXPERT})),
    Action.SCREEN: Rule(_TEAM),
    Action.RECORD_CONTACT: Rule(_TEAM),
    Action.CHANGE_CONTACT: Rule(_TEAM, frozenset({Relation.OWNER})),
    # Asked of the details: who may read the name may say on what ground another sector may.
    Action.RECORD_GROUND: Rule(_TEAM, frozenset({Relation.OWNER, Relation.GROUNDED})),
    # A question is asked by whoever works on the case or screens the contact; the asker's sector may take it back.
    Action.ASK_ABOUT_CONTACT: Rule(_TEAM, frozenset({Relation.SCREENING})),
    Action.ASK_ABOUT_CASE: _on_case(),
    Action.WITHDRAW_QUESTION: _on_case(Relation.OWN_SECTOR, Relation.SCREENING_OWN),
    Action.ANSWER_QUESTION: Rule(frozenset({Role.EXPERT}), frozenset({Relation.ASKED})),
    Action.GIVE_OPINION: Rule(_TEAM, frozenset({Relation.SCREENING})),
    Action.ANSWER_CHILD_WELFARE: Rule(_TEAM, frozenset({Relation.SCREENING})),
    Action.RECORD_EVENT: Rule(_TEAM, frozenset({Relation.SCREENING, Relation.TOOK_PART})),
    # Asked of the details: who may read the name compares it with clients they know.
    Action.LINK_PERSON: Rule(_COORDINATOR, frozenset({Relation.OWNER, Relation.GROUNDED})),
    Action.UNLINK_PERSON: Rule(_COORDINATOR, frozenset({Relation.OWNER, Relation.KNOWS_BOTH})),
    Action.ANSWER_NOTICE: Rule(_TEAM, frozenset({Relation.LEADS})),
    Action.DECIDE: Rule(_COORDINATOR, frozenset({Relation.SCREENING, Relation.TOOK_PART})),
    Action.OPEN_CASE: Rule(_COORDINATOR, frozenset({Relation.TOOK_PART})),
    Action.ASSIGN: Rule(_COORDINATOR, frozenset({Relation.COORDINATOR})),
    Action.CHANGE_CASE: _on_case(),
    Action.CHANGE_CLIENT: _on_case(Relation.OWN_SECTOR),
    Action.OPEN_PROTECTED: Rule(_TEAM, frozenset({Relation.PROTECTED_OWN, Relation.PROTECTED_KNOWN})),
    # The responsible worker records a consent, for a yes opens the case to others; a withdrawal any team member who may know
    # of the case records in one click, by telephone too (access.md, The matrix; domain.md, Withdrawal of consent).
    Action.RECORD_CONSENT: Rule(_TEAM, frozenset({Relation.TAKES_PART}), frozenset({Grip.LEAD})),
    # Each for the own sector's register: the decision bears the decider's sector (Maker.OWN_SECTOR).
    Action.DECIDE_FOR_GUARDIAN: _on_case(),
    Action.WITHDRAW_CONSENT: Rule(_TEAM, frozenset({Relation.TAKES_PART, Relation.COORDINATOR})),
    Action.LOG_MEETING: _on_case(),
    Action.CHANGE_MEETING: _on_case(Relation.AUTHOR, Relation.PRESENT),
    Action.WRITE_NOTE: _on_case(),
    # Sharing is an act of the note's sector: its author shares, any colleague of the sector may take that back.
    Action.SHARE_NOTE: _on_case(Relation.AUTHOR),
    Action.TAKE_BACK_NOTE: _on_case(Relation.AUTHOR, Relation.OWN_SECTOR),
    # Asked of the case, and then of the record that is given: only its own sector gives it.
    Action.RECORD_DISCLOSURE: _on_case(),
    Action.DISCLOSE: _on_case(Relation.OWN_SECTOR),
    Action.TAKE_BACK_DISCLOSURE: _on_case(Relation.OWN_SECTOR),
    Action.ASK_SECTOR: _on_case(),
    Action.ANSWER_REQUEST: _on_case(Relation.RECEIVER),
    Action.WITHDRAW_REQUEST: _on_case(Relation.OWN_SECTOR),
    Action.MARK_ACTION: _on_case(Relation.OWN_SECTOR, Relation.AUTHOR, Relation.PRESENT, Relation.CONSENTED),
    Action.WRITE_SAFETY_NOTE: _on_case(),
    Action.CHANGE_SAFETY_NOTE: _on_case(Relation.OWN_SECTOR),
    # A member of the team, or the county's named emergency users (access.md, Emergency access).
    Action.OPEN_EMERGENCY: Rule(_IN_EMERGENCY),
    Action.USE_EMERGENCY: Rule(_IN_EMERGENCY, frozenset({Relation.OWNER})),
    Action.END_EMERGENCY: Rule(_IN_EMERGENCY, frozenset({Relation.OWNER, Relation.COORDINATOR})),
    Action.REVIEW_EMERGENCY: Rule(_COORDINATOR, frozenset({Relation.COORDINATOR})),
    Action.WATCH_EMERGENCIES: Rule(frozenset({Role.COORDINATOR, Role.SUPERIOR, Role.AUDITOR})),
    Action.SEE_REFERRALS: Rule(_TEAM),
    Action.REFER_ONWARD: _on_case(),
    Action.FOLLOW_REFERRAL: _on_case(Relation.OWN_SECTOR),
    # The responsible worker sends, who alone knows what goes along; the coordinator may take it back by the shell.
    Action.TRANSFER_CASE: Rule(_TEAM, frozenset({Relation.TAKES_PART}), frozenset({Grip.LEAD})),
    Action.SETTLE_TRANSFER: Rule(_TEAM, frozenset({Relation.TAKES_PART, Relation.COORDINATOR}), frozenset({Grip.LEAD})),
    Action.ANSWER_TRANSFER: Rule(_COORDINATOR, frozenset({Relation.RECEIVES})),
    Action.REPORT_ON_MUNICIPALITY: Rule(frozenset({Role.MANAGER})),
    Action.REPORT_ON_NATION: Rule(frozenset({Role.NATIONAL})),
    Action.READ_REPORT: Rule(frozenset({Role.MANAGER, Role.NATIONAL})),
    Action.READ_LOG: Rule(frozenset({Role.AUDITOR})),
    Action.SEE_RETENTION: Rule(frozenset({Role.AUDITOR})),
    # The controller decides it, the administrator of people writes it down: nobody who sees a client gives it.
    Action.GIVE_PROTECTED_RIGHT: Rule(frozenset({Role.ADMINISTRATOR})),
    Action.SEEK_FOR_EXTRACT: Rule(frozenset({Role.REGISTER_OFFICER})),
    Action.MAKE_EXTRACT: Rule(frozenset({Role.REGISTER_OFFICER}), frozenset({Relation.OWNER})),
}
