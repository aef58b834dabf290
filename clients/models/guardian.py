"""What a guardian gets of a register: decided in each case by a worker of that sector, dated, and nothing by default."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey
from clients.held import Kind
from clients.models.case import Case


class GuardianDecision(SharedRecord):
    """One decision on one register, its author's sector; the next one takes its place, none is ever changed.

    Social: the minor's bar and a child's-interest check (812/2000, 703/2023). Health: capacity and will (785/1992). Police:
    openness and criminal procedure (621/1999). It ends at midnight of the 18th birthday, as all that a guardian may.
    """

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("nothing")
        PART = "part", _("all but what is barred")
        ALL = "all", _("everything of this register")

    case = TenantForeignKey(Case, related_name="guardian_decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    barred = ArrayField(models.CharField(max_length=16, choices=Kind), default=list)
    decided_on = models.DateField()
    heard_on = models.DateField(null=True, blank=True, help_text="when the adolescent was asked")
    why = EncryptedTextField(_("why"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="part_names_what_is_barred",
                condition=models.Q(outcome="part", barred__len__gt=0) | ~models.Q(outcome="part") & models.Q(barred=[]),
            ),
            models.CheckConstraint(
                name="guardian_gets_only_after_hearing",
                condition=models.Q(outcome="nothing") | models.Q(heard_on__isnull=False),
            ),
        ]
        indexes = [
            # Readers: the case page and an extract asked by a guardian: the last decision of each register.
            models.Index(name="guardian_decisions_of_a_case", fields=["case", "sector", "-decided_on", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.outcome}"
