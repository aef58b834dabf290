"""Jobs and their steps: claimed by lease, fenced by token, resumable after any worker dies."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from anchor.core.models import Job, JobState, JobStep

LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 4


def add_steps(job: Job, stage: str, keys: Iterable[str]) -> list[JobStep]:
    """The steps of one stage, each made once however often this is called."""
    JobStep.objects.bulk_create([JobStep(job=job, stage=stage, key=key) for key in keys], ignore_conflicts=True)
    return list(JobStep.objects.filter(job=job, stage=stage).order_by("key"))


def claim(step_id: uuid.UUID | str) -> JobStep | None:
    """Take a step for this worker for 90 seconds, or None when it is done, taken, or its job is over.

    A lease that has run out may be taken by another worker; the first one's token is then worth nothing.
    """
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, leased_until__lt=now)
    claimed = JobStep.objects.filter(free, pk=step_id, job__state__in=[JobState.WAITING, JobState.RUNNING])
    token = uuid.uuid4()
    with transaction.atomic():
        step = claimed.select_for_update(of=("self",), skip_locked=True).select_related("job").first()
        if step is None:
            return None
        step.state, step.lease, step.leased_until = JobState.RUNNING, token, now + LEASE
        step.attempts, step.started_at = step.attempts + 1, step.started_at or now
        step.save(update_fields=["state", "lease", "leased_until", "attempts", "started_at"])
    return step


def finish(step: JobStep, result: object = None) -> bool:
    """Mark a claimed step done with its result. False when the lease was lost: then nothing was written."""
    return _close(step, state=JobState.DONE, result=result)


def fail(step: JobStep, error: str) -> bool:
    """Give a step back after an error, to be tried again, or end it after the fourth attempt."""
    over = step.attempts >= MOST_ATTEMPTS
    return _close(step, state=JobState.FAILED if over else JobState.WAITING, error=error[:200])


def _close(step: JobStep, **values: object) -> bool:
    held = JobStep.objects.filter(pk=step.pk, lease=step.lease, state=JobState.RUNNING)
    return bool(held.update(lease=None, leased_until=None, finished_at=timezone.now(), **values))


def progress(job: Job, stages: list[str]) -> tuple[int, int]:
    """Steps done and steps known, over all stages; a stage not begun counts as one step."""
    counts = job.steps.aggregate(known=Count("pk"), done=Count("pk", filter=Q(state=JobState.DONE)))
    begun = set(job.steps.values_list("stage", flat=True).distinct())
    return counts["done"], counts["known"] + len([stage for stage in stages if stage not in begun])


def under_way() -> Iterable[Job]:
    """Jobs that are neither done nor failed nor cancelled, oldest first."""
    return Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).order_by("created_at", "pk")


def stranded_steps(job: Job) -> Iterable[JobStep]:
    """Steps of a job whose worker has died or whose message was lost: waiting, or with a lease that has run out."""
    lost = Q(state=JobState.RUNNING, leased_until__lt=timezone.now()) | Q(state=JobState.WAITING)
    return job.steps.filter(lost).order_by(F("started_at").asc(nulls_first=True), "key")
