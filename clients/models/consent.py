"""Consent in three plain sentences, live from the next request; its details stay with the sector that asked."""

import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.codes import label
from anchor.tenancy.tenant import TenantForeignKey, TenantManager, TenantOneToOneField, TenantQuerySet
from clients.models.case import Case


def lives_on(day: datetime.date) -> Q:
    """Consents that hold on a day. The one statement of when a consent lives; the wall repeats it (`wall_functions`)."""
    return Q(
        Q(valid_to=None) | Q(valid_to__gte=day),
        Q(of_age_on=None) | Q(of_age_on__gt=day),
        given=True,
        withdrawn_on=None,
        ended_on=None,
        valid_from__lte=day,
    )


class ConsentQuerySet(TenantQuerySet):
    """Answers to the three sentences."""

    def living(self, day: datetime.date) -> Self:
        """Those that hold on a day."""
        return self.filter(lives_on(day))


class ConsentManager(TenantManager.from_queryset(ConsentQuerySet)):  # type: ignore[misc]
    """Asks within a scope only, as every manager of tenants' rows."""


class Consent(SharedRecord):
    """One answer to one sentence: given or refused, for which sectors, from when to when, withdrawn or not.

    Where several must answer it is given only when each of them has said yes; until then it is `awaited`.
    """

    class Sentence(models.TextChoices):
        TEAM = "team", _("The team may talk about my matters together.")
        SCHOOL = "school", _("The school may join.")
        OTHER = "other", _("Somebody else may join.")

    case = TenantForeignKey(Case, related_name="consents")
    sentence = models.CharField(max_length=8, choices=Sentence)
    given = models.BooleanField()
    awaited = models.BooleanField(
        default=False, db_default=False, help_text="not given yet: somebody who must answer has not"
    )
    covered_sectors = ArrayField(models.CharField(max_length=16), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="by default until the case closes")
    ends_at_18 = models.BooleanField(
        default=False, db_default=False, help_text="others gave it for the adolescent: it ends on the 18th birthday"
    )
    # That day would tell the birth date to who may know the age only: `services.ages` writes it down when it is near.
    of_age_on = models.DateField(null=True, blank=True, editable=False, help_text="the 18th birthday, when it is near")
    ended_on = models.DateField(null=True, blank=True, help_text="the day its case was closed")
    withdrawn_on = models.DateField(null=True, blank=True)

    objects: ClassVar[ConsentManager] = ConsentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_not_ended_before_given", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="only_a_given_consent_is_withdrawn", condition=Q(withdrawn_on=None) | Q(given=True)
            ),
            models.CheckConstraint(name="awaited_is_not_given", condition=Q(awaited=False) | Q(given=False)),
        ]
        indexes = [
            # Reader: what a sector keeps after a withdrawal (`anchor_kept_meetings`); few are withdrawn.
            models.Index(name="withdrawn_consents", fields=["case"], condition=Q(withdrawn_on__isnull=False)),
        ]


class ConsentDetails(SharedRecord):
    """Who gave the consent, how, and who assessed that they could."""

    consent = TenantOneToOneField(Consent, related_name="details")
    case = TenantForeignKey(Case, related_name="+")
    giver = models.CharField(max_length=24)
    assessed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    assessed_on = models.DateField(null=True, blank=True)
    oral = models.BooleanField(default=True)
    present = EncryptedTextField(_("who was present"))
    about = EncryptedTextField(_("details"))


class ConsentGiver(SharedRecord):
    """One of those whose yes a consent needs: what they answered and when, and their own withdrawal."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        MISSING = "", _("not answered yet")

    consent = TenantForeignKey(Consent, related_name="givers")
    case = TenantForeignKey(Case, related_name="+", db_index=False)
    giver = models.CharField(max_length=24)
    # Evidence stays as it was given when the close person's own row is changed or taken away: a name of its own, no reference.
    person_id = models.UUIDField(null=True, blank=True)
    name = EncryptedTextField(_("name"))
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    asked_despite = EncryptedTextField(_("why somebody was asked who is suspected or under a contact ban"))
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answer_has_its_day", condition=Q(answer="", answered_on=None) | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(name="only_a_yes_is_withdrawn", condition=Q(withdrawn_on=None) | Q(answer="yes")),
        ]

    @property
    def words(self) -> str:
        """Who it is: by name if it is known who, else what they are to the adolescent."""
        return str(self.name) or label("consent_giver", self.giver)
