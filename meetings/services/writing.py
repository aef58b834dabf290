"""Writing the parts of one told meeting: who was there, what was talked about, what was agreed, the own sector's note.

The order matters behind the wall. Who was present may read and write the summary, so people come in before the words of a
planned meeting are written, and leave after. Of a meeting that has been told of only those say who was there who were there
or wrote its summary down: a new one gets its words first.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import can, require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import save_changed
from meetings.models import AgreedAction, Attendance, Meeting, MeetingPlace, MeetingSummary, SectorNote
from meetings.services.account import Account, Agreed, Note
from meetings.services.people import People

Status = Meeting.Status


def are_present(account: Account) -> bool:
    """Whether those ticked were there, or are only invited."""
    return account.status in (Status.HELD, Status.NOT_ATTENDED)


def add_people(actor: Actor, meeting: Meeting, account: Account, people: People, stored: list[Attendance]) -> None:
    """Write down those who are ticked: invited, or present. The sector of each row is the professional's own."""
    present = are_present(account)
    known = {row.membership_id: row for row in stored}
    marks = stamp(actor)
    Attendance.objects.bulk_create(
        [
            Attendance(
                meeting=meeting,
                case_id=meeting.case_id,
                membership_id=one,
                present=present,
                **marks | {"sector": people[one].sector},
            )
            for one in sorted(account.professionals - known.keys())
        ]
    )
    for one in account.professionals & known.keys():
        if known[one].present != present:
            known[one].present = present
            save_changed(known[one], "present")


def take_people_away(account: Account, stored: list[Attendance]) -> None:
    """Those no longer ticked: invited but not there, or, before the meeting, not invited after all."""
    for row in stored:
        if row.membership_id in account.professionals:
            continue
        if not are_present(account):
            row.delete()
        elif row.present:
            row.present = False
            save_changed(row, "present")


def write_summary(actor: Actor, meeting: Meeting, account: Account) -> None:
    """The shared summary: made once by the writer, and rewritten by those who were present or wrote it; and where it was.

    Raises DomainError for anybody else.
    """
    summary = MeetingSummary.objects.visible_to(actor).filter(meeting=meeting).first()
    if summary is not None:
        _rewrite_told(actor, summary, account.told)
    elif account.is_told or account.is_held:
        summary = MeetingSummary.objects.create(
            meeting=meeting, case_id=meeting.case_id, **account.told, **stamp(actor)
        )
    if summary is not None and not meeting.case.non_disclosure:
        _write_place(actor, summary, account.where)


def _write_place(actor: Actor, summary: MeetingSummary, where: dict[str, str]) -> None:
    """Where it was, of the summary's own sector. Not under non-disclosure: nothing is typed then, and what is kept stays."""
    kept = MeetingPlace.objects.visible_to(actor).filter(meeting_id=summary.meeting_id).first()
    if kept is not None:
        _rewrite_told(actor, kept, where)
    elif any(where.values()):
        marks = stamp(actor) | {"sector": summary.sector, "controller": summary.controller}
        MeetingPlace.objects.create(meeting_id=summary.meeting_id, case_id=summary.case_id, **where, **marks)


def _rewrite_told(actor: Actor, row: MeetingSummary | MeetingPlace, told: dict[str, Any]) -> None:
    """Bring a row to what was told. Raises DomainError for who was not there and did not write it."""
    if all((getattr(row, name) or type(value)()) == (value or type(value)()) for name, value in told.items()):
        return
    if not can(actor, Action.CHANGE_MEETING, row):
        raise not_present()
    for name, value in told.items():
        setattr(row, name, value)
    save_changed(row, *told)


def not_present() -> DomainError:
    """Words are written by those who were there (access.md, joint meeting summary)."""
    return DomainError(
        _("What was talked about is written by those who were there. Tick your own name if you were."),
        code="not_present",
        field="professionals",
    )


def write_agreed(
    actor: Actor, meeting: Meeting, agreed: Iterable[Agreed], stored: list[AgreedAction], *, keep_both: bool = False
) -> None:
    """New actions are added and changed ones changed; what somebody else added meanwhile stays.

    With `keep_both`, a row both have changed stays as it is and mine is added beside it.
    """
    known = {action.pk: action for action in stored}
    new: list[Agreed] = []
    for one in agreed:
        action = known.get(one.id) if one.id else None
        if action is None or (_changed_by_both(action, one) and keep_both):
            new.append(one)
        elif one.remove or _content(action) != one.content:
            _check_may_change(actor, action)
            action.delete() if one.remove else _rewrite(action, one)
    marks = stamp(actor)
    AgreedAction.objects.bulk_create(
        [
            AgreedAction(meeting=meeting, case_id=meeting.case_id, **_columns(one), **marks)
            for one in new
            if not one.remove
        ]
    )


def _changed_by_both(action: AgreedAction, mine: Agreed) -> bool:
    if action.version == mine.version:
        return False
    return mine.remove or _content(action) != mine.content


def _content(action: AgreedAction) -> tuple[str, str, uuid.UUID | None, object]:
    return str(action.what), action.owner_kind, action.owner_id, action.due_on


def _columns(one: Agreed) -> dict:
    return {"what": one.what, "owner_kind": one.owner_kind, "owner_id": one.owner_id, "due_on": one.due_on}


def _check_may_change(actor: Actor, action: AgreedAction) -> None:
    """What was agreed is changed by those who were there or wrote it down; others mark it as done."""
    if not can(actor, Action.CHANGE_MEETING, action):
        raise DomainError(
            _("What was agreed is changed by those who were there. You can mark it as done, or add something new."),
            code="not_agreed_with",
        )


def _rewrite(action: AgreedAction, one: Agreed) -> None:
    for name, value in _columns(one).items():
        setattr(action, name, value)
    save_changed(action, "what", "owner_kind", "owner", "due_on")


def write_note(actor: Actor, meeting: Meeting, note: Note) -> SectorNote:
    """The own sector's note of this meeting: the writer's earlier one is changed, another's is left alone."""
    require(actor, Action.WRITE_NOTE, meeting.case)
    may_write_text = bool(actor.team and actor.team.note_text_allowed)
    if note.text and not may_write_text:
        raise DomainError(
            _("This team writes notes in each sector's own system. Only the day is kept here."),
            code="note_text_not_allowed",
            field="note_text",
        )
    mine = SectorNote.objects.visible_to(actor).filter(meeting=meeting, author_id=actor.membership_id).first()
    if mine is None:
        mine = SectorNote.objects.create(
            meeting=meeting, case_id=meeting.case_id, written_on=note.written_on, text=note.text, **stamp(actor)
        )
    else:
        # Where the team does not write text here any more, what was written stays readable and as it is.
        text = note.text if may_write_text else mine.text or ""
        if (mine.written_on, mine.text or "") == (note.written_on, text):
            return mine
        changed = ["written_on"] + ["text"] * ((mine.text or "") != text)
        mine.written_on, mine.text = note.written_on, text
        save_changed(mine, *changed)
    record(actor, Verb.NOTE_WRITTEN, mine)
    return mine
