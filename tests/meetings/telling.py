"""What a browser posts when somebody tells of a meeting, and counting the queries of a page."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT set_config('app.user', ''")


def told(world: Any, *, present: tuple[str, ...] = ("responsible_social_worker",), **more: Any) -> dict[str, Any]:
    """A meeting of yesterday at nine with these professionals; `more` replaces fields, `rows` gives agreed actions."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    fields: dict[str, Any] = {
        "kind": "first",
        "status": "held",
        "day": shown(yesterday),
        "at": "9.00",
        "minutes": "60",
        "family": ["adolescent"],
        "guardians_present": "1",
        "professionals": [str(world.people[who].pk) for who in present],
        "told_before": "on",
        "text": "Puhuttiin koulusta.",
        "topics": ["school"],
        **rows_of(more.pop("rows", [])),
    }
    return {name: value for name, value in (fields | more).items() if value is not None}


def rows_of(rows: list[dict[str, Any]], initial: int = 0) -> dict[str, Any]:
    """The fields of the formset."""
    fields = {"actions-TOTAL_FORMS": str(max(3, len(rows))), "actions-INITIAL_FORMS": str(initial)}
    return fields | {f"actions-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def an_action(world: Any, who: str = "responsible_social_worker", **more: Any) -> dict[str, Any]:
    """A row of what was agreed, due in a week."""
    due = timezone.localdate() + datetime.timedelta(days=7)
    return {"what": "Soitetaan kerholle.", "owner": str(world.people[who].pk), "due_on": shown(due)} | more


def shown(day: datetime.date) -> str:
    """A day as people write it."""
    return f"{day.day}.{day.month}.{day.year}"


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries of the block, without the marks of transactions and what only a test needs: setting the scope back."""
    seen: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield seen
    seen += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(NOT_COUNTED)]


def errors_beside(response: Any) -> dict[str, list[str]]:
    """Codes of what has to be mended, by field."""
    form = response.context["form"]
    found = {name: [one.code for one in errors.as_data()] for name, errors in form.errors.items()}
    for number, row in enumerate(form.actions.forms):
        if row.is_bound:
            found |= {f"{name}-{number}": [one.code for one in errors.as_data()] for name, errors in row.errors.items()}
    return found


def form_of(world, who, meeting):
    """What the browser would post back if nothing were typed."""
    form = world.browser(who).get(reverse("change_meeting", args=[meeting.pk])).context["form"]
    fields = {name: value for name, value in shown_fields(form).items() if is_posted(value)}
    rows = [shown_fields(row) for row in form.actions.forms]
    fields |= {"actions-TOTAL_FORMS": len(rows), "actions-INITIAL_FORMS": form.actions.initial_form_count()}
    for number, row in enumerate(rows):
        fields |= {f"actions-{number}-{name}": value for name, value in row.items() if is_posted(value)}
    return fields


def is_posted(value):
    return value is not None and value is not False and value != ""


def shown_fields(form):
    found = {}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if isinstance(value, datetime.date):
            value = shown(value)
        found[name] = value.strftime("%H.%M") if isinstance(value, datetime.time) else "on" if value is True else value
    return found
