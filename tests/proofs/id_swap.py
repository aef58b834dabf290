"""Another tenant's ids in place of the own ones, in every address and every body: not there, and nothing changed.

The addresses come from the URL resolver, the fields of bodies that hold ids from the pages themselves: an address or a
field that no step tries is a surprise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from anchor.audit.models import AuditRow
from tests.doors.table import DOORS
from tests.proofs import locks
from tests.proofs.memory import STEPS, taken_back
from tests.proofs.program import MODELS
from tests.proofs.steps import Step
from tests.proofs.steps_ids import FOREIGNER, action, giver, guardian
from tests.world import EVERYBODY

OWN = "109"  # the tenant whose people ask
GETS_IN = (200, 302, 422)
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
TOLD = " tells a foreign id from an id of nothing"
# Differs from answer to answer and says nothing: the form's token.
TOKEN = re.compile(r'(csrfmiddlewaretoken" value=|"X-CSRFToken": ?)"[^"]*"')
# What a request may write although it is refused: the memory, and the session it came with.
NOT_COMPARED = ("audit_auditrow", "django_session")


def routes_with_ids(resolver: URLResolver | None = None) -> Iterator[str]:
    """Names of all routes whose address holds an id."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes_with_ids(pattern)
        elif isinstance(pattern, URLPattern) and pattern.pattern.converters:
            yield str(pattern.name)


def tables() -> list[str]:
    """Every table of the database whose rows may not change."""
    return sorted(set(connection.introspection.table_names()) - set(NOT_COMPARED))


def fingerprint() -> dict[str, Any]:
    """Number of rows and a checksum of each table, as the owner sees them."""
    return _checksums(tables(), "")


def of_other_tenants() -> dict[str, Any]:
    """The same of what other tenants hold."""
    return _checksums([locks.table_of(model) for model in MODELS], f" WHERE tenant_id <> '{OWN}'")


