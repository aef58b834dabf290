"""A register officer's request for the extracts of one client, and the tries to find one."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.accounts.models import Membership, Team
from anchor.core.ids import uuid7
from anchor.tenancy.tenant import TenantForeignKey, TenantModel
from clients.models.client import Client, RelatedPerson

LASTS = datetime.timedelta(hours=2)


class ExtractRequest(TenantModel):
    """Opens one client's records of one controller to one register officer, for two hours or until it is closed.

    Made only for whoever was found by an exact name and birth date, or identity code. What was made of it and for whom stays
    written here; the extracts themselves are not kept.
    """

    class Asker(models.TextChoices):
        ADOLESCENT = "adolescent", pgettext_lazy("who asks", "the adolescent")
        GUARDIAN = "guardian", pgettext_lazy("who asks", "a guardian")
        REPRESENTATIVE = "representative", pgettext_lazy("who asks", "a legal representative")

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False, editable=False)
    controller = models.CharField(max_length=40, editable=False)
    client = TenantForeignKey(Client, related_name="+", db_index=False)
    # The client's latest case: under it the memory keeps what was done, and a later log extract finds it.
    case_id = models.UUIDField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(editable=False)
    until = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    asker = models.CharField(max_length=16, choices=Asker, blank=True)
    asked_by = TenantForeignKey(RelatedPerson, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    identified_by = models.CharField(max_length=16, blank=True)
    left_out = models.JSONField(default=dict, blank=True, help_text="kind of extract: [[kind of record, key, why]]")
    log_made_at = models.DateTimeField(null=True, blank=True)
    data_made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extract_made_for_somebody",
                condition=Q(log_made_at=None, data_made_at=None) | ~Q(asker="") & ~Q(identified_by=""),
            ),
            models.CheckConstraint(
                name="extract_asked_by_a_named_guardian", condition=~Q(asker="adolescent") | Q(asked_by=None)
            ),
        ]
        indexes = [
            # Reader: the wall, for each statement of a register officer; the officer's own page.
            models.Index(name="extract_requests_of_officer", fields=["membership", "-opened_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.controller} {self.opened_at:%Y-%m-%d}"


class ExtractTry(models.Model):
    """Somebody tried to find a client for an extract: who and when, never whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("try to find a client for an extract")
        indexes = [models.Index(name="extract_tries_of_officer", fields=["membership", "at"])]
