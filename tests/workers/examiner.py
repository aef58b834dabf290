"""Whether each report was made exactly once: asked of the database, not of the program."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from anchor.audit.models import AuditRow
from anchor.core.models import JobStep, OutboxMessage
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case
from reporting.models import CaseFact, Report

# One statement, so one moment: what a reader could be shown just now although it is not whole, or not yet remembered.
HALF_PUBLISHED = """
    SELECT r.id FROM reporting_report r JOIN core_job j ON j.id = r.job_id
    CROSS JOIN LATERAL (SELECT count(*) AS times FROM audit_auditrow a
                        WHERE a.target_id = r.id AND a.verb = 'report_made') made
    WHERE CASE WHEN j.state = 'done'
          THEN r.pdf IS NULL OR r.figures IS NULL OR encode(sha256(r.pdf), 'hex') <> r.sha256 OR made.times <> 1
          ELSE made.times > 0 END"""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one report, in a word, and which report it is."""

    word: str
    report: Any


def half_published() -> list[Fault]:
    """Reports that are shown as ready and are not, at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(HALF_PUBLISHED)
        return [Fault("half published", key) for (key,) in cursor.fetchall()]


def faults(reports: Iterable[Report], tenants: Iterable[str]) -> list[Fault]:
    """Everything that is wrong with these reports once nothing is under way any more."""
    found, expected = [], {("count", "count"), ("render", "render")} | {("collect", tenant) for tenant in tenants}
    for report in Report.objects.filter(pk__in=[one.pk for one in reports]).select_related("job"):
        found += [Fault(word, report.pk) for word in _of_one(report, expected)]
    return found


def _of_one(report: Report, expected: set[tuple[str, str]]) -> Iterator[str]:
    if report.job.state != "done":
        yield f"lost: {report.job.state} {report.job.error}".strip()
        return
    remembered = Counter(AuditRow.objects.filter(target_id=report.pk).values_list("verb", flat=True))
    for verb in ("report_requested", "report_made"):
        if remembered[verb] != 1:
            yield f"{verb} {remembered[verb]} times"
    steps = {(step.stage, step.key): step for step in JobStep.objects.filter(job=report.job)}
    if set(steps) not in (expected, {("render", "render")}):  # a second report of an edition is only printed
        yield f"steps: {sorted(steps)}"
    if unfinished := [key for key, step in steps.items() if step.state != "done" or step.lease]:
        yield f"unfinished: {unfinished}"
    yield from _of_its_pdf(report, steps.get(("render", "render")))


def _of_its_pdf(report: Report, render: JobStep | None) -> Iterator[str]:
    pdf = bytes(report.pdf or b"")
    if not pdf.startswith(b"%PDF") or not pdf.rstrip().endswith(b"%%EOF"):
        yield "no whole PDF"
    if hashlib.sha256(pdf).hexdigest() != report.sha256:
        yield "another PDF than its digest"
    if render is None or render.result != {"pages": report.pages, "bytes": len(pdf)}:
        yield "another PDF than its step made"
    others = Report.objects.filter(edition=report.edition, figures__isnull=False)
    if report.figures is None or others.exclude(figures=report.figures).exists():
        yield "other figures than its edition"


def doubled_or_lost_facts() -> list[str]:
    """Tenants and years whose facts are not the cases that were opened there, each once; years nobody asked for are empty."""
    with beyond_the_wall("tests count"):
        opened = Counter((tenant, day.year) for tenant, day in Case._base_manager.values_list("tenant_id", "opened_on"))
        facts = Counter(CaseFact._base_manager.values_list("tenant_id", "year"))
    asked = set(Report.objects.filter(job__steps__stage="collect").values_list("year", flat=True))
    return [
        f"{tenant} {year}: {facts[tenant, year]} facts of {opened[tenant, year]} cases"
        for tenant, year in sorted(facts | opened)
        if year in asked and facts[tenant, year] != opened[tenant, year]
    ]


def at_work() -> set[str]:
    """Names of the workers that are in the middle of a task: outside one they have no connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE datname = current_database()")
        return {name for (name,) in cursor.fetchall()}


def unsent() -> int:
    """Messages that still wait in the outbox."""
    return OutboxMessage.objects.filter(sent_at=None).count()


def interruptions() -> Counter[str]:
    """How often a step had to be taken again, by stage."""
    again: Counter[str] = Counter()
    for stage, attempts in JobStep.objects.filter(attempts__gt=1).values_list("stage", "attempts"):
        again[stage] += attempts - 1
    return again
