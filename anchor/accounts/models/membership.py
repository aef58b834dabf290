"""A membership: one person in one team or organisation, with one sector and one role. One is worn at a time."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models.organisation import Organisation, Team
from anchor.core.ids import uuid7


class Sector(models.TextChoices):
    """The sectors of Anchor work. A school curator and a psychologist are county staff: social, health."""

    POLICE = "police", _("police")
    SOCIAL = "social", _("social services")
    HEALTH = "health", _("health services")
    YOUTH = "youth", _("youth services")
    EDUCATION = "education", _("education")
    OTHER = "other", _("other sector")


class Role(models.TextChoices):
    """What a membership may do; scopes and sights are in the matrix (access.md, The actor)."""

    MEMBER = "member", _("team member")
    COORDINATOR = "coordinator", _("coordinator")
    GUEST = "guest", _("guest authority")
    EXPERT = "expert", _("consulted expert")
    SUPERIOR = "superior", _("superior")
    EMERGENCY = "emergency", _("named emergency user")
    MANAGER = "manager", _("manager")
    NATIONAL = "national", _("national coordinator")
    AUDITOR = "auditor", _("auditor")
    REGISTER_OFFICER = "register_officer", _("register officer")
    ADMINISTRATOR = "administrator", _("administrator")


class MembershipQuerySet(models.QuerySet):
    """Memberships; they lie outside the wall and are asked for by person or by team."""

    def current(self, day: datetime.date | None = None) -> "MembershipQuerySet":
        """Those that hold on a day, by default today, of people who may sign in."""
        day = day or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), began_on__lte=day, user__is_active=True)

    def processing_protected(self, day: datetime.date | None = None) -> "MembershipQuerySet":
        """Those of them who have the right to process data under non-disclosure on a day."""
        day = day or timezone.localdate()
        return self.current(day).filter(Q(protected_to=None) | Q(protected_to__gte=day), protected_from__lte=day)


class Membership(models.Model):
    """Who somebody is at work. Records are written, seen and logged under the membership, not the person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    sector = models.CharField(max_length=16, choices=Sector, blank=True)
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=80, blank=True)
    began_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)
    # The right to process data under non-disclosure, given by the person's organisation from a day to a day.
    protected_from = models.DateField(_("may process protected data from"), null=True, blank=True)
    protected_to = models.DateField(_("may process protected data until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_in_a_team_or_an_organisation",
                condition=Q(team=None, organisation__isnull=False) | Q(team__isnull=False, organisation=None),
            ),
            models.CheckConstraint(
                name="team_work_has_a_sector",
                condition=~Q(role__in=["member", "coordinator"]) | Q(team__isnull=False) & ~Q(sector=""),
            ),
            models.CheckConstraint(name="membership_has_a_role_we_know", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="only_team_work_is_in_a_team",
                condition=Q(team=None) | Q(role__in=["member", "coordinator", "guest", "expert"]),
            ),
            models.CheckConstraint(
                name="membership_not_ended_before_begun", condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on"))
            ),
            models.CheckConstraint(
                name="protected_data_not_until_before_from",
                condition=Q(protected_to=None) | Q(protected_from__isnull=False, protected_to__gte=F("protected_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def controller(self) -> str:
        """The controller this membership works for: its sector's in the team, or its organisation."""
        if self.organisation:
            return self.organisation.controller
        return self.team.controller_of(self.sector) if self.team else ""

    def processes_protected(self, day: datetime.date) -> bool:
        """Whether the organisation has given this person the right to process data under non-disclosure, on a day."""
        began = self.protected_from is not None and self.protected_from <= day
        return began and (self.protected_to is None or day <= self.protected_to)
