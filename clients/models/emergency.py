"""Emergency access: who opened which case when a child is in danger, for an hour; and what to know when going there.

The grant, the words and the tries stand in tables of their own, because an auditor reads when, who and why by its code, and no
words about the adolescent (design: access.md, The matrix).
"""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.codes import label
from anchor.tenancy.tenant import TenantForeignKey, TenantModel
from clients.models.case import Case
from clients.models.client import Client

LASTS = datetime.timedelta(minutes=60)


class Judgement(models.TextChoices):
    """What the coordinator says of an emergency access afterwards."""

    JUSTIFIED = "justified", _("justified")
    NOT_JUSTIFIED = "not_justified", _("not justified")


class EmergencyAccess(SharedRecord):
    """Somebody opened a case without working on it: its author, for 60 minutes, renewable once.

    `sector` is the opener's; `team` and `controller` are the case's: its coordinator and its auditor watch over it.
    """

    client = TenantForeignKey(Client, related_name="+")
    case = TenantForeignKey(Case, related_name="+")
    reason = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    address_confirmed_at = models.DateTimeField(null=True, blank=True)
    review_due_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    judgement = models.CharField(max_length=16, choices=Judgement, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="emergency_access_lasts_an_hour_and_is_renewed_once",
                condition=Q(until__gte=F("opened_at"))
                & (
                    Q(renewed_at=None, until__lte=F("opened_at") + LASTS)
                    | Q(
                        renewed_at__isnull=False,  # or a check of nothing would hold
                        renewed_at__gte=F("opened_at"),
                        renewed_at__lte=F("opened_at") + LASTS,
                        until__lte=F("renewed_at") + LASTS,
                    )
                ),
            ),
            models.CheckConstraint(
                name="emergency_review_is_whole",
                condition=Q(reviewed_at=None, reviewed_by=None, judgement="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, judgement__in=Judgement.values),
            ),
        ]
        indexes = [
            # Reader: every rule asks what the worn membership has opened in an emergency.
            models.Index(name="emergency_accesses_of_one", fields=["author", "-until"]),
            # Readers: a coordinator's and a superior's accesses that wait for their review.
            models.Index(name="emergency_accesses_unreviewed", fields=["team"], condition=Q(reviewed_at=None)),
            # Reader: an auditor's list.
            models.Index(name="emergency_accesses_to_audit", fields=["controller", "-opened_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.opened_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("emergency", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.until > timezone.now()

    @property
    def minutes_left(self) -> int:
        """Whole minutes left, counted on the server."""
        return max(0, int((self.until - timezone.now()).total_seconds() // 60))

    @property
    def reason_words(self) -> str:
        """The reason in the reader's language."""
        return label("emergency_reason", self.reason)

    @property
    def is_overdue(self) -> bool:
        """Whether the review should have been done."""
        return self.reviewed_at is None and self.review_due_on < timezone.localdate()


class EmergencyText(SharedRecord):
    """Why it was opened, in the opener's own words; and what the coordinator said of it. One text from each."""

    access = TenantForeignKey(EmergencyAccess, related_name="texts")
    text = EncryptedTextField(_("text"))

    class Meta:
        constraints = [models.UniqueConstraint(name="one_emergency_text_from_each", fields=["access", "author"])]


class EmergencyAttempt(TenantModel):
    """Somebody tried a name and a birth date: only that they tried, so that tries can be limited."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Reader: how often somebody has tried within the last quarter of an hour.
            models.Index(name="emergency_attempts_of_one", fields=["membership", "-at"]),
        ]


class SafetyNote(SharedRecord):
    """What to know when going there: a dog, a weapon, somebody who must not open the door. Short, of one sector."""

    client = TenantForeignKey(Client, related_name="safety_notes")
    text = EncryptedTextField(_("What to know when going there"))
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )
