"""What an answer asks of the sending tenant: the case accepted elsewhere is closed, a parcel nobody will open goes."""

import logging
from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.access.scopes import NoLongerAMember, collecting, on_behalf_of
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role, Team
from anchor.core.versions import lock
from clients.models import Case
from clients.services.closing import close_transferred
from referrals.models import Transfer
from referrals.services.parcel import throw_away_unopened

logger = logging.getLogger("anchor")


@transaction.atomic
def settle_transfer(*, actor: Actor, transfer_id: UUID) -> Case:
    """Close the case that has been accepted elsewhere, on the day of the acceptance; throw away what was not accepted.

    Done twice it changes nothing.
    """
    transfer = lock(Transfer.objects.visible_to(actor).select_related("case"), transfer_id)
    if transfer.state in (Transfer.State.DECLINED, Transfer.State.TAKEN_BACK):
        throw_away_unopened()
    if transfer.state != Transfer.State.ACCEPTED or transfer.answered_on is None:
        return transfer.case
    require(actor, Action.SETTLE_TRANSFER, transfer)
    return close_transferred(actor=actor, case=transfer.case, closed_on=transfer.answered_on)


def settle(transfer_id: UUID, author_id: UUID, team_id: int) -> bool:
    """Close it on behalf of who sent it or, when they may no longer, of who leads it now or a coordinator."""
    for membership_id in _who_may(author_id, team_id):
        try:
            with on_behalf_of(membership_id) as actor:
                settle_transfer(actor=actor, transfer_id=transfer_id)
                return True
        except (NoLongerAMember, Transfer.DoesNotExist, PermissionDenied):
            continue
    logger.error("nobody can close a case that another team has accepted; team %s", team_id)
    return False


def _who_may(author_id: UUID, team_id: int) -> Iterator[UUID]:
    yield author_id
    people = Membership.objects.current().filter(team_id=team_id).exclude(pk=author_id)
    # Whoever leads the case now also ends what stands on it; a coordinator, who may not, comes last.
    yield from people.filter(role=Role.MEMBER).order_by("pk").values_list("pk", flat=True)
    yield from people.filter(role=Role.COORDINATOR).order_by("pk").values_list("pk", flat=True)


def settle_what_was_left() -> int:
    """Every night: accepted transfers whose case is open still. Returns how many were closed."""
    left: list[tuple[UUID, UUID, int]] = []
    for tenant_id in Team.objects.order_by("municipality_id").values_list("municipality_id", flat=True).distinct():
        with collecting(tenant_id):
            accepted = Transfer.objects.filter(state=Transfer.State.ACCEPTED, case__closed_on=None)
            left += accepted.order_by("pk").values_list("pk", "author_id", "team_id")
    return sum(settle(*one) for one in left)
