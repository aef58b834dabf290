"""A case coming from another team: its coordinator accepts it, and a new client and case begin, or declines it.

Everything here but the answer itself is written in the receiving tenant; of the sending one it reads the transfer and,
once accepted, the parcel.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Team
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from anchor.tenancy.models import Municipality
from clients.models import Case
from clients.services.open_case import marks_of, open_case
from clients.services.presence import tell_earlier_teams
from referrals.models import Arrival, CarriedEntry, Transfer, TransferParcel
from referrals.services.parcel import Opened, closed
from referrals.services.transfers import follow
from referrals.team import team_of

State = Transfer.State


@transaction.atomic
def accept_transfer(
    *,
    actor: Actor,
    transfer: Transfer,
    responsible: Membership,
    working_group: Sequence[Membership] = (),
    criteria: Sequence[str] = (),
) -> Case:
    """Take the case over: a new client and case in the own team, with what goes along. A second click gives that case.

    `criteria` are chosen when none came along. Consents do not come along: the new team asks its own. The old case is
    closed by a task, for nobody writes into another tenant.
    """
    transfer = _locked(actor, transfer)
    if transfer.state == State.ACCEPTED:
        return Case.objects.visible_to(actor).get(arrival__sent_as=transfer.pk)
    _check_waits(transfer)
    _answer(actor, transfer, State.ACCEPTED)
    parcel = TransferParcel.objects.visible_to(actor).get(transfer=transfer)
    opened, team = Opened(str(parcel.contents)), team_of(actor)
    case = _open(actor, opened, responsible, working_group, criteria)
    _keep(actor, team, transfer, opened, case)
    parcel.delete()
    record(actor, Verb.TRANSFER_ACCEPTED, transfer, from_team=transfer.team_id)
    if (code := opened.identity_code) and not opened.is_protected:
        tell_earlier_teams(code)  # as after a contact; not the sending team, which knows
        record(actor, Verb.PRESENCE_ASKED, case)
    follow(transfer)
    return case


@transaction.atomic
def decline_transfer(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """Say no, with a reason from the list: in the sending team everything is as it was."""
    transfer = _locked(actor, transfer)
    if transfer.state == State.DECLINED:
        return transfer
    _check_waits(transfer)
    if reason not in Transfer.Decline.values:
        raise DomainError(_("Choose a reason from the list."), code="unknown_reason", field="reason")
    transfer.decline_reason = reason
    _answer(actor, transfer, State.DECLINED)
    record(actor, Verb.TRANSFER_DECLINED, transfer, reason=reason)
    follow(transfer)
    return transfer


def _locked(actor: Actor, transfer: Transfer) -> Transfer:
    transfer = lock(Transfer.objects.visible_to(actor), transfer.pk)
    require(actor, Action.ANSWER_TRANSFER, transfer)
    return transfer


def _check_waits(transfer: Transfer) -> None:
    if not transfer.waits:
        raise DomainError(_("This transfer has been answered already."), code="answered")


def _answer(actor: Actor, transfer: Transfer, state: str) -> None:
    transfer.state, transfer.answered_on, transfer.answered_by = state, timezone.localdate(), actor.membership
    transfer.lapses_on = None
    save_changed(transfer, "state", "answered_on", "answered_by", "decline_reason", "lapses_on")


def _open(
    actor: Actor,
    opened: Opened,
    responsible: Membership,
    working_group: Sequence[Membership],
    criteria: Sequence[str],
) -> Case:
    selection = opened.selection()
    if not opened.has_criteria:
        selection["criteria"] = list(criteria)
    return open_case(
        actor=actor,
        residence=Municipality.objects.get(pk=opened.residence),
        non_disclosure=opened.is_protected,
        contact_on=opened.contact_on,
        responsible=responsible,
        working_group=working_group,
        address=opened.address(),
        protection=opened.protection(),
        persons=opened.persons(),
        **opened.client(),
        **selection,
    )


def _keep(actor: Actor, team: Team, transfer: Transfer, opened: Opened, case: Case) -> None:
    """What both sides know of the transfer, and what the earlier team wrote, beside the new case."""
    marks = marks_of(actor, team, case.sector)
    sent_on = timezone.localdate(transfer.created_at)
    arrival = Arrival.objects.create(
        case=case,
        sent_as=transfer.pk,
        from_team_id=transfer.team_id,
        number=transfer.number,
        sent_on=sent_on,
        ground=transfer.ground,
        goes_along=transfer.goes_along,
        **marks,
    )
    for entry in opened.entries():
        said = (
            entry if entry["written_on"] else entry | {"written_on": sent_on, "text": closed({"text": entry["text"]})}
        )
        CarriedEntry.objects.create(arrival=arrival, case=case, **said, **marks)
