"""Asking for a report, taking the wish back, and trying again."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import can, require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Organisation
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.jobs import UNDER_WAY, end, one_at_a_time, start_again
from anchor.core.models import Job, JobState
from anchor.core.outbox import enqueue
from anchor.tenancy.models import Municipality
from reporting.models import Report

JOB = "report"
ADVANCE, RESUME = "reporting.tasks.advance_report", "reporting.tasks.resume_report"
# The year under way has no report: two reports of it made days apart would tell who came between them.
YEARS = 5


def years_to_ask(today: datetime.date | None = None) -> list[int]:
    """The years a report can be made of, the latest first."""
    this_year = (today or timezone.localdate()).year
    return list(range(this_year - 1, this_year - 1 - YEARS, -1))


def own_municipality(actor: Actor) -> Municipality | None:
    """The municipality a manager may have a report of."""
    organisation = actor.membership.organisation
    if organisation is None or organisation.kind != Organisation.Kind.MUNICIPALITY:
        return None
    return Municipality.objects.get(pk=organisation.municipality_id)


def may_ask(actor: Actor, kind: str, municipality_id: str | None) -> bool:
    """Whether this membership may have this report today: asked when it is wanted and again before each stage."""
    if kind == Report.Kind.NATION:
        return can(actor, Action.REPORT_ON_NATION)
    organisation = actor.membership.organisation
    own = organisation.municipality_id if organisation else None
    return can(actor, Action.REPORT_ON_MUNICIPALITY) and own is not None and own == municipality_id


def edition(kind: str, municipality_id: str | None, year: int, made: datetime.date) -> str:
    """Reports of one edition show the same figures: one edition per area, year, and quarter in which it is made."""
    return f"{year}-{municipality_id or kind}-{made.year}Q{(made.month + 2) // 3}"


@transaction.atomic
def ask_for_report(*, actor: Actor, year: int, language: str) -> Report:
    """Have the actor's report of a year made. While one is being made, asking again answers with the same one.

    Raises DomainError `area_comes_later` for managers whose area has no report yet, `year_not_over`, `year_too_early`.
    """
    require(actor, Action.READ_REPORT)
    nation = can(actor, Action.REPORT_ON_NATION)
    municipality = None if nation else own_municipality(actor)
    if not nation and municipality is None:
        raise DomainError(_("Reports for your area come later."), code="area_comes_later")
    _check_year(year)
    one_at_a_time(JOB, actor.membership_id)
    kind = Report.Kind.NATION if nation else Report.Kind.MUNICIPALITY
    wish = {"kind": kind, "municipality": municipality, "year": year, "language": language}
    same = Report.objects.visible_to(actor).without_contents().filter(job__state__in=UNDER_WAY, **wish).first()
    return same or _begin(actor, wish)


def _check_year(year: int) -> None:
    years = years_to_ask()
    if year > years[0]:
        raise DomainError(_("A report is made of a year that has ended."), code="year_not_over", field="year")
    if year < years[-1]:
        raise DomainError(_("There is no report of so early a year."), code="year_too_early", field="year")


def _begin(actor: Actor, wish: dict) -> Report:
    municipality_id = wish["municipality"].pk if wish["municipality"] else None
    job = Job.objects.create(
        kind=JOB,
        membership_id=actor.membership_id,
        language=wish["language"],
        parameters={"kind": wish["kind"], "municipality": municipality_id or "", "year": wish["year"]},
    )
    name = edition(wish["kind"], municipality_id, wish["year"], timezone.localdate())
    report = Report.objects.create(job=job, membership=actor.membership, edition=name, **wish)
    record(actor, Verb.REPORT_REQUESTED, report, kind=wish["kind"], year=wish["year"])
    enqueue(ADVANCE, str(job.pk))
    return report


@transaction.atomic
def cancel_report(*, actor: Actor, report_id: uuid.UUID) -> Report:
    """Stop making a report. What workers are doing for it just now is thrown away."""
    report, job = _locked(actor, report_id)
    if job.state not in UNDER_WAY:
        raise DomainError(_("This report is no longer being made."), code="not_under_way")
    end(job, JobState.CANCELLED, error="by the asker")
    record(actor, Verb.REPORT_CANCELLED, report)
    return report


@transaction.atomic
def retry_report(*, actor: Actor, report_id: uuid.UUID) -> Report:
    """Let a report that was stopped by an error, or cancelled, go on from where it stopped."""
    report, job = _locked(actor, report_id)
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise DomainError(_("This report has not stopped."), code="not_stopped")
    start_again(job)
    record(actor, Verb.REPORT_REQUESTED, report, kind=report.kind, year=report.year, again=True)
    enqueue(RESUME, str(job.pk))
    return report


def _locked(actor: Actor, report_id: uuid.UUID) -> tuple[Report, Job]:
    """The actor's own report and its job, locked. Raises Refused or Report.DoesNotExist."""
    require(actor, Action.READ_REPORT)
    report = Report.objects.visible_to(actor).without_contents().select_related("municipality").get(pk=report_id)
    return report, Job.objects.select_for_update().get(pk=report.job_id)
