"""Time spent together: when and who, what was talked about and agreed, and a sector's own note under the waterline."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.accounts.models import Membership
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField
from clients.models import Case


class Meeting(SharedRecord):
    """When a meeting was agreed or held and in what form. All who work on the case may know it; no text here."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")
        NOT_ATTENDED = "not_attended", _("not attended")

    case = TenantForeignKey(Case, related_name="meetings")
    kind = models.CharField(max_length=16)
    status = models.CharField(max_length=16, choices=Status)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    adolescent_present = models.BooleanField(default=False)
    heard_alone = models.BooleanField(default=False)
    guardians_present = models.PositiveSmallIntegerField(default=0)
    interpreter_present = models.BooleanField(default=False)
    told_before = models.BooleanField(default=False)
    # Another party of the same event was there too; their meeting is told in their own case (domain.md).
    joint = models.BooleanField(default=False, db_default=False)
    cancelled_by = models.CharField(max_length=16, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The meeting ends before it begins."),
            ),
            # Two meetings of one case never begin at the same minute: a double click on save makes one.
            models.UniqueConstraint(name="one_meeting_at_a_time", fields=["case", "starts_at"]),
        ]
        indexes = [
            # Reader: today's meetings of the cases somebody works on.
            models.Index(name="meetings_by_time", fields=["team", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def is_of_the_invited(self) -> bool:
        """Whether its people are those invited, since nobody has met: it is to come, or was cancelled."""
        return self.status in (self.Status.PLANNED, self.Status.CANCELLED)

    @property
    def is_told(self) -> bool:
        """Whether somebody has told of it, so that only those who were there may change it."""
        return self.status == self.Status.HELD


class Attendance(SharedRecord):
    """A professional invited to or present at a meeting. `sector` is the professional's."""

    meeting = TenantForeignKey(Meeting, related_name="attendances")
    case = TenantForeignKey(Case, related_name="+", db_index=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    present = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="each_once_at_a_meeting", fields=["meeting", "membership"])]
        indexes = [
            # Reader: the wall's "was present at the meeting".
            models.Index(name="meetings_attended", fields=["membership", "meeting"], condition=Q(present=True)),
        ]


class MeetingSummary(SharedRecord):
    """What was talked about: written so that the adolescent can read it."""

    meeting = TenantOneToOneField(Meeting, related_name="summary")
    case = TenantForeignKey(Case, related_name="+")
    topics = ArrayField(models.CharField(max_length=16), default=list)
    strengths = ArrayField(models.CharField(max_length=16), default=list)
    # Empty: both stand in MeetingPlace. The columns are kept for the release that still writes them, and go with the next.
    place = EncryptedTextField(_("place"), editable=False)
    others = EncryptedTextField(_("others present"), editable=False)
    text = EncryptedTextField(_("shared summary"))
    present_despite = EncryptedTextField(_("why somebody was there who is suspected or under a contact ban"))


class MeetingPlace(SharedRecord):
    """Where a meeting was and who else was there. Under non-disclosure it tells where somebody can be found (domain.md).

    `protected` is always the case's `non_disclosure`: the database carries a change over (`follows`), whoever makes it.
    """

    meeting = TenantOneToOneField(Meeting, related_name="place")
    case = TenantForeignKey(Case, related_name="+", follows=("protected", "non_disclosure"))
    place = EncryptedTextField(_("place"))
    others = EncryptedTextField(_("others present"))
    protected = models.BooleanField(default=False, editable=False)


class AgreedAction(SharedRecord):
    """What was agreed, whose it is and until when."""

    class OwnerKind(models.TextChoices):
        PROFESSIONAL = "professional", _("professional")
        ADOLESCENT = "adolescent", _("the adolescent")
        GUARDIAN = "guardian", _("guardian")

    meeting = TenantForeignKey(Meeting, related_name="agreed_actions")
    case = TenantForeignKey(Case, related_name="agreed_actions")
    what = EncryptedTextField(_("what was agreed"))
    owner_kind = models.CharField(max_length=16, choices=OwnerKind)
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"))
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            # What somebody has promised and not done, for their first page.
            models.Index(name="open_actions_of_somebody", fields=["owner", "due_on"], condition=Q(done_on=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="agreed_action_has_an_owner",
                condition=Q(owner_kind="professional", owner__isnull=False)
                | Q(owner_kind__in=["adolescent", "guardian"], owner=None),
                violation_error_message=_("Say whose this is."),
            )
        ]

    @property
    def is_late(self) -> bool:
        """Whether it should have been done by now."""
        return self.done_on is None and self.due_on < timezone.localdate()


class SectorNote(SharedRecord):
    """A note of one sector: by default only a reference to its own register. For other sectors it does not exist.

    Its author may share it: then it exists for the other sectors on the case whom a consent covers (access.md).
    """

    meeting = TenantForeignKey(Meeting, related_name="sector_notes", null=True, blank=True)
    case = TenantForeignKey(Case, related_name="sector_notes")
    written_on = models.DateField()
    text = EncryptedTextField(_("note"))
    shared = models.BooleanField(default=False, db_default=False)
