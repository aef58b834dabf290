"""The work that follows a transfer."""

from uuid import UUID

from celery import shared_task

from referrals.services import settling


@shared_task(name="referrals.tasks.settle_transfer")
def settle_transfer(transfer_id: str, author_id: str, team_id: int) -> bool:
    """Close the old case of an accepted transfer; run twice it changes nothing."""
    return settling.settle(UUID(transfer_id), UUID(author_id), team_id)


@shared_task(name="referrals.tasks.settle_transfers")
def settle_transfers() -> int:
    """What a lost message or an absent colleague has left open."""
    return settling.settle_what_was_left()
