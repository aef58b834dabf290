"""Tasks of the ground floor."""

from celery import shared_task

from anchor.core import outbox


@shared_task(name="anchor.core.tasks.send_outbox")
def send_outbox() -> int:
    """Send messages that a crash or an absent Redis has left waiting. Returns how many."""
    return outbox.send_waiting()
