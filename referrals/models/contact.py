"""A contact coming in: what all who screen may know, and apart from it what names somebody."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from anchor.access.grant_models import GrantManager
from anchor.accounts.models import Membership, Team
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.models import Municipality
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField
from clients.models import Case


class ContactStage(models.TextChoices):
    """Where a contact stands; it moves by opinions and the team's decision."""

    RECEIVED = "received", _("contact received")
    SCREENING = "screening", _("team screening")
    SELECTED = "selected", _("selected as client")
    DECLINED = "declined", _("no Anchor clienthood")
    REDIRECTED = "redirected", _("redirected elsewhere")


class Contact(SharedRecord):
    """Somebody is worried and told a team member. Screened nameless: age, criteria, reasons, urgency and area.

    Accepts whatever is phoned in: age estimated or unknown, area unknown or abroad, no criterion (domain.md,
    Eligibility). The receiver is the author.
    """

    received_at = models.DateTimeField()
    # The same of all contacts, for the release before this one, which still reads and writes them: these two and `told` stand in
    # ContactOrigin, and the columns go with the next release.
    channel = models.CharField(max_length=16, default="other", editable=False)
    source = models.CharField(max_length=16, default="other", editable=False)
    urgency = models.CharField(max_length=8, default="normal")
    stage = models.CharField(max_length=16, choices=ContactStage, default=ContactStage.RECEIVED)
    area = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="whole years on the day of the contact")
    age_knowledge = models.CharField(max_length=16, default="unknown")
    reasons = ArrayField(models.CharField(max_length=32), default=list)
    criteria = ArrayField(models.CharField(max_length=16), default=list)
    told = models.CharField(max_length=16, default="unknown", editable=False)
    ground = models.CharField(max_length=32, blank=True, help_text="for passing the name on; empty: none yet")
    grounded_sectors = ArrayField(models.CharField(max_length=16), default=list)
    non_disclosure = models.BooleanField(default=False)
    danger_called_at = models.DateTimeField(null=True, blank=True)
    redirected_to = models.CharField(max_length=32, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    case = TenantForeignKey(Case, related_name="contacts", null=True, blank=True)

    class Meta:
        permissions = [("work_contact", "Can work on the contact")]
        constraints = [
            models.CheckConstraint(
                name="age_known_or_said_unknown",
                condition=Q(age=None, age_knowledge="unknown") | Q(age__isnull=False) & ~Q(age_knowledge="unknown"),
            ),
            models.CheckConstraint(
                name="decided_contact_has_a_day",
                condition=Q(stage__in=["received", "screening"], decided_on=None)
                | Q(stage__in=["selected", "declined", "redirected"], decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="no_sector_without_a_ground", condition=~Q(ground="") | Q(grounded_sectors__len=0)
            ),
        ]
        indexes = [
            # Readers: the queue of waiting contacts, oldest first, and the count on the rail.
            models.Index(
                name="contacts_waiting",
                fields=["team", "received_at", "id"],
                condition=Q(stage__in=["received", "screening"]),
            ),
            models.Index(name="contacts_of_a_team", fields=["team", "-received_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.received_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.pk])

    @property
    def is_screened(self) -> bool:
        return self.stage in (ContactStage.RECEIVED, ContactStage.SCREENING)

    @property
    def waiting_days(self) -> int:
        """Whole days since it was received."""
        return (timezone.localdate() - timezone.localtime(self.received_at).date()).days


class ContactDetails(SharedRecord):
    """Who the contact is about and what was told. Read by a sector only with a recorded ground."""

    contact = TenantOneToOneField(Contact, related_name="details")
    given_names = models.CharField(_("given names"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    identity_code = EncryptedTextField(_("personal identity code"))
    school = EncryptedTextField(_("school"))
    phone = EncryptedTextField(_("phone"))
    informant = EncryptedTextField(_("who told"))
    text = EncryptedTextField(_("what was told"))

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


class ContactOrigin(SharedRecord):
    """Who is worried, how they told it, and who has been told: it could tell who the contact is about, so it is read like that."""

    contact = TenantOneToOneField(Contact, related_name="origin")
    channel = models.CharField(max_length=16)
    source = models.CharField(max_length=16)
    told = models.CharField(max_length=16, default="unknown")


class ContactPlace(SharedRecord):
    """Where somebody under non-disclosure can be found. The contact and its details then say none of it."""

    contact = TenantOneToOneField(Contact, related_name="place")
    area = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    school = EncryptedTextField(_("school"))
    phone = EncryptedTextField(_("phone"))


class ContactGrant(UserObjectPermissionBase):
    """An object permission on a contact: who received it, gave an opinion or decided keeps sight of it."""

    content_object = TenantForeignKey(Contact, related_name="grants", db_index=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    tenant = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    ends_on = models.DateField(null=True, blank=True)

    objects: ClassVar[GrantManager] = GrantManager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_grip_per_contact", fields=["membership", "content_object"])]
        indexes = [
            # Reader: who keeps sight of this contact.
            models.Index(name="grants_of_a_contact", fields=["content_object"]),
        ]
