"""The outbox: tasks are written with the act that wants them and sent after its commit."""

import logging
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.utils import timezone

from anchor.core.models import OutboxMessage

log = logging.getLogger(__name__)
KEEP = timedelta(days=1)


def enqueue(task: str, *arguments: str | int) -> None:
    """Have a Celery task run after this transaction commits, by name, with ids as arguments. It may run twice.

    Sending is tried at once; when Redis is away the message waits in its table and beat sends it later.
    """
    message = OutboxMessage.objects.create(task=task, arguments=list(arguments))
    transaction.on_commit(lambda: send(message), robust=True)


def send(message: OutboxMessage) -> None:
    """Publish one message and mark it sent. Raises what the broker raises; the message then stays waiting."""
    current_app.send_task(message.task, args=message.arguments, retry=False)
    OutboxMessage.objects.filter(pk=message.pk).update(sent_at=timezone.now())


def send_waiting(limit: int = 200) -> int:
    """Send what is still waiting, oldest first, and forget what was sent a day ago. Returns how many were sent."""
    sent = 0
    with transaction.atomic():
        waiting = OutboxMessage.objects.filter(sent_at=None).order_by("created_at", "pk")
        for message in waiting.select_for_update(skip_locked=True)[:limit]:
            send(message)
            sent += 1
    OutboxMessage.objects.filter(sent_at__lt=timezone.now() - KEEP).delete()
    return sent
