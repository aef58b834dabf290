"""What one sector gives another without consent on a ground in law, and what one sector asks of another."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership, Sector
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey
from clients.models.case import Case

# The Police Act 872/2011 and Act 616/2019 give the police no right to social-welfare data (KHO 2021:13).
POLICE_LAW = ("police_872", "police_616")


class Disclosure(SharedRecord):
    """A statutory disclosure: what was given, to whom, on what ground, on request or own initiative.

    One that names a record of this program opens that record, and nothing else, to the sector it names (access.md). Taken
    back, it closes it again from the next request on; the row stays. `condition` holds the words that were ticked.
    """

    case = TenantForeignKey(Case, related_name="disclosures")
    record_kind = models.CharField(max_length=32, blank=True, help_text="of the matrix; empty: nothing of this program")
    record_id = models.UUIDField(null=True, blank=True)
    what = EncryptedTextField(_("what was given"))
    to_sector = models.CharField(max_length=16, choices=Sector, blank=True, help_text="empty: an authority outside")
    to_authority = EncryptedTextField(_("authority outside"))
    ground = models.CharField(max_length=32)
    condition = models.CharField(max_length=200)
    on_request = models.BooleanField()
    given_on = models.DateField()
    taken_back_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_has_one_receiver",
                condition=Q(to_sector="", to_authority__isnull=False) | ~Q(to_sector="") & Q(to_authority__isnull=True),
            ),
            models.CheckConstraint(
                name="disclosure_says_what_was_given",
                condition=Q(record_kind="", record_id=None, what__isnull=False)
                | ~Q(record_kind="") & Q(record_id__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_to_another_sector", condition=Q(to_sector="") | ~Q(to_sector=F("sector"))
            ),
            models.CheckConstraint(name="disclosure_has_its_condition", condition=~Q(ground="") & ~Q(condition="")),
            models.CheckConstraint(
                name="police_law_opens_no_social_data",
                condition=~Q(sector=Sector.SOCIAL, ground__in=POLICE_LAW),
                violation_error_message=_("Police law is no ground to obtain social-welfare data (KHO 2021:13)."),
            ),
            models.CheckConstraint(
                name="disclosure_not_taken_back_before_given",
                condition=Q(taken_back_on=None) | Q(taken_back_on__gte=F("given_on")),
            ),
        ]
        indexes = [
            # Readers: the rule and the wall, asking which records were disclosed to a sector.
            models.Index(
                name="living_disclosures",
                fields=["case", "to_sector"],
                condition=Q(taken_back_on=None, record_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.given_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("disclosure", args=[self.pk])


class SectorRequest(SharedRecord):
    """One sector asks another to tell it something. It asks the sector, never for an entry: whether there are any is secret.

    `unmanned`: nobody of the asked sector worked on the case when it was asked, so the coordinator is told that somebody
    is needed, and no question is written down for them to read.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    case = TenantForeignKey(Case, related_name="sector_requests")
    asked_sector = models.CharField(max_length=16, choices=Sector)
    unmanned = models.BooleanField(default=False)
    text = EncryptedTextField(_("question"))
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    reply = EncryptedTextField(_("answer"))
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_to_another_sector", condition=~Q(asked_sector=F("sector"))),
            models.CheckConstraint(
                name="unmanned_request_has_no_text", condition=Q(unmanned=False) | Q(text__isnull=True)
            ),
            models.CheckConstraint(
                name="settled_request_says_by_whom",
                condition=Q(state="open", settled_at=None, settled_by=None)
                | ~Q(state="open") & Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]
        indexes = [
            # Reader: today's list of requests that wait, of a sector or of a team.
            models.Index(name="requests_waiting", fields=["team", "asked_sector"], condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.sector} asks {self.asked_sector}"

    def get_absolute_url(self) -> str:
        return reverse("sector_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
