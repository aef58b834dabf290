"""The case: its shell, why it was selected, who works on it, and the grants that let them."""

import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from anchor.access.grant_models import GrantManager
from anchor.accounts.models import Membership, Sector, Team
from anchor.accounts.records import SharedRecord
from anchor.tenancy.models import Municipality
from anchor.tenancy.tenant import TenantForeignKey, TenantModel, TenantOneToOneField
from clients.models.client import Client

CRITERIA = ("crime", "substance", "radicalisation", "support")


class Stage(models.TextChoices):
    """Stages follow from acts: a held meeting is in work. Nobody is asked to move them by hand."""

    SELECTED = "selected", _("selected as client")
    MEETING_AGREED = "meeting_agreed", _("meeting agreed")
    IN_WORK = "in_work", _("in work")
    ASSESSED = "assessed", _("need of further work assessed")
    FOLLOW_UP = "follow_up", _("follow-up")
    CLOSED = "closed", _("closed")


class Case(SharedRecord):
    """The shell of one Anchor process of one client, from selection to closing: no name, no reason, no text.

    `sector` is the responsible worker's, so that "own sector on the case" has one meaning for all that hangs on it.
    """

    client = TenantForeignKey(Client, related_name="cases", same_team=True)
    number = models.CharField(max_length=16, editable=False)
    initials = models.CharField(max_length=8, editable=False)
    age = models.PositiveSmallIntegerField(editable=False, help_text="whole years today, or on the day it was closed")
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.SELECTED)
    responsible = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    non_disclosure = models.BooleanField(default=False, editable=False)
    # For who may not read the protected address: whoever is responsible has it checked. Protection never lapses.
    threat_names = ArrayField(
        models.CharField(max_length=64), null=True, blank=True, editable=False, help_text="keyed marks, no names"
    )
    protection_check_on = models.DateField(null=True, blank=True, editable=False)
    # For who may not read the close people: that one guardian's yes is not enough. Yes or no, and no name.
    joint_custody = ArrayField(
        models.CharField(max_length=64),
        null=True,
        blank=True,
        editable=False,
        help_text="keyed marks of sectors that say so",
    )
    opened_on = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=24, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    stage_days = models.JSONField(null=True, blank=True, editable=False, help_text="stage: the day it was reached")

    class Meta:
        permissions = [("work_case", "Can work on the case"), ("lead_case", "Can lead the case")]
        constraints = [
            models.UniqueConstraint(name="case_number_once_in_a_tenant", fields=["tenant", "number"]),
            models.CheckConstraint(
                name="case_not_closed_before_opened",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message=_("The closing day is before the opening day."),
            ),
            models.CheckConstraint(
                name="closed_case_has_day_and_reason",
                condition=Q(stage="closed", closed_on__isnull=False) & ~Q(closing_reason="")
                | ~Q(stage="closed") & Q(closed_on=None, closing_reason=""),
            ),
        ]
        indexes = [
            # Reader: a coordinator's list of the team's open cases, newest first, paged by key.
            models.Index(
                name="open_cases_of_a_team", fields=["team", "-opened_on", "-id"], condition=Q(closed_on=None)
            ),
            models.Index(name="cases_of_a_team", fields=["team", "-opened_on", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class CaseNumbering(TenantModel):
    """The last case number a team has given in a year, so that numbers run without gaps or doubles."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_numbering_per_team_and_year", fields=["team", "year"])]


class EighteenYearsBefore(Func):
    """The day eighteen years before a day. Only the first migration still asks for it."""

    template = "(%(expressions)s - INTERVAL '18 years')::date"
    output_field = models.DateField()


class CaseSelection(SharedRecord):
    """Why and when the adolescent was selected. Under 18 on the day of the contact, and at least one criterion."""

    case = TenantOneToOneField(Case, related_name="selection")
    contact_on = models.DateField(_("day of the contact"))
    selected_on = models.DateField()
    age = models.PositiveSmallIntegerField(editable=False, help_text="whole years on the day of the contact")
    criteria = ArrayField(models.CharField(max_length=16), verbose_name=_("criteria"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="selected_has_a_criterion",
                condition=Q(criteria__len__gt=0),
                violation_error_message=_("Choose at least one criterion."),
            ),
            models.CheckConstraint(name="criteria_are_known", condition=Q(criteria__contained_by=list(CRITERIA))),
            models.CheckConstraint(
                name="selected_under_18_on_the_day_of_contact",
                condition=Q(age__lt=18),
                violation_error_message=_("Only somebody under 18 on the day of the contact can be selected."),
            ),
        ]


class CaseReason(SharedRecord):
    """One reason of the case, with the adolescent's role in it: did or suspected, target, witness, worry."""

    case = TenantForeignKey(Case, related_name="reasons")
    reason = models.CharField(max_length=32)
    role = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(name="each_reason_once", fields=["case", "reason", "role"])]


class Participation(SharedRecord):
    """Somebody works on the case, from a day to a day. `sector` is the participant's; the grant follows from this."""

    class Kind(models.TextChoices):
        TEAM = "team", _("team")
        GUEST = "guest", _("guest authority")
        EXPERT = "expert", _("consulted expert")

    case = TenantForeignKey(Case, related_name="participations")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEAM)
    began_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True, help_text="the first day that is no longer theirs")
    # Said by who assigns; nothing of an investigation is ever recorded here (domain.md, Sector note).
    investigates = models.BooleanField(_("investigates the same event"), default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participation_not_ended_before_begun", condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on"))
            ),
            # Another authority is invited until a day; the day after it is written down beforehand.
            models.CheckConstraint(
                name="a_guest_has_a_last_day", condition=~Q(kind="guest") | Q(ended_on__isnull=False)
            ),
            ExclusionConstraint(
                name="one_participation_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("membership", RangeOperators.EQUAL),
                    (
                        Func(F("began_on"), F("ended_on"), Value("[)"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    @property
    def last_day(self) -> datetime.date | None:
        """A guest's last day on the case."""
        return self.ended_on and self.ended_on - datetime.timedelta(days=1)

    @property
    def is_over(self) -> bool:
        """Whether the work has ended. A guest's end lies ahead until it comes."""
        return self.ended_on is not None and self.ended_on <= timezone.localdate()


class SharedLead(SharedRecord):
    """Why somebody became responsible for a case while leading that of another party of the same event: a code, no text."""

    case = TenantForeignKey(Case, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=24)


class CaseGrant(UserObjectPermissionBase):
    """An object permission of django-guardian, worn by a membership, in a tenant. Written by anchor.access.grants only."""

    content_object = TenantForeignKey(Case, related_name="grants", db_index=False)
    # Whose case it is: what belongs to the client is looked up as often as what belongs to the case.
    client = TenantForeignKey(Client, related_name="+", db_index=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    tenant = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    ends_on = models.DateField(null=True, blank=True)

    objects: ClassVar[GrantManager] = GrantManager()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_grip_per_case", fields=["membership", "content_object"])]
        indexes = [
            # Reader: who holds this case, when a participation ends.
            models.Index(name="grants_of_a_case", fields=["content_object"]),
            # Reader: the wall, whether the asker knows this client.
            models.Index(name="clients_of_a_member", fields=["membership", "client"]),
        ]


def sector_label(code: str) -> str:
    """A sector's name in the reader's language."""
    return str(Sector(code).label) if code else ""
