"""What a told meeting must be. Each rule once: the form shows all that fail, the service refuses by the first."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Sector
from anchor.core.errors import DomainError
from anchor.core.text import TEXT_LENGTH, too_long
from clients.models import Case
from meetings.models import AgreedAction, Meeting
from meetings.services.account import Account, Agreed
from meetings.services.guardians import NOBODY_KNOWN, Guardians
from meetings.services.people import People

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=366)
Status = Meeting.Status


def problems(
    account: Account,
    case: Case,
    people: People,
    before: Account | None = None,
    guardians: Guardians = NOBODY_KNOWN,
) -> Iterator[DomainError]:
    """Everything that has to be mended before this meeting can be saved; `before` is how it is stored now."""
    now = timezone.now()
    if not case.is_open:
        yield DomainError(_("This case is closed. A meeting can be recorded after it is reopened."), code="case_closed")
    yield from _of_the_time(account, now, before)
    yield from _of_the_people(account, people)
    yield from _of_the_guardians(account, before, guardians)
    if case.non_disclosure:
        yield from _of_the_place(account)
    if len(account.text) > TEXT_LENGTH:
        yield DomainError(too_long(len(account.text), TEXT_LENGTH), code="too_long", field="text")
    for agreed in account.agreed:
        yield from of_the_action(agreed, account, people)


def _of_the_time(account: Account, now: datetime, before: Account | None) -> Iterator[DomainError]:
    starts, ends = account.starts_at, account.ends_at
    has_moved = before is None or starts != before.starts_at or account.status != before.status
    if ends <= starts:
        yield DomainError(_("The meeting ends before it begins."), code="ends_before_it_begins", field="ends")
    elif ends - starts > LONGEST:
        yield DomainError(_("A meeting lasts at most 12 hours."), code="too_long_a_meeting", field="ends")
    if starts > now and account.status in (Status.HELD, Status.NOT_ATTENDED):
        yield DomainError(
            _("This time has not come yet. Choose “planned”, or mend the day or the time."),
            code="held_in_the_future",
            field="at",
        )
    if account.status == Status.PLANNED and has_moved and starts < now:
        yield DomainError(
            _("This time has passed. Give the coming day and time, or choose what came of the meeting."),
            code="planned_in_the_past",
            field="at",
        )
    if starts > now + FURTHEST:
        yield DomainError(_("A meeting is planned at most a year ahead."), code="too_far", field="day")
    if starts < case_began_at_the_earliest(now):
        yield DomainError(_("This day is too long ago for a meeting."), code="too_long_ago", field="day")


def case_began_at_the_earliest(now: datetime) -> datetime:
    """No meeting of a case is older than a childhood: a mistyped century is found."""
    return now - timedelta(days=18 * 366)


def _of_the_people(account: Account, people: People) -> Iterator[DomainError]:
    if account.professionals - people.keys():
        yield not_on_the_case("professionals")
    if account.status == Status.CANCELLED and not account.cancelled_by:
        yield DomainError(_("Say who cancelled the meeting."), code="cancelled_by_whom", field="cancelled_by")
    if not account.is_held:
        return
    if not account.professionals:
        yield DomainError(
            _("Tick at least one professional who was there."), code="nobody_present", field="professionals"
        )
    if account.heard_alone and not account.adolescent_present:
        yield DomainError(
            _("Somebody who was not there cannot have been heard alone."), code="heard_but_absent", field="heard_alone"
        )
    if needs_telling(account, people) and not account.told_before:
        yield DomainError(
            _("Tick this when it has been told. Without it a meeting with the police is not recorded."),
            code="told_before",
            field="told_before",
        )


def _of_the_place(account: Account) -> Iterator[DomainError]:
    """What would tell where somebody under non-disclosure can be found is not written down (domain.md, Turvakielto)."""
    if account.place:
        yield DomainError(
            _("Non-disclosure is in force: leave the place out."), code="place_under_non_disclosure", field="place"
        )
    if account.others:
        yield DomainError(
            _("Non-disclosure is in force: say in the summary who else was there, without names and where they work."),
            code="others_under_non_disclosure",
            field="others",
        )


def _of_the_guardians(account: Account, before: Account | None, guardians: Guardians) -> Iterator[DomainError]:
    """Suspected in the matter or under a contact ban: no invitation, and no presence without a reason."""
    is_new = before is None or not before.is_held or account.guardians_present != before.guardians_present
    if account.is_held and is_new and guardians.needs_reason(account.guardians_present) and not account.present_despite:
        yield DomainError(
            _(
                "A guardian who is suspected in the matter or under a contact ban is not present. "
                "Say why one was, or mend the number of guardians."
            ),
            code="kept_out",
            field="present_despite",
        )


def needs_telling(account: Account, people: People) -> bool:
    """A child who speaks with the police present is first told what that means (domain.md, Rules from law)."""
    police = any(people[one].sector == Sector.POLICE for one in account.professionals if one in people)
    return account.is_held and account.adolescent_present and police


def of_the_action(agreed: Agreed, account: Account, people: People) -> Iterator[DomainError]:
    """What one agreed action must be; the form asks the same of each row, to put the message beside it."""
    if agreed.remove:
        return
    is_professional = agreed.owner_kind == AgreedAction.OwnerKind.PROFESSIONAL
    if not agreed.owner_kind or is_professional != (agreed.owner_id is not None):
        yield DomainError(_("Say whose this is."), code="no_owner", field="owner")
    elif is_professional and agreed.owner_id not in people:
        yield not_on_the_case("owner")
    if agreed.due_on < timezone.localdate(account.starts_at):
        yield DomainError(_("This day is before the meeting."), code="due_before_the_meeting", field="due_on")


def not_on_the_case(field: str) -> DomainError:
    """The same sentence for a stranger, another team's and another tenant's person."""
    return DomainError(_("This person does not work on the case."), code="not_on_the_case", field=field)
