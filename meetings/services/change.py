"""Changing a meeting, and logging a planned one as held. Two people saving at once lose no word."""

from django.db import transaction
from django.utils import timezone

from anchor.access.actions import Action
from anchor.access.rules import Refused, require
from anchor.accounts.actor import Actor
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import Conflict
from anchor.core.versions import lock, save_changed
from clients.models import Case
from meetings.models import Meeting, MeetingSummary
from meetings.services import writing
from meetings.services.account import SHELL, Account, Note
from meetings.services.guardians import guardians_of
from meetings.services.joint import check_joint
from meetings.services.log import advance, taken
from meetings.services.people import People, people_of
from meetings.services.rules import problems
from meetings.services.stored import Stored, stored_of, words_of

BOTH, MINE = "both", "mine"


def may_change(meeting: Meeting, summary: MeetingSummary | None) -> bool:
    """Whether to open the form, from rows of `meetings_known` and `words_of`; saving asks again.

    A held meeting is changed by those who were there and who wrote it down (access.md, joint meeting summary); one that
    nobody has told of yet, by whoever works on the case.
    """
    if meeting.is_told:
        return summary is not None and summary.may_change  # type: ignore[attr-defined]
    return meeting.may_log  # type: ignore[attr-defined]


def _require_change(actor: Actor, meeting: Meeting, summary: MeetingSummary | None) -> None:
    """The same, asked again with the meeting locked."""
    if not meeting.is_told:
        require(actor, Action.LOG_MEETING, meeting.case)
    elif summary is None:
        raise Refused(Action.CHANGE_MEETING, meeting)
    else:
        require(actor, Action.CHANGE_MEETING, summary)


@transaction.atomic
def change_meeting(
    *,
    actor: Actor,
    meeting: Meeting,
    account: Account,
    read_version: int,
    note: Note | None = None,
    keep: str = "",
) -> Meeting:
    """Save a meeting as told anew. Raises Conflict, with the `Stored` of now, when somebody saved after `read_version`.

    `keep` is the answer to such a conflict, for the version that was then shown: "both" joins the words, "mine" lets
    the actor's stand. A second click on the same save is no conflict.
    """
    case = lock(Case.objects.visible_to(actor), meeting.case_id)
    meeting = lock(Meeting.objects.visible_to(actor), meeting.pk)
    meeting.case, account = case, account.settled()
    stored = stored_of(actor, meeting)
    _require_change(actor, meeting, stored.words.summary)
    before = stored.account
    if meeting.version != read_version:
        if account.says_the_same(before) and meeting.changed_by_id == actor.membership_id:
            return meeting
        raise Conflict(stored)
    if keep == BOTH:
        account = account.joined_with(before)
    _apply(actor, stored, account, keep_both=keep == BOTH)
    if note is not None:
        writing.write_note(actor, meeting, note)
    return meeting


def _apply(actor: Actor, stored: Stored, account: Account, *, keep_both: bool) -> None:
    meeting, case = stored.meeting, stored.meeting.case
    before, was_planned = stored.account, meeting.status == Meeting.Status.PLANNED
    people = people_of(actor, case, meeting)
    for problem in problems(account, case, people, before, guardians_of(actor, case.client_id)):
        raise problem
    check_joint(actor, case, account, before)
    if _is_taken(actor, meeting, account):
        raise taken()
    # People first: as long as nobody has told of the meeting, whoever works on the case says who was there.
    writing.add_people(actor, meeting, account, people, stored.attendances)
    _write_shell(actor, meeting, account)
    _write_words(actor, stored, account, people, keep_both=keep_both)
    writing.take_people_away(account, stored.attendances)
    advance(case, account)
    logged = was_planned and account.is_held
    verb = Verb.MEETING_LOGGED if logged else Verb.MEETING_CHANGED
    record(actor, verb, meeting, status=account.status, kept=BOTH if keep_both else "")


def _is_taken(actor: Actor, meeting: Meeting, account: Account) -> bool:
    others = Meeting.objects.visible_to(actor).filter(case_id=meeting.case_id, starts_at=account.starts_at)
    return others.exclude(pk=meeting.pk).exists()


def _write_shell(actor: Actor, meeting: Meeting, account: Account) -> None:
    for name, value in account.shell.items():
        setattr(meeting, name, value)
    meeting.changed_at, meeting.changed_by_id = timezone.now(), actor.membership_id
    save_changed(meeting, *SHELL, "changed_at", "changed_by")


def _write_words(actor: Actor, stored: Stored, account: Account, people: People, *, keep_both: bool) -> None:
    """Write what was talked about. Words that the writer was let to see only by being there are joined, not replaced."""
    meeting, writes = stored.meeting, account.is_told or account.is_held
    if stored.words.summary is None and writes:
        found = words_of(actor, meeting)
        if found.summary is not None:
            account = account.joined_with(found.account(()))
        elif not _may_begin_the_words(actor, meeting, account, people):
            raise writing.not_present()
    writing.write_summary(actor, meeting, account)
    writing.write_agreed(actor, meeting, account.agreed, stored.words.agreed, keep_both=keep_both)


def _may_begin_the_words(actor: Actor, meeting: Meeting, account: Account, people: People) -> bool:
    """Whether it is certain that nobody wrote before: the actor would see it, by sector, by consent or by being there."""
    me = people.get(actor.membership_id)
    was_there = writing.are_present(account) and actor.membership_id in account.professionals
    return meeting.sector == actor.sector or was_there or (me is not None and me.consented)
