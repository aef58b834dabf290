"""A question to a consulted expert: asked by name about one contact or one case, answered once, then out of their sight."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from anchor.access.grant_models import GrantManager
from anchor.accounts.models import Membership, Sector, Team
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.models import Municipality
from anchor.tenancy.tenant import TenantForeignKey
from clients.models import Case
from referrals.models.contact import Contact


class ExpertQuestion(SharedRecord):
    """What somebody of the team asks one expert. The expert sees these words and nothing of what they are about.

    `sector` is the asker's, `author` the asker. Not the nameless question that a school asks of the team (Consultation).
    """

    case = TenantForeignKey(Case, related_name="questions", null=True, blank=True)
    contact = TenantForeignKey(Contact, related_name="questions", null=True, blank=True)
    expert = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    text = EncryptedTextField(_("question"))
    until = models.DateField(_("last day to answer"))
    answer = EncryptedTextField(_("answer"))
    answered_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        permissions = [("answer_question", "Can answer the question")]
        constraints = [
            models.CheckConstraint(
                name="question_about_a_case_or_a_contact",
                condition=Q(case=None, contact__isnull=False) | Q(case__isnull=False, contact=None),
            ),
            models.CheckConstraint(name="question_asks_something", condition=Q(text__isnull=False)),
            models.CheckConstraint(
                name="answer_has_its_day",
                condition=Q(answered_on=None, answer__isnull=True) | Q(answered_on__isnull=False, answer__isnull=False),
            ),
            models.CheckConstraint(
                name="question_answered_or_withdrawn", condition=Q(answered_on=None) | Q(withdrawn_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the expert may still answer today."""
        return self.answered_on is None and self.withdrawn_on is None and self.until >= timezone.localdate()


class QuestionGrant(UserObjectPermissionBase):
    """The asked expert's sight of one question: given with it, gone with the answer, the withdrawal or its last day.

    Case, contact and the asker's sector are the question's own: whoever may take the question back ends the sight.
    """

    content_object = TenantForeignKey(ExpertQuestion, related_name="grants", db_index=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    tenant = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    sector = models.CharField(max_length=16, choices=Sector, editable=False)
    case = TenantForeignKey(Case, related_name="+", db_index=False, null=True, blank=True)
    contact = TenantForeignKey(Contact, related_name="+", db_index=False, null=True, blank=True)
    ends_on = models.DateField()

    objects: ClassVar[GrantManager] = GrantManager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_grip_per_question", fields=["membership", "content_object"])]
        indexes = [
            # Reader: taking a question back ends its expert's sight.
            models.Index(name="grants_of_a_question", fields=["content_object"]),
        ]
