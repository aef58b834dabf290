"""A manager's reports: ask for one, see how it comes along, open it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anchor.access.actions import Action
from anchor.access.rules import can, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.http import answer
from anchor.core.jobs import UNDER_WAY, progress
from anchor.core.models import JobState
from reporting.deliveries.words import STAGE_WORDS, file_name, title
from reporting.forms import ReportForm
from reporting.models import Report
from reporting.services import asking
from reporting.services.pipeline import STAGES

SHOWN = 30
# Polls come often at first and seldom later; a report of a municipality takes a few seconds.
SOON, LATER, FIRST_SECONDS = 2, 5, 20


@require_http_methods(["GET", "POST"])
def reports(request: ActorRequest) -> HttpResponse:
    """Ask for a report, and see those asked for before."""
    require(request.actor, Action.READ_REPORT)
    nation = can(request.actor, Action.REPORT_ON_NATION)
    municipality = None if nation else asking.own_municipality(request.actor)
    first = {"year": asking.years_to_ask()[0], "language": (get_language() or "fi")[:2]}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            return redirect(asking.ask_for_report(actor=request.actor, **form.cleaned_data))
    own = Report.objects.visible_to(request.actor).without_contents().select_related("job", "municipality")
    context = {
        "form": form,
        "nation": nation,
        "municipality": municipality,
        "reports": [_row(report) for report in own.order_by("-pk")[:SHOWN]],
    }
    return answer(request, "reporting/reports.html", context, part="form", status=422 if form.errors else 200)


def _row(report: Report) -> dict[str, Any]:
    return {"report": report, "title": title(report), "state": report.job.state, "asked_at": report.job.created_at}


@require_GET
def report(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """One report: how it comes along, or the way to its PDF."""
    return answer(request, "reporting/report.html", _page(request, _own(request, report_id)), part="progress")


def _own(request: ActorRequest, report_id: UUID) -> Report:
    """The asker's own report; anybody else's does not exist."""
    require(request.actor, Action.READ_REPORT)
    own = Report.objects.visible_to(request.actor).without_contents().select_related("job", "municipality")
    return get_object_or_404(own, pk=report_id)


def _page(request: ActorRequest, report: Report) -> dict[str, Any]:
    job = report.job
    under_way = job.state in UNDER_WAY
    done, known = progress(job, STAGES) if under_way else (0, 1)
    waited = (timezone.now() - job.created_at).total_seconds()
    return {
        "report": report,
        "title": title(report),
        "state": job.state,
        "under_way": under_way,
        "poll_every": SOON if waited < FIRST_SECONDS else LATER,
        "stage_number": STAGES.index(job.stage) + 1 if job.stage else 1,
        "stage_count": len(STAGES),
        "stage_words": STAGE_WORDS[job.stage],
        "percent": round(100 * done / known),
        "asked_at": job.created_at,
        "finished_at": job.finished_at,
    }


@require_GET
def report_pdf(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """The PDF, opened in the browser. Every opening is remembered."""
    report = _own(request, report_id)
    if report.job.state != JobState.DONE:
        raise Http404
    report.refresh_from_db(fields=["pdf"])
    record(request.actor, Verb.REPORT_OPENED, report, edition=report.edition)
    response = HttpResponse(bytes(report.pdf or b""), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(report)}"'
    return response


@require_POST
def cancel_report(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Stop making a report."""
    return _act(request, report_id, asking.cancel_report, _("The report was cancelled."))


@require_POST
def retry_report(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Let a stopped report go on."""
    return _act(request, report_id, asking.retry_report, _("The report is being made again."))


def _act(request: ActorRequest, report_id: UUID, act: Any, said: str) -> HttpResponse:
    report = _own(request, report_id)
    try:
        act(actor=request.actor, report_id=report.pk)
    except DomainError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, said)
    return redirect(report)
