"""Identifier-free facts, and the reports made of them.

A fact is one contact, case, meeting or referral with codes and coarsened dates: no name, text, person, or key that leads
back. One row of a small municipality is still about somebody, so facts stand behind the statistics login.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.accounts.models import Membership
from anchor.core.ids import uuid7
from anchor.core.models import Job
from anchor.tenancy.models import Municipality
from anchor.tenancy.tenant import TenantModel

if TYPE_CHECKING:
    from anchor.accounts.actor import Actor


class Fact(TenantModel):
    """Common columns: whose house, which team, which month, and where the adolescent lives or the contact arose.

    The area is `unknown` under non-disclosure. Keys are drawn at random, so that not even their order leads back.
    """

    team_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=8)

    class Meta:
        abstract = True


class ContactFact(Fact):
    """One contact, in the month it was received, and how far it has come by now."""

    class Reached(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("received by the team", "contacts")
        SELECTED = "selected", _("selected as clients")
        MET = "met", _("met")
        REFERRED = "referred", pgettext_lazy("how far it has come", "referred onward")
        STARTED = "started", _("service started")

    source = models.CharField(max_length=16)
    channel = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16)
    reached = models.CharField(max_length=16, choices=Reached)
    age_band = models.CharField(max_length=8, blank=True)
    days_to_decision = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(name="contact_facts_by_year", fields=["year", "tenant"])]


class CaseFact(Fact):
    """One case, in the month it was opened."""

    age_band = models.CharField(max_length=8)
    gender = models.CharField(max_length=16)
    returning = models.BooleanField()
    crime = models.BooleanField()
    substance = models.BooleanField()
    radicalisation = models.BooleanField()
    support = models.BooleanField()
    closing_reason = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [models.Index(name="case_facts_by_year", fields=["year", "tenant"])]


class MeetingFact(Fact):
    """One meeting, in the month it was held or was to be held."""

    kind = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    adolescent_present = models.BooleanField()
    guardian_present = models.BooleanField()
    sectors = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(name="meeting_facts_by_year", fields=["year", "tenant"])]


class ReferralFact(Fact):
    """One onward referral, in the month it was proposed."""

    service = models.CharField(max_length=32)
    status = models.CharField(max_length=16)

    class Meta:
        indexes = [models.Index(name="referral_facts_by_year", fields=["year", "tenant"])]


class ReportQuerySet(models.QuerySet):
    """Reports. They lie outside the wall, so their one rule stands here."""

    def visible_to(self, actor: "Actor") -> Self:
        """A report is read by the membership that asked for it, and by nobody else."""
        return self.filter(membership_id=actor.membership_id)

    def without_contents(self) -> Self:
        """For lists and progress: the PDF and the figures stay in the database."""
        return self.defer("pdf", "figures")


class Report(models.Model):
    """A report somebody asked for, and its PDF when it is ready. Only the asking membership may read it."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality report")
        NATION = "nation", _("National assessment")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.OneToOneField(Job, models.PROTECT, related_name="report")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    edition = models.CharField(max_length=24, help_text="reports of one edition show the same figures")
    figures = models.JSONField(null=True, blank=True, help_text="published figures only: what is hidden is not here")
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_municipality_report_names_its_municipality",
                condition=models.Q(kind="municipality", municipality__isnull=False)
                | models.Q(kind="nation", municipality=None),
            )
        ]
        indexes = [
            # Readers: somebody's own reports, newest first; and the figures of an edition already counted.
            models.Index(name="reports_of_a_membership", fields=["membership", "-id"]),
            models.Index(name="reports_of_an_edition", fields=["edition"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])
