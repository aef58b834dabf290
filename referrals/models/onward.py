"""A referral going onward: to which service, on what basis, and whether it started."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey
from clients.models import Case


class OnwardReferral(SharedRecord):
    """The client is guided to a service. It is done only when the service has started, or did not and why."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        SENT = "sent", _("sent")
        STARTED = "started", _("started")
        NOT_STARTED = "not_started", _("did not start")

    case = TenantForeignKey(Case, related_name="onward_referrals")
    service = models.CharField(max_length=32)
    unit = EncryptedTextField(_("unit"))
    basis = models.CharField(max_length=32, help_text="consent, or the code of a ground")
    status = models.CharField(max_length=16, choices=Status, default=Status.PROPOSED)
    proposed_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    not_started_reason = models.CharField(max_length=32, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    still_on_at_3_months = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_has_the_day_of_its_status",
                condition=~Q(status__in=["sent", "started"]) | Q(sent_on__isnull=False) | Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="not_started_has_a_reason", condition=~Q(status="not_started") | ~Q(not_started_reason="")
            ),
        ]
        indexes = [
            # Reader: the board of referrals under way and today's follow-ups.
            models.Index(name="referrals_of_a_team", fields=["team", "status", "follow_up_on"]),
        ]
