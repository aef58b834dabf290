"""The outbox: tasks are written with the act that wants them and sent after its commit."""

import logging
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from anchor.core.models import OutboxMessage

log = logging.getLogger(__name__)
KEEP = timedelta(days=1)
# Whoever wrote a message is sending it just now; later it is anybody's.
AT_ONCE = timedelta(seconds=2)


def enqueue(task: str, *arguments: str | int) -> None:
    """Have a Celery task run after this transaction commits, by name, with ids as arguments. It may run twice.

    Sending is tried at once; when Redis is away the message waits in its table and beat sends it later.
    """
    message = OutboxMessage.objects.create(task=task, arguments=list(arguments))
    transaction.on_commit(lambda: _send_or_leave([message]))


def send_waiting(limit: int = 200) -> int:
    """Send what is still waiting, oldest first, and forget what was sent a day ago. Returns how many were sent."""
    now = timezone.now()
    with transaction.atomic():
        waiting = OutboxMessage.objects.filter(sent_at=None, created_at__lt=now - AT_ONCE).order_by("created_at", "pk")
        sent = _send_or_leave(list(waiting.select_for_update(skip_locked=True)[:limit]))
    OutboxMessage.objects.filter(sent_at__lt=now - KEEP).delete()
    return sent


def _send_or_leave(messages: list[OutboxMessage]) -> int:
    """Publish in order. When the broker is away the rest stays waiting, and whoever enqueued goes on."""
    sent = []
    for message in messages:
        try:
            current_app.send_task(message.task, args=message.arguments, retry=False)
        except OperationalError as away:
            log.warning("%s waits in the outbox: %s", message.task, away)
            break
        sent.append(message.pk)
    OutboxMessage.objects.filter(pk__in=sent).update(sent_at=timezone.now())
    return len(sent)
