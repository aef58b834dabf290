"""The pipeline run in the test's own process, message by message, as workers would."""

from django.test import override_settings
from django.utils import timezone

from anchor.core.models import OutboxMessage
from reporting import tasks
from reporting.models import Report


class Broker:
    """Keeps what is sent, and hands it to the tasks when told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[str]]] = []

    def send_task(self, name, args=(), **options):
        self.sent.append((name, list(args)))

    def take_outbox(self) -> None:
        """Send what was enqueued, as the commit would (tests do not commit)."""
        for message in OutboxMessage.objects.filter(sent_at=None).order_by("pk"):
            self.send_task(message.task, message.arguments)
            OutboxMessage.objects.filter(pk=message.pk).update(sent_at=timezone.now())

    def deliver(self) -> str:
        """Run the oldest message. Returns the task's short name."""
        self.take_outbox()
        name, args = self.sent.pop(0)
        run(name, *args)
        return name.rsplit(".", 1)[-1]

    def deliver_all(self) -> list[str]:
        """Run everything until nothing is sent any more."""
        ran = []
        self.take_outbox()
        while self.sent:
            ran.append(self.deliver())
            self.take_outbox()
        return ran

    def deliver_until(self, name: str) -> None:
        """Run everything before the first message of that task."""
        self.take_outbox()
        while self.sent and not self.sent[0][0].endswith(name):
            self.deliver()
            self.take_outbox()

    def lose_all(self) -> None:
        """Redis was emptied."""
        self.take_outbox()
        self.sent.clear()


def run(name: str, *args: str) -> None:
    """One task, by its name: the count under the statistics login's role, the others under the application's."""
    task = getattr(tasks, name.rsplit(".", 1)[-1])
    with override_settings(ASSUME_ROLE="anchor_statistics" if name.endswith("count_figures") else "anchor_app"):
        task(*args)


def whole(report: Report) -> Report:
    """The report as it is now, with all its columns."""
    return Report.objects.select_related("job", "municipality").get(pk=report.pk)
