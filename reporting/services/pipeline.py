"""Leading a report from stage to stage: collect, count, render. Every function here may run twice, or on two workers.

The lock on the job's row decides who makes the next stage. Whoever finishes the last step of a stage asks for it; when
that message is lost, the sweep does (design: statistics.md, The pipeline).
"""

import hashlib
import logging
import uuid
from collections.abc import Callable

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from anchor.access.scopes import NoLongerAMember, on_behalf_of
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.jobs import (
    UNDER_WAY,
    LeaseLost,
    add_steps,
    claim,
    end,
    fail,
    finish,
    one_at_a_time,
    stage_state,
    stranded_steps,
    under_way,
)
from anchor.core.models import Job, JobState, JobStep
from anchor.core.outbox import enqueue
from reporting.deliveries.printing import print_report
from reporting.models import Report
from reporting.services.asking import ADVANCE, JOB, may_ask
from reporting.services.collecting import collect_facts, tenants
from reporting.services.counting import count_figures

log = logging.getLogger(__name__)

STAGES = ("collect", "count", "render")
TASKS = {
    "collect": "reporting.tasks.collect_facts",
    "count": "reporting.tasks.count_figures",
    "render": "reporting.tasks.render_report",
}
SWEPT_AT_ONCE = 20  # steps of one job sent again in one sweep
SWEEP_LASTS = 15  # seconds; a message sent again is worth nothing when the next sweep sends it once more


def run_collect(step_id: str) -> None:
    """Collect one tenant's facts of the job's year; the step's key is the tenant. How many they were is not kept."""
    _run(step_id, write=_collect)


def run_count(step_id: str) -> None:
    """Count the figures under the statistics login; they stay in the step, the only row that login may write."""
    _run(step_id, prepare=lambda step: count_figures(**step.job.parameters), write=lambda step, figures: figures)


def run_render(step_id: str) -> None:
    """Print the PDF in a child process, then keep it."""
    _run(step_id, prepare=_print, write=_keep_pdf)


def _collect(step: JobStep) -> None:
    collect_facts(tenant_id=step.key, year=step.job.parameters["year"])


def _run(step_id: str, *, write: Callable, prepare: Callable | None = None) -> None:
    """Claim a step, prepare its work, write it and finish the step in one transaction, and ask for what is next.

    An error gives the step back; the sweep sends it again. It is raised on, so that it is in the worker's log.
    """
    step = claim(step_id)
    if step is None:
        return
    try:
        prepared = (prepare(step),) if prepare else ()
        with transaction.atomic():
            finish(step, write(step, *prepared))
    except LeaseLost:
        return
    except Exception as error:
        fail(step, type(error).__name__)
        raise
    _send(ADVANCE, step.job_id)


def _send(task: str, key: uuid.UUID, **options: int) -> None:
    """Send past the outbox, which the statistics login cannot write. What is lost here, the sweep finds."""
    try:
        current_app.send_task(task, args=[str(key)], retry=False, **options)
    except OperationalError as away:
        log.warning("%s is left to the sweep: %s", task, away)


def _print(step: JobStep) -> tuple[bytes, int]:
    report = Report.objects.without_contents().select_related("municipality").get(job_id=step.job_id)
    report.refresh_from_db(fields=["figures"])
    return print_report(report)


def _keep_pdf(step: JobStep, printed: tuple[bytes, int]) -> dict[str, int]:
    pdf, pages = printed
    digest = hashlib.sha256(pdf).hexdigest()
    Report.objects.filter(job_id=step.job_id).update(pdf=pdf, pages=pages, sha256=digest)
    return {"pages": pages, "bytes": len(pdf)}


@transaction.atomic
def advance(job_id: uuid.UUID | str) -> None:
    """Begin the next stage of a job when all steps of this one are done, or end it; else do nothing."""
    job = Job.objects.select_for_update().filter(pk=job_id, kind=JOB, state__in=UNDER_WAY).first()
    if job is None or (state := stage_state(job)) == JobState.RUNNING:
        return
    if state == JobState.FAILED:
        end(job, JobState.FAILED, error=f"stopped at {job.stage}")
        return
    report = Report.objects.without_contents().get(job=job)
    try:
        with on_behalf_of(report.membership_id) as actor:
            if not may_ask(actor, report.kind, report.municipality_id):
                raise NoLongerAMember(str(report.membership_id))
            _next_stage(job, report)
            if job.state == JobState.DONE:
                record(actor, Verb.REPORT_MADE, report, pages=report.pages, edition=report.edition)
    except NoLongerAMember:
        end(job, JobState.CANCELLED, error="the asker's right has ended")


def _next_stage(job: Job, report: Report) -> None:
    if job.stage == STAGES[-1]:
        end(job, JobState.DONE)
        return
    if job.stage == "count":
        _keep_figures(report, job.steps.get(stage="count").result or {})
    following = STAGES[STAGES.index(job.stage) + 1] if job.stage else STAGES[0]
    if not job.stage and _take_figures_of_edition(report):
        following = "render"
    keys = tenants() if following == "collect" else [following]
    job.stage, job.state = following, JobState.RUNNING
    job.save(update_fields=["stage", "state"])
    for step in add_steps(job, following, keys):
        enqueue(TASKS[following], str(step.pk))


def _keep_figures(report: Report, figures: dict) -> None:
    """Keep the figures, unless somebody else's report of the same edition was counted first: then that one's hold."""
    one_at_a_time("edition", report.edition)
    if not _take_figures_of_edition(report):
        report.figures = {**figures, "counted_on": timezone.localdate().isoformat()}
        report.save(update_fields=["figures"])


def _take_figures_of_edition(report: Report) -> bool:
    """Show what another report of the same edition shows, in whatever language that was."""
    counted = Report.objects.filter(edition=report.edition, figures__isnull=False).exclude(pk=report.pk)
    figures = counted.order_by("pk").values_list("figures", flat=True).first()
    if figures is None:
        return False
    report.figures = figures
    report.save(update_fields=["figures"])
    return True


def revive() -> int:
    """Go on with every job that stands still: the message was lost, the worker died, or Redis was emptied.

    Returns how many steps were sent again. Sending twice is harmless: a step is claimed once. An error in one job is raised
    when all others have been seen to.
    """
    sent, errors = 0, []
    for job in under_way():
        try:
            sent += _revive(job)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("jobs that cannot go on", errors)
    return sent


def _revive(job: Job) -> int:
    advance(job.pk)
    stranded = stranded_steps(job)[:SWEPT_AT_ONCE]
    for step in stranded:
        _send(TASKS[step.stage], step.pk, expires=SWEEP_LASTS)
    return len(stranded)


def resume(job_id: uuid.UUID | str) -> None:
    """Go on with a job that was started again: nobody knows which of its messages are still on their way."""
    advance(job_id)
    for step in JobStep.objects.filter(job_id=job_id, state=JobState.WAITING).order_by("key"):
        _send(TASKS[step.stage], step.pk)