def _checksums(names: list[str], where: str) -> dict[str, Any]:
    each = [
        f"SELECT '{table}', count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t{where}"
        for table in names
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {table: (rows, checksum) for table, rows, checksum in cursor.fetchall()}


@dataclass
class Swaps:
    """What was tried and what went wrong. `alike`: foreign ids that were answered exactly as ids of nothing are."""

    addresses: int = 0
    alike: int = 0
    bodies: int = 0
    wrong: list[str] | None = None

    def expect(self, is_right: bool, words: str) -> None:
        """Keep what went wrong."""
        if not is_right:
            self.wrong = [*(self.wrong or []), words]


def swapped_addresses(world: Any, named: str = "") -> Swaps:
    """Each route with an id, each method that passes with an own id, each person who passes with it: now a foreign id.

    `named` asks only about addresses with this kind of id.
    """
    swaps = Swaps()
    for step in addresses_to_try():
        if named and step.about != named:
            continue
        with taken_back(world):
            foreign, own = step.address(world, foreign=True), step.address(world)
            browsers = {who: world.browser(who) for who in people_who_get_in(step)}
            body = step.body(world) if step.body else None
            before, rows = fingerprint(), AuditRow.objects.count()
            for who, browser in browsers.items():
                response, said = answered(browser, foreign, body)
                refusals = [row for row in AuditRow.objects.order_by("id")[rows:] if row.verb == "refused"]
                rows = AuditRow.objects.count()
                swaps.addresses += 1
                swaps.expect(response.status_code == 404, f"{step} ({who}) answered {response.status_code}")
                swaps.expect(len(refusals) == 1, f"{step} ({who}) left {len(refusals)} refusals")
                if (nowhere := of_nothing(foreign, own)) != foreign:
                    swaps.alike += 1
                    swaps.expect(answered(browser, nowhere, body)[1] == said, f"{step} ({who}){TOLD}")
                    rows = AuditRow.objects.count()
            swaps.expect(fingerprint() == before, f"{step}: {changed(before)}")
    return swaps


def of_nothing(foreign: str, own: str) -> str:
    """The address with made-up ids where it names something foreign."""
    mine = set(ID.findall(own))
    return ID.sub(lambda found: found[0] if found[0] in mine else str(uuid4()), foreign)


def answered(browser: Any, address: str, body: dict[str, Any] | None) -> tuple[Any, tuple[Any, ...]]:
    """The answer, and all that could tell its reader something: status, words, and how much the database was asked."""
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(address) if body is None else browser.post(address, body)
    text = TOKEN.sub("", ID.sub("", response.content.decode(errors="ignore")))
    return response, (response.status_code, response.get("Location"), text, len(asked))


def addresses_to_try() -> Iterator[Step]:
    """The steps at routes with ids, and an empty look or form where no step goes."""
    names = sorted(set(routes_with_ids()))
    for name in names:
        for is_post in (False, True):
            statuses = DOORS[name].post if is_post else DOORS[name].get
            if not set(statuses.values()) & set(GETS_IN[:1] + GETS_IN[2:]) and not (
                is_post and 302 in statuses.values()
            ):
                continue
            tried = [step for step in STEPS if step.route == name and bool(step.body) == is_post and not step.instead]
            yield from tried[:1] or [Step(name, "", {}, (lambda world: {}) if is_post else None, about=about(name))]


def about(route: str) -> str:
    """Which id an address holds."""
    return DOORS[route].about


def people_who_get_in(step: Step) -> list[str]:
    """Who passes this door with an own id, by the door table."""
    statuses = DOORS[step.route].post if step.body else DOORS[step.route].get
    return [who for who in EVERYBODY if who != "anonymous" and (statuses[who] in GETS_IN or who == step.who)]


def changed(before: dict[str, Any]) -> str:
    """Names of the tables that are not as they were."""
    now = fingerprint()
    return "changed " + ", ".join(table for table in now if now[table] != before.get(table))


# --- bodies ---

# What a field names that names no person: the same kind of record in another tenant.
FOREIGN_RECORDS = {
    "actions-0-id": lambda world: action(world, True).pk,
    "giver": lambda world: giver(world, True).pk,
    "persons-0-id": lambda world: guardian(world, True).pk,
}


class Fields(HTMLParser):
    """The fields of a page's forms whose value is an id, by the form's address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.form, self.select = address, "", ""
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """A form begins, or one of its fields."""
        given = dict(attributes)
        if tag == "form":
            self.form = given.get("action") or self.address if given.get("method", "").lower() == "post" else ""
        if tag == "select":
            self.select = given.get("name") or ""
        name = self.select if tag == "option" else given.get("name")
        if self.form and name and tag in ("option", "input", "button") and _is_id(given.get("value")):
            self.found.add((self.form, name))


def _is_id(value: str | None) -> bool:
    try:
        return bool(value) and str(UUID(value)) == value
    except ValueError:
        return False


def fields_with_ids(world: Any) -> set[tuple[str, str]]:
    """Route and field of every id in a form, on every page a step opens."""
    found = set()
    for step in STEPS:
        if step.body or step.instead:
            continue
        with taken_back(world):
            if step.before:
                step.before(world)
            address = step.address(world)
            page = Fields(address)
            page.feed(world.browser(step.who).get(address).content.decode(errors="ignore"))
            # All rows of a formset are alike.
            found |= {(_route_of(form), re.sub(r"-(\d+|__prefix__)-", "-0-", name)) for form, name in page.found}
    return found


def _route_of(address: str) -> str:
    try:
        return str(resolve(address.partition("?")[0]).url_name)
    except Resolver404:
        return address


def swapped_bodies(world: Any) -> Swaps:
    """Each field of a body that names somebody or something, with the id of a stranger of another tenant or team."""
    swaps = Swaps()
    tried = {(step.route, field) for step in STEPS for field in step.ids}
    for route, name in sorted(fields_with_ids(world) - tried):
        swaps.expect(False, f"no step swaps the field {name} at {route}")
    for step in STEPS:
        for name in step.ids:
            for stranger in (FOREIGNER, "neighbour_team_member"):
                _swap(world, step, name, stranger, swaps)
    return swaps


def _swap(world: Any, step: Step, name: str, stranger: str, swaps: Swaps) -> None:
    with taken_back(world):
        if step.before:
            step.before(world)
        body = step.body(world) if step.body else {}
        foreign = str(FOREIGN_RECORDS[name](world) if name in FOREIGN_RECORDS else world.people[stranger].pk)
        body[name] = [*body[name], foreign] if isinstance(body.get(name), list) else foreign
        browser, address = world.browser(step.who), step.address(world)
        before, theirs = fingerprint(), of_other_tenants()
        status = browser.post(address, body).status_code
        swaps.bodies += 1
        words = f"{step} with {name} of {stranger}"
        swaps.expect(of_other_tenants() == theirs, f"{words}: changed rows of another tenant")
        if name in FOREIGN_RECORDS:
            return  # a row whose record is not there is taken for a new one of the own case, as after somebody removed it
        swaps.expect(status in (404, 422), f"{words} answered {status}")
        swaps.expect(fingerprint() == before, f"{words}: {changed(before)}")
