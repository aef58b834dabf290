"""Seeded defects of the pages: a rule and a wall both gone, a list with a rule of its own. Each must be found and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from anchor.access import kept
from anchor.tenancy.tenant import TenantQuerySet
from clients.views import cases
from reporting.models import ReportQuerySet
from tests.proofs import agreement, doors, id_swap, locks, walls
from tests.proofs.comparison import Comparison
from tests.proofs.controls import all_of, taken_back
from tests.proofs.program import MODELS
from tests.proofs.random_world import RandomWorld

NAMED_BY = {
    "case_id": "clients.Case",
    "contact_id": "referrals.Contact",
    "participation_id": "clients.Participation",
    "consent_id": "clients.Consent",
    "meeting_id": "meetings.Meeting",
    "action_id": "meetings.AgreedAction",
    "referral_id": "referrals.OnwardReferral",
    "access_id": "clients.EmergencyAccess",
    "note_id": "meetings.SectorNote",
    "safety_note_id": "clients.SafetyNote",
    "question_id": "referrals.ExpertQuestion",
    "disclosure_id": "clients.Disclosure",
    "request_id": "clients.SectorRequest",
    "extract_id": "clients.ExtractRequest",
    "notice_id": "clients.PresenceNotice",
    "said_id": "referrals.SamePerson",
    "transfer_id": "referrals.Transfer",
}


@contextmanager
def without_a_lock(model: str) -> Iterator[None]:
    """No rule on one model, and no wall on any table."""
    asked = TenantQuerySet.visible_to
    with taken_back() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for one in MODELS:
            cursor.execute(f"ALTER TABLE {locks.table_of(one)} DISABLE ROW LEVEL SECURITY")
        TenantQuerySet.visible_to = all_of(apps.get_model(model), asked)  # type: ignore[method-assign]
        kept.forget()
        try:
            yield
        finally:
            TenantQuerySet.visible_to = asked  # type: ignore[method-assign]
            kept.forget()


@contextmanager
def every_report_open() -> Iterator[None]:
    """Reports of all, shown to all who make reports."""
    asked = ReportQuerySet.visible_to
    ReportQuerySet.visible_to = lambda rows, actor: rows.all()  # type: ignore[method-assign]
    try:
        yield
    finally:
        ReportQuerySet.visible_to = asked  # type: ignore[method-assign]


def foreign_ids_let_in(world: Any) -> Iterator[tuple[str, bool]]:
    """Both locks gone on what an id names: the id swap must see that foreign ids open."""
    for named, model in NAMED_BY.items():
        with without_a_lock(model):
            wrong = id_swap.swapped_addresses(world, named).wrong or []
            yield f"{named} without rule and wall", any(" answered " in words for words in wrong)
            yield f"{named} told from an id of nothing", any(words.endswith(id_swap.TOLD) for words in wrong)
    with every_report_open():
        yield "report_id without its rule", bool(id_swap.swapped_addresses(world, "report_id").wrong)


def doors_left_open(world: Any) -> Iterator[tuple[str, bool]]:
    """Reports shown to everybody: the door table must say which door."""
    for name in ("report", "report_pdf"):
        with every_report_open():
            found = doors.answers_of(world, name).wrong
            yield f"{name} without its rule", bool(found) and all(f" {name} " in words for words in found)


def lists_with_their_own_rule(comparison: Comparison, people: list[Any]) -> Iterator[tuple[str, bool]]:
    """A list that forgets closed cases: list and page must be found to disagree."""
    known = cases.known_cases
    cases.known_cases = lambda *asked: known(*asked).filter(closed_on=None)
    try:
        wrong = agreement.agree(comparison, people).wrong
        yield "the case list forgets closed cases", any("list of case shell" in words for words in wrong)
    finally:
        cases.known_cases = known


def strangers_let_in(world: RandomWorld) -> Iterator[tuple[str, bool]]:
    """Each table's wall taken down: the look of strangers must name the table."""
    for table in walls.tenant_tables():
        with taken_back() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            seen = walls.read_by_strangers(world)[1]
            yield table, bool(seen) and all(words.endswith(f" {table}") for words in seen)
