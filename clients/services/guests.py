"""Other authorities on a case: invited to one case until a day, by whoever assigns (domain.md, The process).

A guest sees what their sector may see of that case and writes nothing. The grant ends with the day: from the midnight
after it the case does not exist for them, without anybody doing anything.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access import grants
from anchor.access.actions import Action, Grip
from anchor.access.rules import refuse_to_oneself
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Participation
from clients.services.load import working_today
from clients.services.open_case import marks_of
from clients.services.working_group import lock_to_assign

MOST_DAYS = 366  # nobody is forgotten on a case by a slip of the year
_DAY = datetime.timedelta(days=1)


@transaction.atomic
def invite_guest(*, actor: Actor, case: Case, guest: Membership, until: datetime.date) -> Participation:
    """Let somebody of another authority see one case from today on, until a day. Raises DomainError for who is no guest."""
    case, team = lock_to_assign(actor, case)
    refuse_to_oneself(actor, Action.ASSIGN, case, [guest])
    _check_guest(guest, team_id=team.pk, until=until)
    there = Participation.objects.visible_to(actor).filter(working_today(), case=case, membership=guest).first()
    if there is not None and there.last_day == until:
        return there  # a second click
    if there is not None:
        raise DomainError(_("They are already invited. Change their last day instead."), code="invited", field="guest")
    participation = Participation.objects.create(
        case=case,
        membership=guest,
        kind=Participation.Kind.GUEST,
        began_on=timezone.localdate(),
        ended_on=until + _DAY,
        **marks_of(actor, team, guest.sector),
    )
    grants.grant(guest, Grip.VIEW, case, ends_on=until)
    record(actor, Verb.GUEST_INVITED, case, professional=str(guest.pk), until=until.isoformat())
    return participation


@transaction.atomic
def prolong_guest(*, actor: Actor, participation: Participation, until: datetime.date) -> Participation:
    """Give a guest another last day, later or earlier. Who is out of time is invited anew."""
    case, team = lock_to_assign(actor, participation.case)
    known = Participation.objects.visible_to(actor).select_related("membership__user")
    found = lock(known.filter(kind=Participation.Kind.GUEST), participation.pk)
    refuse_to_oneself(actor, Action.ASSIGN, case, [found.membership])
    if found.is_over:
        raise DomainError(_("Their time on the case is over. Invite them again."), code="guest_is_over", field="until")
    _check_guest(found.membership, team_id=team.pk, until=until)
    if found.last_day == until:
        return found
    found.ended_on = until + _DAY
    save_changed(found, "ended_on")
    grants.grant(found.membership, Grip.VIEW, case, ends_on=until)
    record(actor, Verb.GUEST_PROLONGED, case, professional=str(found.membership_id), until=until.isoformat())
    return found


def _check_guest(guest: Membership, *, team_id: int, until: datetime.date) -> None:
    today = timezone.localdate()
    current = Membership.objects.current().filter(pk=guest.pk, team_id=team_id, role=Role.GUEST).first()
    if current is None:
        raise DomainError(
            _("Choose somebody who is a guest authority of your team today."), code="no_guest", field="guest"
        )
    if until < today:
        raise DomainError(_("This day has already passed."), code="in_past", field="until")
    if until > today + MOST_DAYS * _DAY:
        raise DomainError(_("Invite for a year at most; you can change the day later."), code="too_long", field="until")
    if current.ended_on and until > current.ended_on:
        message = _("Their own role in the team ends before this day.")
        raise DomainError(message, code="role_ends_before", field="until")
