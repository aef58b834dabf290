"""Screening: each sector's opinion, the team's joint decision with who took part, and the child-welfare answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField
from referrals.models.contact import Contact


class Opinion(SharedRecord):
    """One sector's view on selecting: yes, no, or more information needed. Not from own registers."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        NEEDS_INFORMATION = "needs_information", _("needs information")

    contact = TenantForeignKey(Contact, related_name="opinions")
    answer = models.CharField(max_length=20, choices=Answer)
    text = EncryptedTextField(_("why, or what information"))
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_opinion_per_sector", fields=["contact", "sector"])]


class Decision(SharedRecord):
    """What the team decided together on a contact, and how far it was together."""

    class Outcome(models.TextChoices):
        SELECTED = "selected", _("selected as client")
        DECLINED = "declined", _("no Anchor clienthood")
        REDIRECTED = "redirected", _("redirected elsewhere")

    contact = TenantOneToOneField(Contact, related_name="decision")
    outcome = models.CharField(max_length=16, choices=Outcome)
    decided_on = models.DateField()
    reason = models.CharField(max_length=32, blank=True, help_text="why declined: a code")
    text = EncryptedTextField(_("why"))
    alone_because = models.CharField(max_length=16, blank=True, help_text="urgent or unanswered; empty: together")
    missing_sectors = ArrayField(models.CharField(max_length=16), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_missing_sector_has_a_reason", condition=Q(missing_sectors__len=0) | ~Q(alone_because="")
            )
        ]


class DecisionParticipant(SharedRecord):
    """Somebody who took part in the decision. `sector` is the participant's."""

    decision = TenantForeignKey(Decision, related_name="participants")
    contact = TenantForeignKey(Contact, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="each_once_in_a_decision", fields=["decision", "membership"])]


class ChildWelfareAnswer(SharedRecord):
    """Whether child welfare was notified (417/2007 s25, s25a). Required on every contact.

    Seen by its author's sector and by the receiver: social services, unless there was no need to notify.
    """

    contact = TenantForeignKey(Contact, related_name="child_welfare_answers")
    answer = models.CharField(max_length=16)
    notified_on = models.DateField(null=True, blank=True)
    notified_by = EncryptedTextField(_("who notified"))
    why = EncryptedTextField(_("why no need"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_notification_has_its_day", condition=~Q(answer="notified") | Q(notified_on__isnull=False)
            ),
            models.UniqueConstraint(name="one_child_welfare_answer_per_sector", fields=["contact", "sector"]),
        ]
