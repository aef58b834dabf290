"""Drafts, jobs with their steps, and the outbox. None of them belongs to a room; none lies behind another's rule.

A draft is its writer's alone, encrypted, and stands behind the wall by membership. Jobs and the outbox lie outside the
wall and hold ids and codes only (design: access.md, What lies outside the wall).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.core.fields import EncryptedTextField
from anchor.core.ids import uuid7


class Draft(models.Model):
    """What one person had typed into one form about one record and not saved yet. Kept 30 days at most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant_id = models.CharField(max_length=8, editable=False)
    membership_id = models.UUIDField(editable=False)
    form = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True, help_text="id of the record the form is about, or empty")
    body = EncryptedTextField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_draft_per_form", fields=["membership_id", "form", "about"]),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.about}"


class JobState(models.TextChoices):
    """Where a job or a step stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("stopped by an error")
    CANCELLED = "cancelled", pgettext_lazy("work of the program", "cancelled")


class Job(models.Model):
    """A long piece of work somebody asked for: its state, its progress, and on whose behalf it acts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    membership_id = models.UUIDField(null=True, help_text="the asker; rights are those of the time each step runs")
    language = models.CharField(max_length=2, default="fi")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=JobState, default=JobState.WAITING)
    stage = models.CharField(max_length=24, blank=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # Reader: the sweep that revives jobs whose worker died.
            models.Index(name="jobs_under_way", fields=["created_at"], condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class JobStep(models.Model):
    """One step of a job, done exactly once: claimed by a lease with a fencing token, because Redis may deliver twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=24)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=JobState, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="each_step_once", fields=["job", "stage", "key"])]

    def __str__(self) -> str:
        return f"{self.stage} {self.key} {self.state}"


class OutboxMessage(models.Model):
    """A task to be sent, written in the transaction that wants it: a crash between commit and publish loses nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.CharField(max_length=80)
    arguments = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # Reader: the sender, every two seconds.
            models.Index(name="outbox_waiting", fields=["created_at"], condition=Q(sent_at=None)),
        ]

    def __str__(self) -> str:
        return self.task
