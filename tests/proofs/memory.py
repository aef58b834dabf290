"""The memory: each step leaves exactly its rows, and each audit call taken away is noticed by name.

The calls are found in the program's source, so that a new one without a step is a surprise.
"""

import ast
import importlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction

from anchor.access.matrix import MATRIX
from anchor.audit import services
from anchor.audit.models import AuditRow
from tests.proofs.steps import CASE_STEPS, MEETING_STEPS, Step
from tests.proofs.steps_consents import CONSENT_STEPS
from tests.proofs.steps_contacts import CONTACT_STEPS
from tests.proofs.steps_emergency import EMERGENCY_STEPS
from tests.proofs.steps_extracts import EXTRACT_STEPS
from tests.proofs.steps_guests import GUEST_STEPS
from tests.proofs.steps_office import OFFICE_STEPS
from tests.proofs.steps_protection import PROTECTION_STEPS
from tests.proofs.steps_sectors import SECTOR_STEPS
from tests.proofs.steps_transfers import TRANSFER_STEPS

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("anchor", "clients", "meetings", "referrals", "reporting")
# Builders write no memory; the memory's own house calls itself.
NOT_ASKED = ("migrations", "anchor/audit", "anchor/desk/demo", "anchor/desk/large", "anchor/desk/bench")
CALLS = ("record", "record_read", "record_reads", "record_refusal", "record_untold_look")
# What is about a client's case names it, or the client's log extract would miss it; the client is found by its own key.
ABOUT_A_CASE = {
    row.model for row in MATRIX.values() if row.model.startswith(("clients.", "meetings.")) or "Onward" in row.model
} - {"clients.Client"}
STEPS: tuple[Step, ...] = (
    *CASE_STEPS,
    *MEETING_STEPS,
    *CONTACT_STEPS,
    *CONSENT_STEPS,
    *GUEST_STEPS,
    *OFFICE_STEPS,
    *EMERGENCY_STEPS,
    *SECTOR_STEPS,
    *PROTECTION_STEPS,
    *EXTRACT_STEPS,
    *TRANSFER_STEPS,
)


@dataclass(frozen=True)
class Site:
    """One audit call of the program."""

    module: str
    function: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.module}:{self.first} {self.function}"


def sites() -> list[Site]:
    """Every audit call in the program's source."""
    found = []
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if any(part in name for part in NOT_ASKED):
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                    module = name.removesuffix(".py").replace("/", ".")
                    found.append(Site(module, node.func.id, node.lineno, node.end_lineno or node.lineno))
    return found


# Read when the program is loaded: whoever edits a file meanwhile moves no line of the running one.
SITES = sites()


class Watched:
    """Every audit call of the program goes through here: seen, and left out when told to."""

    def __init__(self) -> None:
        self.sites = SITES
        self.seen: set[Site] = set()
        self.without: Site | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """The program with its audit calls watched."""
        names = {(site.module, site.function) for site in self.sites}
        modules = {module: importlib.import_module(module) for module, _ in names}
        before = {(module, name): getattr(modules[module], name) for module, name in names}
        try:
            for (module, name), call in before.items():
                if call is getattr(services, name):
                    setattr(modules[module], name, self._watch(module, name, call))
            yield
        finally:
            for (module, name), call in before.items():
                setattr(modules[module], name, call)

    def _watch(self, module: str, name: str, call: Callable) -> Callable:
        mine = [site for site in self.sites if site.module == module and site.function == name]

        def watched(*args: Any, **kwargs: Any) -> Any:
            line = sys._getframe(1).f_lineno
            site = next(one for one in mine if one.first <= line <= one.last)
            self.seen.add(site)
            return None if site == self.without else call(*args, **kwargs)

        return watched


class _Undone(Exception):
    """The step is taken back."""


@contextmanager
def taken_back(world: Any) -> Iterator[None]:
    """A savepoint that is always rolled back, with what the world kept in it."""
    kept, records = dict(world.__dict__), dict(world.__dict__.get("step_records", {}))
    try:
        with transaction.atomic():
            yield
            raise _Undone
    except _Undone:
        return
    finally:
        world.__dict__.clear()  # what the world made meanwhile, and believes to have, is gone
        world.__dict__.update(kept | {"step_records": records})
        cache.clear()


def trouble_with(world: Any, step: Step) -> str:
    """What is wrong after this step: another answer, or other rows in the memory; empty when all is as it should be."""
    with taken_back(world):
        if step.before:
            step.before(world)
        body = step.body(world) if step.body else None
        address, browser = step.address(world), world.browser(step.who)
        before = AuditRow.objects.count()
        wrong = ""
        if step.instead:
            step.instead(world)
        else:
            response = browser.get(address) if body is None else browser.post(address, body)
            wrong = "" if response.status_code == step.expected() else f"answered {response.status_code}"
        rows = list(AuditRow.objects.order_by("id"))[before:]
        left = Counter(f"{row.verb} {row.target_type}" for row in rows)
        if left != Counter(step.leaves):
            wrong += f" left {dict(left)}, not {step.leaves}"
        if lost := [str(row.verb) for row in rows if row.target_type in ABOUT_A_CASE and row.case_id is None]:
            wrong += f" {lost} do not name the case"
        if unsaid := [row.verb for row in rows if row.verb == "opened" and row.target_type and not row.sections]:
            wrong += f" {len(unsaid)} openings do not say what was shown"
    return wrong


def steps_that_fail(world: Any) -> Iterator[tuple[Step, str]]:
    """The steps whose rows are not as they should be, in a program as it is."""
    for step in STEPS:
        if wrong := trouble_with(world, step):
            yield step, wrong


def calls_taken_away(world: Any) -> Iterator[tuple[Site, bool | None]]:
    """Each audit call taken away in turn, with whether a step noticed; None when no step comes by it."""
    watched = Watched()
    by_site: dict[Site, list[Step]] = {}
    with watched.watching():
        for step in STEPS:
            watched.seen.clear()
            trouble_with(world, step)
            for site in watched.seen:
                by_site.setdefault(site, []).append(step)
        for site in watched.sites:
            if site not in by_site:
                yield site, None
                continue
            watched.without = site
            # Not every step that comes by has something to tell there.
            yield site, any(trouble_with(world, step) for step in by_site[site])
            watched.without = None
