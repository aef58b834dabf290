"""Jobs and their steps: claimed by lease, fenced by token, resumable after any worker dies.

A step is done exactly once whatever the broker does: `claim` gives one worker a token for a while, and `finish` writes
only under that token, in the transaction that also writes the step's work. A worker that was slow, frozen or cut off
finds its token gone, and what it wrote is rolled back.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from anchor.core.models import Job, JobState, JobStep

MOST_ATTEMPTS = 5
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
# Nobody has touched a job's steps for this long: a message was lost, or every worker is busy.
QUIET = timedelta(seconds=10)


class LeaseLost(Exception):
    """Another worker has taken the step over. Raise it inside the work's transaction, so that the work is undone."""


def one_at_a_time(*what: object) -> None:
    """Wait until no other transaction holds this name, and hold it until the own one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(map(str, what))])


def add_steps(job: Job, stage: str, keys: Iterable[str]) -> list[JobStep]:
    """The steps of one stage, each made once however often this is called."""
    JobStep.objects.bulk_create([JobStep(job=job, stage=stage, key=key) for key in keys], ignore_conflicts=True)
    return list(JobStep.objects.filter(job=job, stage=stage).order_by("key"))


def claim(step_id: uuid.UUID | str) -> JobStep | None:
    """Take a step for this worker while the lease runs, or None when it is done, taken, or its job is over.

    A lease that has run out may be taken by another worker; the first one's token is then worth nothing. A step that
    took its worker down each time is given up after the fifth, so that it cannot go round for ever.
    """
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, leased_until__lt=now)
    claimed = JobStep.objects.filter(free, pk=step_id, job__state__in=UNDER_WAY)
    with transaction.atomic():
        step = claimed.select_for_update(of=("self",), skip_locked=True).select_related("job").first()
        if step is None:
            return None
        if step.attempts >= MOST_ATTEMPTS:
            step.state, step.error, step.lease, step.leased_until = JobState.FAILED, "gave up", None, None
            step.save(update_fields=["state", "error", "lease", "leased_until"])
            return None
        step.state, step.lease = JobState.RUNNING, uuid.uuid4()
        step.leased_until = now + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        step.attempts, step.started_at = step.attempts + 1, now
        step.save(update_fields=["state", "lease", "leased_until", "attempts", "started_at"])
    return step


def finish(step: JobStep, result: object = None) -> None:
    """Mark a claimed step done with its result. Raises LeaseLost when another worker has it: then undo the work."""
    if not _close(step, state=JobState.DONE, result=result, error="", finished_at=timezone.now()):
        raise LeaseLost(str(step.pk))


def fail(step: JobStep, error: str) -> bool:
    """Give a step back after an error, to be tried again, or end it after the fifth attempt. `error`: no personal data.

    False when the lease was lost meanwhile: then nothing was written.
    """
    if step.attempts < MOST_ATTEMPTS:
        return _close(step, state=JobState.WAITING, error=error[:200])
    return _close(step, state=JobState.FAILED, error=error[:200], finished_at=timezone.now())


def _close(step: JobStep, **values: object) -> bool:
    held = JobStep.objects.filter(pk=step.pk, lease=step.lease, state=JobState.RUNNING)
    return bool(held.update(lease=None, leased_until=None, **values))


def stage_state(job: Job) -> JobState:
    """How the current stage stands: failed when a step has failed, done when all are, and running otherwise."""
    states = set(job.steps.filter(stage=job.stage).values_list("state", flat=True))
    if JobState.FAILED in states:
        return JobState.FAILED
    return JobState.DONE if states <= {JobState.DONE} else JobState.RUNNING


def start_again(job: Job) -> None:
    """Let a failed job go on from the stage where it stopped; what was done stays done. Lock the job first."""
    job.steps.filter(state=JobState.FAILED).update(state=JobState.WAITING, attempts=0, error="", finished_at=None)
    job.state, job.error, job.finished_at = JobState.RUNNING, "", None
    job.save(update_fields=["state", "error", "finished_at"])


def end(job: Job, state: JobState, error: str = "") -> None:
    """Write how a job ended. Lock the job first."""
    job.state, job.error, job.finished_at = state, error, timezone.now()
    job.save(update_fields=["state", "error", "finished_at"])


def progress(job: Job, stages: Iterable[str]) -> tuple[int, int]:
    """Steps done and steps known, over all stages; a stage not begun counts as one step."""
    counts = dict.fromkeys(stages, (0, 1))
    steps = job.steps.order_by().values("stage")
    for row in steps.annotate(known=Count("pk"), done=Count("pk", filter=Q(state=JobState.DONE))):
        counts[row["stage"]] = (row["done"], row["known"])
    return sum(done for done, _ in counts.values()), sum(known for _, known in counts.values())


def under_way() -> QuerySet[Job]:
    """Jobs that are neither done nor failed nor cancelled, oldest first."""
    return Job.objects.filter(state__in=UNDER_WAY).order_by("created_at", "pk")


def stranded_steps(job: Job) -> QuerySet[JobStep]:
    """Steps whose worker has died, and, when the job has been quiet for a while, those whose message may be lost."""
    now = timezone.now()
    stranded = Q(state=JobState.RUNNING, leased_until__lt=now)
    touched = job.steps.aggregate(started=Max("started_at"), finished=Max("finished_at"))
    if max([job.created_at, *filter(None, touched.values())]) < now - QUIET:
        stranded |= Q(state=JobState.WAITING)
    return job.steps.filter(stranded).order_by(F("started_at").asc(nulls_first=True), "key")
