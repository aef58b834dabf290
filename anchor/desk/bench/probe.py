"""Run inside one country as `python -m anchor.desk.bench.probe WHAT [JSON]`; prints what it found as JSON.

`people`: signed-in sessions and cases to open. `queries`: statements per page. `search`: milliseconds in SQL for names.
`memory`: seconds for sealing and verifying the log; it throws the country's own log away.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from anchor.accounts.actor import LAST_SEEN, SIGNED_IN, WORN, Actor, memberships_of  # noqa: E402
from anchor.accounts.models import User  # noqa: E402
from anchor.core.paging import page_by_key  # noqa: E402
from anchor.desk.bench.memory import memory  # noqa: E402
from anchor.desk.large import COORDINATOR, MEMBER, builder  # noqa: E402
from anchor.tenancy.scope import beyond_the_wall, scoped  # noqa: E402
from clients.models import Case  # noqa: E402
from clients.services.finding import SORTS, find, known_cases, narrow  # noqa: E402
from clients.services.searching import keep_search  # noqa: E402

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
PREFIXES = (
    "lumi",
    "mustik",
    "kan",
    "suo",
    "pihka",
    "ilves",
    "tähkä",
    "aam",
    "eel",
    "vil",
    "noo",
    "juolukka",
    "ilta",
    "ut",
)
ROUNDS = 5


def people() -> dict[str, Any]:
    """Sessions of the member and the coordinator of the largest team, the addresses of their pages."""
    there = builder.built()
    if there is None:
        raise SystemExit("no large country stands here")
    member = _actor(MEMBER)
    with beyond_the_wall("the bench chooses what to measure"):
        usual = Case.objects.filter(responsible=member.membership, closed_on=None).exclude(pk=there.fullest_case)
        usual = usual.exclude(meetings__starts_at__date=timezone.localdate())  # an earlier bench has saved one there
        case = usual.order_by("-opened_on", "-pk")[20]
    pages = {"list": reverse("cases"), "today": reverse("today"), "contacts": reverse("contacts")}
    session = _session(MEMBER)
    token = keep_search(session, member, case.number)
    session.save()
    pages |= {"case": case.get_absolute_url(), "one": f"{reverse('cases')}?stage=all&search={token}"}
    pages |= {"fullest": reverse("case", args=[there.fullest_case]), "meeting": reverse("log_meeting", args=[case.pk])}
    keys = {"member": session.session_key, "coordinator": _session(COORDINATOR).session_key}
    return {**keys, "pages": pages}


def _actor(email: str) -> Actor:
    return Actor(memberships_of(User.objects.get(email=email).pk)[0])


def _session(email: str) -> SessionStore:
    """A new session, as signing in would have made it."""
    actor = _actor(email)
    user, session = actor.membership.user, SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[WORN] = str(actor.membership_id)
    session[SIGNED_IN] = session[LAST_SEEN] = time.time()
    session.create()
    return session


def queries(found: dict[str, Any]) -> dict[str, int]:
    """Statements each page asks, without those that only begin and end a transaction; `found` is what `people` found."""
    counted = {}
    browser = Browser(SERVER_NAME="localhost", headers={"cookie": f"anchor_session={found['member']}"})
    for name, address in found["pages"].items():
        browser.get(address)  # what is kept by the process is kept
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")
        counted[name] = sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries)
    return counted


def search() -> dict[str, float]:
    """Median and 95th percentile of the milliseconds that the statements of one search by name take together."""
    actor, spent = _actor(MEMBER), []
    with scoped(actor.scope()):
        for _ in range(ROUNDS):
            for prefix in PREFIXES:
                clock = _Clock()
                with connection.execute_wrapper(clock):
                    rows = narrow(find(known_cases(actor, prefix), actor, prefix), actor, {"stage": "all"})
                    page_by_key(rows, SORTS["newest"], bounded=True)
                spent.append(clock.seconds * 1000)
    return {"median": statistics.median(spent), "p95": statistics.quantiles(spent, n=20)[-1]}


class _Clock:
    """Adds up the time the database takes to answer."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.seconds += time.perf_counter() - began


if __name__ == "__main__":
    what: Any = {"people": people, "queries": queries, "search": search, "memory": memory}[sys.argv[1]]
    sys.stdout.write(json.dumps(what(*map(json.loads, sys.argv[2:]))))
