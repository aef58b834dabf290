"""A case going to another team: the record both sides read, what goes along, and what arrived (domain.md, Tenancy).

A transfer stands in the sending tenant and names the team it is meant for; nothing of it is ever written into another
tenant. The receiving coordinator makes the arrival, the new client and the new case in the own one.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.accounts.models import Membership, Team
from anchor.accounts.records import SharedRecord
from anchor.core.fields import EncryptedTextField
from anchor.tenancy.tenant import TenantForeignKey, TenantOneToOneField
from clients.models import Case, Stage


class Kind(models.TextChoices):
    """What may go along with a transfer, each with its own ground. Sector notes never do."""

    IDENTITY = "identity", _("Identity code, gender and languages")
    CONTACT_DATA = "contact_data", _("Residence, address and school")
    PROTECTED_ADDRESS = "protected_address", _("Address under non-disclosure")
    RELATED_PERSONS = "related_persons", _("Guardians and other close people")
    CRITERIA = "criteria", _("Criteria and reasons")
    SUMMARIES = "summaries", _("Summaries of meetings")
    AGREED_ACTIONS = "agreed_actions", _("Agreed actions")
    ONWARD_REFERRALS = "onward_referrals", _("Onward referrals")


class Transfer(SharedRecord):
    """A case is offered to another team. Until it is accepted that team's coordinator sees the shell and nothing more."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("transfer", "waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("transfer", "accepted")
        DECLINED = "declined", pgettext_lazy("transfer", "declined")
        TAKEN_BACK = "taken_back", pgettext_lazy("transfer", "taken back")

    class Decline(models.TextChoices):
        NOT_OUR_AREA = "not_our_area", _("not our area or target group")
        NO_ROOM = "no_room", _("we cannot begin soon enough")
        TALK_FIRST = "talk_first", _("let us talk first: call us")
        OTHER = "other", _("another reason")

    case = TenantForeignKey(Case, related_name="transfers")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    ground = models.CharField(max_length=32, help_text="for the name and birth date: consent, or the code of a ground")
    goes_along = models.JSONField(default=dict, help_text="kind: the ground on which it goes along")
    lapses_on = models.DateField(null=True, blank=True, help_text="the last day of the consent it stands on")
    # The shell as it was sent.
    number = models.CharField(max_length=16)
    initials = models.CharField(max_length=8)
    age = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=16, choices=Stage)
    opened_on = models.DateField()
    non_disclosure = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    decline_reason = models.CharField(max_length=16, choices=Decline, blank=True)

    class Meta:
        constraints = [
            # A double click, or two people at once: one transfer of a case waits or is accepted.
            models.UniqueConstraint(
                name="one_transfer_at_a_time", fields=["case"], condition=Q(state__in=["waiting", "accepted"])
            ),
            models.CheckConstraint(name="transfer_to_another_team", condition=~Q(to_team=F("team"))),
            models.CheckConstraint(
                name="transfer_waits_or_is_answered",
                condition=Q(state="waiting", answered_on=None, answered_by=None)
                | ~Q(state="waiting") & Q(answered_on__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="declined_transfer_has_a_reason",
                condition=Q(state="declined") & ~Q(decline_reason="") | ~Q(state="declined") & Q(decline_reason=""),
            ),
        ]
        indexes = [
            # Reader: what waits for a team's coordinator, on every page.
            models.Index(name="transfers_to_a_team", fields=["to_team", "state"]),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("transfer", args=[self.pk])

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it or taken it back."""
        return self.state == self.State.WAITING


class TransferParcel(SharedRecord):
    """What goes along, as it was on the day of sending: sealed, opened by who accepts, gone when unpacked or taken back."""

    transfer = TenantOneToOneField(Transfer, related_name="parcel")
    case = TenantForeignKey(Case, related_name="+")
    contents = EncryptedTextField(_("what goes along"))


class Arrival(SharedRecord):
    """The receiving side's own record of a transfer, beside the case that was opened for it."""

    case = TenantOneToOneField(Case, related_name="arrival")
    sent_as = models.UUIDField(unique=True, editable=False, help_text="id of the transfer, in the sending tenant")
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=16, help_text="of the case in the sending team")
    sent_on = models.DateField()
    ground = models.CharField(max_length=32)
    goes_along = models.JSONField(default=dict)


class CarriedEntry(SharedRecord):
    """A text that came along: what the earlier team wrote, to be read and not changed. It is no meeting of this team."""

    arrival = TenantForeignKey(Arrival, related_name="entries")
    case = TenantForeignKey(Case, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, help_text="a kind of what goes along, or `word`: the sender's own")
    written_on = models.DateField()
    by_sector = models.CharField(max_length=16, blank=True)
    text = EncryptedTextField(_("text"))

    class Meta:
        indexes = [
            # Reader: what came along, on the page of a case.
            models.Index(name="carried_entries_of_a_case", fields=["case", "kind"]),
        ]
