"""The door table: who gets which answer at which door. Kept by hand, on purpose: it is what we mean, not what the code does.

A POST without content is answered 422 (a form with its errors) or 302 where nothing had to be typed. Whoever may not even
know gets 404; a colleague who may know but not act gets 403; anonymous is sent to sign in.
"""

from dataclasses import dataclass, field
from typing import Any

from clients.models import Consent, Participation
from meetings.models import AgreedAction
from tests import factories
from tests.clients.emergencies import emergency, safety_note
from tests.referrals import transferring
from tests.referrals.situations import referral
from tests.world import EVERYBODY, OFFICE_PEOPLE

TEAM = (
    "responsible_social_worker",
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "youth_worker_not_on_the_case",
    "nurse_not_on_the_case",
    "worker_of_the_other_party",
    "coordinator",
)
OTHER_TEAMS = (
    "neighbour_team_member",
    "neighbour_team_coordinator",
    "other_municipality_member",
    "other_municipality_coordinator",
)
ALL_TEAMS = (*TEAM, *OTHER_TEAMS)
GUESTS = ("guest_on_the_case", "expired_guest")
EXPERTS = ("expert_asked", "expert_not_asked")
REPORTERS = ("municipal_manager", "other_municipal_manager", "national_coordinator")
OFFICES = tuple(OFFICE_PEOPLE)
ON_THE_CASE = ("responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case")
GUEST = ("guest_on_the_case",)  # another authority on the case: may know, as their sector may, and act nowhere
COORDINATORS = ("coordinator", "neighbour_team_coordinator", "other_municipality_coordinator")


def answers(others: int, **groups: int) -> dict[str, int]:
    """Everybody gets `others`, anonymous is sent to sign in, and people named by keyword get theirs."""
    return dict.fromkeys(EVERYBODY, others) | {"anonymous": 302} | groups


def each(people: tuple[str, ...], status: int) -> dict[str, int]:
    """The same answer for each of these people."""
    return dict.fromkeys(people, status)


NOT_ALLOWED = answers(405)


@dataclass(frozen=True)
class Door:
    """What each person gets by method; a method not named is not allowed at this door."""

    get: dict[str, int] = field(default_factory=lambda: NOT_ALLOWED)
    post: dict[str, int] = field(default_factory=lambda: NOT_ALLOWED)
    others: dict[str, int] = field(default_factory=lambda: NOT_ALLOWED)
    about: str = ""  # which record of the world the address names

    def statuses(self, method: str) -> dict[str, int]:
        """Expected status of each person for one method."""
        return {"GET": self.get, "POST": self.post}.get(method, self.others)


def read(seen_by: tuple[str, ...], *, hidden: int = 404, **but: int) -> dict[str, int]:
    """These people see the page; for all others it does not exist."""
    return answers(hidden, **each(seen_by, 200)) | but


def sent(invalid_for: tuple[str, ...], known_to: tuple[str, ...] = (), *, hidden: int = 404) -> dict[str, int]:
    """An empty form: whoever may act is told what is missing, a colleague is refused, a stranger finds nothing."""
    return answers(hidden, **each(known_to, 403)) | each(invalid_for, 422)


def acted(done_by: tuple[str, ...], known_to: tuple[str, ...] = (), *, hidden: int = 404) -> dict[str, int]:
    """An act without a form: done and led onward, refused, or not there."""
    return answers(hidden, **each(known_to, 403)) | each(done_by, 302)


# A report is its asker's alone; whose role makes no reports learns so, whatever the address.
OTHER_REPORTERS = each(("other_municipal_manager", "national_coordinator"), 404)
ANYBODY = answers(200)
SIGN_IN = answers(302, anonymous=200)
RECEIVER = ("police_officer_on_the_case",)
LEAD = ("responsible_social_worker",)
NOT_LEADING = ("police_officer_on_the_case", "nurse_on_the_case", "coordinator", *GUEST)
RECEIVING = "other_municipality_coordinator"
ON_THE_OPEN_CASE = (*ON_THE_CASE, "coordinator")
NOT_ACTING = ("coordinator", *GUEST)

