"""The outbox: a task is sent after the commit that wants it, and never lost."""

from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from anchor.core import outbox
from anchor.core.models import OutboxMessage
from anchor.core.tasks import send_outbox

TASK = "anchor.core.tasks.send_outbox"


@pytest.fixture
def sent(monkeypatch):
    """What reaches the broker."""
    seen = []
    monkeypatch.setattr(current_app._get_current_object(), "send_task", lambda name, args, **_: seen.append(args))
    return seen


@pytest.fixture
def away(monkeypatch):
    """A broker that does not answer."""

    def refuse(*args, **options):
        raise OperationalError("away")

    monkeypatch.setattr(current_app._get_current_object(), "send_task", refuse)


def old(number: str, **more):
    long_ago = timezone.now() - timedelta(minutes=5)
    return OutboxMessage.objects.create(task=TASK, arguments=[number], created_at=long_ago, **more)


def test_a_task_is_sent_after_the_commit_and_not_before(db, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue(TASK, "id", 7)
        before = list(sent)

    assert (before, sent) == ([], [["id", 7]])
    assert OutboxMessage.objects.get().sent_at is not None


def test_what_is_rolled_back_is_not_sent(committed, sent):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.enqueue(TASK, "id")
        raise ZeroDivisionError

    assert sent == []
    assert not OutboxMessage.objects.exists()


def test_whoever_enqueues_goes_on_when_the_broker_is_away(db, away, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue(TASK, "id")

    assert OutboxMessage.objects.get().sent_at is None


def test_what_waits_is_sent_later_oldest_first(db, sent):
    old("first"), old("second")

    assert send_outbox() == 2
    assert sent == [["first"], ["second"]]
    assert outbox.send_waiting() == 0


def test_a_message_just_written_is_left_to_who_wrote_it(db, sent):
    OutboxMessage.objects.create(task=TASK, arguments=["new"])

    assert (outbox.send_waiting(), sent) == (0, [])


def test_what_was_sent_before_the_broker_went_away_is_not_sent_again(db, monkeypatch):
    old("first"), old("second"), old("third")
    seen = []

    def send(name, args, **_):
        if args == ["second"]:
            raise OperationalError("away")
        seen.append(args)

    monkeypatch.setattr(current_app._get_current_object(), "send_task", send)
    outbox.send_waiting()

    assert seen == [["first"]]
    assert list(OutboxMessage.objects.filter(sent_at=None).values_list("arguments", flat=True)) == [
        ["second"],
        ["third"],
    ]


def test_what_was_sent_a_day_ago_is_forgotten(db, sent):
    old("long ago", sent_at=timezone.now() - timedelta(days=2))
    old("lately", sent_at=timezone.now())
    outbox.send_waiting()

    assert list(OutboxMessage.objects.values_list("arguments", flat=True)) == [["lately"]]


def test_sending_waits_for_no_broker_that_is_not_there(db, settings):
    """The real client against a socket nobody listens on: it gives up at once."""
    from celery import Celery

    app = Celery("nobody listens", broker="redis+socket:///nowhere/redis.sock", set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    began = timezone.now()
    with pytest.raises(OperationalError):
        app.send_task(TASK, retry=False)
    app.close()

    assert timezone.now() - began < timedelta(seconds=5)
