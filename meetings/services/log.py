"""Logging a meeting that was held, or agreeing one to come: the act team members do most."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock
from clients.models import Case, Stage
from clients.services.stages import advance_stage
from meetings.models import Meeting
from meetings.services import writing
from meetings.services.account import Account, Note
from meetings.services.guardians import guardians_of
from meetings.services.joint import check_joint
from meetings.services.people import People, people_of
from meetings.services.rules import problems
from meetings.services.stored import stored_of

_STAGE_OF: dict[str, Stage] = {Meeting.Status.PLANNED: Stage.MEETING_AGREED, Meeting.Status.HELD: Stage.IN_WORK}


@transaction.atomic
def log_meeting(
    *,
    actor: Actor,
    case: Case,
    account: Account,
    note: Note | None = None,
    next_at: datetime.datetime | None = None,
) -> tuple[Meeting, bool]:
    """Record one meeting of a case as told, and perhaps agree the next one. Answers the meeting and whether it is new.

    A second click on save with the same content finds the meeting already saved. The case is locked, so that two clicks
    come one after the other. Raises DomainError with the field it belongs beside.
    """
    case, account = lock(Case.objects.visible_to(actor), case.pk), account.settled()
    require(actor, Action.LOG_MEETING, case)
    people = people_of(actor, case)
    for problem in problems(account, case, people, guardians=guardians_of(actor, case.client_id)):
        raise problem
    if saved := _saved_already(actor, case, account):
        return saved, False
    meeting = _new_meeting(actor, case, account, people)
    if note is not None:
        writing.write_note(actor, meeting, note)
    if next_at is not None:
        agree_next(actor=actor, case=case, after=meeting, starts_at=next_at)
    return meeting, True


def _saved_already(actor: Actor, case: Case, account: Account) -> Meeting | None:
    """The same meeting, saved by the same person a moment ago. Raises DomainError when another one begins then."""
    meeting = Meeting.objects.visible_to(actor).filter(case=case, starts_at=account.starts_at).first()
    if meeting is None:
        return None
    meeting.case = case
    if meeting.author_id == actor.membership_id and account.says_the_same(stored_of(actor, meeting).account):
        return meeting
    raise taken()


def taken() -> DomainError:
    """Two meetings of one case never begin at the same time."""
    return DomainError(
        _("A meeting of this case that begins at this time is already recorded. Open that one, or mend the time."),
        code="time_taken",
        field="at",
    )


def _new_meeting(actor: Actor, case: Case, account: Account, people: People) -> Meeting:
    check_joint(actor, case, account)
    meeting = Meeting.objects.create(case=case, **account.shell, **stamp(actor))
    # Words first: whoever writes a held meeting down may say who was there (access.md, Nobody writes themself into sight).
    writing.write_summary(actor, meeting, account)
    writing.add_people(actor, meeting, account, people, [])
    writing.write_agreed(actor, meeting, account.agreed, [])
    advance(case, account)
    agreed = account.status == Meeting.Status.PLANNED
    verb = Verb.MEETING_AGREED if agreed else Verb.MEETING_LOGGED
    record(actor, verb, meeting, status=account.status, kind=account.kind, actions=len(account.agreed))
    return meeting


def advance(case: Case, account: Account) -> None:
    """An agreed meeting and a held one move a locked case on."""
    if stage := _STAGE_OF.get(account.status):
        day = None if account.status == Meeting.Status.PLANNED else timezone.localdate(account.starts_at)
        advance_stage(case, stage, on=day)


def agree_next(*, actor: Actor, case: Case, after: Meeting, starts_at: datetime.datetime) -> Meeting:
    """Agree the next meeting with those who were at this one, for as long. Raises DomainError beside `next_on`."""
    if starts_at <= timezone.now() or starts_at <= after.starts_at:
        raise DomainError(
            _("The next meeting is to come: give a day after this one."), code="next_not_later", field="next_on"
        )
    earlier = Meeting.objects.visible_to(actor).filter(case=case, starts_at=starts_at).first()
    if earlier is not None:
        if earlier.status == Meeting.Status.PLANNED:
            return earlier
        raise DomainError(taken().message, code="time_taken", field="next_on")
    people = people_of(actor, case, after)
    account = Account(
        kind="follow_on",
        status=Meeting.Status.PLANNED,
        starts_at=starts_at,
        ends_at=starts_at + (after.ends_at - after.starts_at),
        professionals=frozenset(one.id for one in people.values() if one.counts_at(after)),
    )
    for problem in problems(account, case, people):
        raise DomainError(problem.message, code=problem.code, field="next_on")
    return _new_meeting(actor, case, account, people)