READ_WITH_CONSENT = ("police_officer_on_the_case", "nurse_on_the_case", *GUEST)
MAY_ASK = (*ALL_TEAMS, "county_emergency_user")
OPENER, WATCHERS = ("youth_worker_not_on_the_case",), ("coordinator", "auditor")

DOORS: dict[str, Door] = {
    # signing in
    "sign_in": Door(get=SIGN_IN, post=answers(302, anonymous=422), others=answers(405, anonymous=405)),
    "sign_out": Door(post=answers(302)),
    "wear": Door(get=ANYBODY, post=answers(422)),
    "set_language": Door(get=answers(302), post=answers(302), others=answers(302)),
    # first pages
    "home": Door(get=answers(302)),
    "health": Door(
        get=answers(200, anonymous=200), others=answers(405, anonymous=405), post=answers(405, anonymous=405)
    ),
    "matrix": Door(get=ANYBODY),
    "today": Door(get=read(ALL_TEAMS, hidden=403)),
    "draft": Door(post=answers(404, **each(ON_THE_OPEN_CASE, 200)), about="draft"),
    # the memory
    "access_log": Door(get=read(("auditor",), hidden=403), post=read(("auditor",), hidden=403)),
    "protected_rights": Door(get=read(("administrator",), hidden=403)),
    "protected_right": Door(
        get=read(("administrator",), hidden=403), post=sent(("administrator",), hidden=403), about="member_id"
    ),
    "retention": Door(get=read(("auditor",), hidden=403)),
    "extracts": Door(get=read(("register_officer",), hidden=403), post=sent(("register_officer",), hidden=403)),
    "extract": Door(
        get=read(("register_officer",), hidden=403),
        post=sent(("register_officer",), hidden=403),
        about="extract_id",
    ),
    "make_extract": Door(post=sent(("register_officer",), hidden=403), about="extract_id"),
    "close_extract": Door(post=acted(("register_officer",), hidden=403), about="extract_id"),
    # reports
    "reports": Door(get=read(REPORTERS, hidden=403), post=sent(REPORTERS, hidden=403)),
    "report": Door(get=read(("municipal_manager",), hidden=403) | OTHER_REPORTERS, about="report_id"),
    "report_pdf": Door(get=read(("municipal_manager",), hidden=403) | OTHER_REPORTERS, about="report_id"),
    "cancel_report": Door(post=acted(("municipal_manager",), hidden=403) | OTHER_REPORTERS, about="report_id"),
    "retry_report": Door(post=acted(("municipal_manager",), hidden=403) | OTHER_REPORTERS, about="report_id"),
    # contacts coming in
    "contacts": Door(get=read(ALL_TEAMS, hidden=403)),
    "new_contact": Door(get=read(ALL_TEAMS, hidden=403), post=sent(ALL_TEAMS, hidden=403)),
    "contact": Door(get=read(TEAM), about="contact_id"),
    "change_contact": Door(
        get=read(RECEIVER, **each(tuple(set(TEAM) - set(RECEIVER)), 403)),
        post=sent(RECEIVER, TEAM),
        about="contact_id",
    ),
    # Not under non-disclosure: there is nothing kept apart that anybody could open.
    "contact_place": Door(
        get=answers(404, **each(TEAM, 403)), post=answers(404, **each(TEAM, 403)), about="contact_id"
    ),
    "give_opinion": Door(post=sent(TEAM), about="contact_id"),
    "answer_child_welfare": Door(get=read(TEAM), post=sent(TEAM), about="contact_id"),
    # No sector and no ground is an answer too: nobody else may read the name.
    "record_ground": Door(
        get=read(RECEIVER, **each(tuple(set(TEAM) - set(RECEIVER)), 403)),
        post=acted(RECEIVER, TEAM),
        about="contact_id",
    ),
    # The coordinator's sector has no ground here, so neither person exists to be compared; the receiver coordinates nothing.
    "compare_persons": Door(
        get=answers(404, police_officer_on_the_case=403),
        post=answers(404, police_officer_on_the_case=403),
        about="contact_id client_id",
    ),
    # Told to the responsible worker alone.
    "presence_notice": Door(get=read(LEAD), post=sent(LEAD), about="notice_id"),
    "undo_same_person": Door(post=acted(("coordinator",)), about="said_id"),
    "contact_event": Door(get=read(TEAM), post=sent(TEAM), about="contact_id"),
    "remove_event": Door(post=acted(TEAM), about="contact_id"),
    "decide": Door(
        get=read(("coordinator",), **each(tuple(set(TEAM) - {"coordinator"}), 403)),
        post=sent(("coordinator",), TEAM),
        about="contact_id",
    ),
    "undo_decision": Door(post=acted(("coordinator",), TEAM), about="contact_id"),
    "open_case": Door(get=answers(404, **each(TEAM, 403)), post=answers(404, **each(TEAM, 403)), about="contact_id"),
    # questions to experts, about the case (with consent: read by the guest and the other sectors too)
    "ask_about_contact": Door(get=read(TEAM), post=sent(TEAM), about="contact_id"),
    "ask_about_case": Door(
        get=read(ON_THE_CASE, **each(NOT_ACTING, 403)), post=sent(ON_THE_CASE, NOT_ACTING), about="case_id"
    ),
    "questions": Door(get=read(EXPERTS, hidden=403)),
    "question": Door(
        get=read((*ON_THE_CASE, *GUEST, "expert_asked")),
        post=sent(("expert_asked",), (*ON_THE_CASE, *GUEST)),
        about="question_id",
    ),
    # Once it is taken back, the expert who comes after finds nothing.
    "withdraw_question": Door(
        post=acted(LEAD, ("police_officer_on_the_case", "nurse_on_the_case", *GUEST)),
        about="question_id",
    ),
    # referrals going onward
    "referral_board": Door(get=read(ALL_TEAMS, hidden=403)),
    "new_referral": Door(
        get=read(ON_THE_CASE, **each(NOT_ACTING, 403)), post=sent(ON_THE_CASE, NOT_ACTING), about="case_id"
    ),
    "follow_referral": Door(
        get=read((*ON_THE_CASE, *GUEST)),
        post=sent(LEAD, ("police_officer_on_the_case", "nurse_on_the_case", *GUEST)),
        about="referral_id",
    ),
    # cases
    # Searching: what was typed is kept, and the answer leads to its results.
    "cases": Door(get=read((*ALL_TEAMS, *GUESTS), hidden=403), post=acted((*ALL_TEAMS, *GUESTS), hidden=403)),
    "case": Door(get=read((*ON_THE_OPEN_CASE, *GUEST)), about="case_id"),
    "assign": Door(
        get=read(("coordinator",), **each((*ON_THE_CASE, *GUEST), 403)),
        post=sent(("coordinator",), (*ON_THE_CASE, *GUEST)),
        about="case_id",
    ),
    "invite_guest": Door(
        get=read(("coordinator",), **each((*ON_THE_CASE, *GUEST), 403)),
        post=sent(("coordinator",), (*ON_THE_CASE, *GUEST)),
        about="case_id",
    ),
    "prolong_guest": Door(post=sent(("coordinator",), (*ON_THE_CASE, *GUEST)), about="participation_id"),
    "end_participation": Door(post=sent(("coordinator",), (*ON_THE_CASE, *GUEST)), about="participation_id"),
    "lead_case": Door(post=acted(("coordinator",), (*ON_THE_CASE, *GUEST)), about="participation_id"),
    # The nurse investigates nothing: the coordinator is told so, and nobody else may say it.
    "mark_investigator": Door(post=acted(("coordinator",), (*ON_THE_CASE, *GUEST)), about="participation_id"),
    # Not protected: the page itself shows them, whichever way it is asked.
    "contact_details": Door(
        get=read((*ON_THE_CASE, *GUEST), coordinator=403),
        post=read((*ON_THE_CASE, *GUEST), coordinator=403),
        about="case_id",
    ),
    "change_client": Door(get=read(LEAD, **each(NOT_LEADING, 403)), post=sent(LEAD, NOT_LEADING), about="case_id"),
    "protection": Door(get=read(LEAD, **each(NOT_LEADING, 403)), post=acted(LEAD, NOT_LEADING), about="case_id"),
    "record_consent": Door(get=read(LEAD, **each(NOT_LEADING, 403)), post=sent(LEAD, NOT_LEADING), about="case_id"),
    "decide_for_guardian": Door(
        get=read(ON_THE_CASE, **each(NOT_ACTING, 403)), post=sent(ON_THE_CASE, NOT_ACTING), about="case_id"
    ),
    "consent": Door(get=read((*ON_THE_OPEN_CASE, *GUEST)), about="consent_id"),
    "withdraw_consent": Door(post=acted(ON_THE_OPEN_CASE, GUEST), about="consent_id"),
    "withdraw_all": Door(post=acted(ON_THE_OPEN_CASE, GUEST), about="case_id"),
    "close_case": Door(
        get=read(ON_THE_CASE, **each(NOT_ACTING, 403)), post=sent(ON_THE_CASE, NOT_ACTING), about="case_id"
    ),
    "reopen_case": Door(post=acted(ON_THE_CASE, NOT_ACTING), about="case_id"),
    # to another team and from one
    "send_transfer": Door(get=read(LEAD, **each(NOT_LEADING, 403)), post=sent(LEAD, NOT_LEADING), about="case_id"),
    "arrival": Door(get=read((*ON_THE_OPEN_CASE, *GUEST)), about="arrival"),
    "transfer": Door(get=read((*ON_THE_OPEN_CASE, *GUEST, RECEIVING)), about="transfer_id"),
    # Taken back by the first of them, it never was for the team it was meant for.
    "take_back_transfer": Door(
        post=acted((*LEAD, "coordinator"), ("police_officer_on_the_case", "nurse_on_the_case", *GUEST)),
        about="transfer_id",
    ),
    "accept_transfer": Door(post=sent((RECEIVING,), (*ON_THE_OPEN_CASE, *GUEST)), about="transfer_id"),
    "decline_transfer": Door(post=sent((RECEIVING,), (*ON_THE_OPEN_CASE, *GUEST)), about="transfer_id"),
    "write_safety_note": Door(
        get=read(ON_THE_CASE, **each(NOT_ACTING, 403)), post=sent(ON_THE_CASE, NOT_ACTING), about="case_id"
    ),
    "change_safety_note": Door(
        get=read(LEAD, **each(READ_WITH_CONSENT, 403)), post=sent(LEAD, READ_WITH_CONSENT), about="safety_note_id"
    ),
    # Removed by the first of them, it does not exist for the others any more.
    "remove_safety_note": Door(post=acted(LEAD), about="safety_note_id"),
    # emergency access, to a case of the team that its opener does not work on
    "open_emergency": Door(get=read(MAY_ASK, hidden=403), post=sent(MAY_ASK, hidden=403)),
    "emergency_accesses": Door(get=read((*COORDINATORS, "auditor", "superior"), hidden=403)),
    "emergency": Door(get=read(OPENER, **each(WATCHERS, 403)), about="access_id"),
    "renew_emergency": Door(post=acted(OPENER, WATCHERS), about="access_id"),
    "emergency_address": Door(get=read(OPENER, **each(WATCHERS, 403)), post=acted(OPENER, WATCHERS), about="access_id"),
    "end_emergency": Door(post=acted((*OPENER, "coordinator"), ("auditor",)), about="access_id"),
    "review_emergency": Door(
        get=read(("coordinator",), **each((*OPENER, "auditor"), 403)),
        post=sent(("coordinator",), (*OPENER, "auditor")),
        about="access_id",
    ),
    # between sectors: a disclosure and a request exist for two sectors only
    "new_disclosure": Door(
        get=read(ON_THE_CASE, coordinator=403, guest_on_the_case=403),
        post=sent(ON_THE_CASE, ("coordinator", "guest_on_the_case")),
        about="case_id",
    ),
    "disclosure": Door(get=read(("responsible_social_worker", "nurse_on_the_case")), about="disclosure_id"),
    "take_back_disclosure": Door(post=acted(LEAD, ("nurse_on_the_case",)), about="disclosure_id"),
    "ask_sector": Door(
        get=read(ON_THE_CASE, coordinator=403, guest_on_the_case=403),
        post=sent(ON_THE_CASE, ("coordinator", "guest_on_the_case")),
        about="case_id",
    ),
    "sector_request": Door(
        get=read(("responsible_social_worker", "nurse_on_the_case")),
        post=sent(("nurse_on_the_case",), LEAD),
        about="request_id",
    ),
    "withdraw_request": Door(post=acted(LEAD, ("nurse_on_the_case",)), about="request_id"),
    # Shared by the first of them, it exists for the others whom a consent covers.
    "share_note": Door(
        post=acted(LEAD, ("police_officer_on_the_case", "nurse_on_the_case", "guest_on_the_case")), about="note_id"
    ),
    "take_back_note": Door(post=acted(LEAD), about="note_id"),
    # meetings
    "log_meeting": Door(
        get=read(ON_THE_CASE, **each(NOT_ACTING, 403)), post=sent(ON_THE_CASE, NOT_ACTING), about="case_id"
    ),
    # Not under non-disclosure: there is nothing kept apart that anybody could open by sending a task.
    "meeting": Door(
        get=read((*ON_THE_OPEN_CASE, *GUEST)),
        post=answers(404, **each((*ON_THE_OPEN_CASE, *GUEST), 403)),
        about="meeting_id",
    ),
    "change_meeting": Door(
        get=read(
            ("responsible_social_worker", "police_officer_on_the_case"), nurse_on_the_case=403, **each(NOT_ACTING, 403)
        ),
        post=sent(("responsible_social_worker", "police_officer_on_the_case"), ("nurse_on_the_case", *NOT_ACTING)),
        about="meeting_id",
    ),
    "mark_action": Door(post=acted(ON_THE_CASE, GUEST), about="action_id"),
    "unmark_action": Door(post=acted(ON_THE_CASE, GUEST), about="action_id"),
}


