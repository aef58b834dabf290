"""Consent in three plain sentences, live from the next request; its details stay with the sector that asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField
from clients.models.case import Case


class Consent(SharedRecord):
    """One answer to one sentence: given or refused, for which sectors, from when to when, withdrawn or not."""

    class Sentence(models.TextChoices):
        TEAM = "team", _("The team may talk about my matters together.")
        SCHOOL = "school", _("The school may join.")
        OTHER = "other", _("Somebody else may join.")

    case = TenantForeignKey(Case, related_name="consents")
    sentence = models.CharField(max_length=8, choices=Sentence)
    given = models.BooleanField()
    covered_sectors = ArrayField(models.CharField(max_length=16), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="by default until the case closes")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_not_ended_before_given", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="only_a_given_consent_is_withdrawn", condition=Q(withdrawn_on=None) | Q(given=True)
            ),
        ]


class ConsentDetails(SharedRecord):
    """Who gave the consent, how, and who assessed that they could."""

    consent = TenantOneToOneField(Consent, related_name="details")
    case = TenantForeignKey(Case, related_name="+")
    giver = models.CharField(max_length=24)
    assessed_on = models.DateField(null=True, blank=True)
    oral = models.BooleanField(default=True)
    about = EncryptedTextField(_("details"))