def arguments(world: Any, name: str) -> dict[str, Any]:
    """The address's arguments: records of Hämeenlinna's first team, whose case has another party in the same event."""
    assert world.other_party.team_id == world.case.team_id
    about = DOORS[name].about
    if about == "draft":
        return {"form": "log_meeting", "about": str(world.case.pk)}
    if about == "arrival":
        transferring.arrived(world, world.case)
        return {"case_id": world.case.pk}
    if not about:
        return {}
    known = world.__dict__.setdefault("door_records", {})
    for one in about.split():
        if one not in known:
            known[one] = RECORDS[one](world)
    return {name: known[name] for name in about.split()}


def _meeting(world: Any) -> Any:
    return factories.meeting_held(
        world, world.case, by="responsible_social_worker", present=("police_officer_on_the_case",)
    )


def _participation(world: Any, who: str) -> Any:
    return world.everything(Participation).get(case=world.case, membership=world.people[who])


RECORDS: dict[str, Any] = {
    "access_id": lambda world: emergency(world, by=OPENER[0], case=world.case_without_consent).pk,
    "safety_note_id": lambda world: safety_note(world).pk,
    "case_id": lambda world: world.case.pk,
    "contact_id": lambda world: world.contact.pk,
    "client_id": lambda world: world.case.client_id,
    "notice_id": lambda world: factories.presence_notice(world, world.case, of="tampere").pk,
    "said_id": lambda world: factories.same_person(world, world.contact, world.case, by="coordinator").pk,
    "participation_id": lambda world: _participation(world, "nurse_on_the_case").pk,
    "consent_id": lambda world: world.everything(Consent).get(case=world.case).pk,
    "member_id": lambda world: world.people["nurse_on_the_case"].pk,
    "extract_id": lambda world: factories.extracts_opened(world, world.case, by="register_officer").pk,
    "report_id": lambda world: factories.report_made(world, by="municipal_manager").pk,
    "disclosure_id": lambda world: factories.disclosure(world, world.case, by=LEAD[0], to="health").pk,
    "request_id": lambda world: factories.sector_request(world, world.case, by=LEAD[0], to="health").pk,
    "note_id": lambda world: factories.sector_note(world, world.case, by=LEAD[0]).pk,
    "meeting_id": lambda world: _meeting(world).pk,
    "action_id": lambda world: (
        world.everything(AgreedAction).get(meeting_id=arguments(world, "meeting")["meeting_id"]).pk
    ),
    "question_id": lambda world: factories.question(world, world.case, by="responsible_social_worker").pk,
    "transfer_id": lambda world: transferring.offered(world, world.case).pk,
    "referral_id": lambda world: referral(world, world.case, by="responsible_social_worker").pk,
}
