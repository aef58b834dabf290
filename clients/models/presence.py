"""That a team has a client, for the one question that crosses teams, and what is told to the earlier team's worker."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from anchor.accounts.models import Membership, Team
from anchor.tenancy.tenant import TenantForeignKey, TenantModel
from clients.models.case import Case


class Presence(models.Model):
    """A keyed hash of an identity code, a team, from, to. Outside the wall, and nobody's to read (access.md).

    The key is derived from the installation's look-up key for this alone, one for all tenants: the hash can be compared with
    no other hash that is stored. Under non-disclosure there is no row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    identity = models.BinaryField(editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    case_key = models.UUIDField(unique=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            # Reader: the one function that asks whether another team has this client.
            models.Index(name="presence_by_identity", fields=["identity"]),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.began_on}"


class PresenceNotice(TenantModel):
    """Another team has received a contact about the client of this case: told to its responsible worker, nothing more."""

    class Answer(models.TextChoices):
        CALL = "call"
        NO_CALL = "no_call"

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, editable=False)
    case = TenantForeignKey(Case, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    other_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    told_on = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    ground = models.CharField(max_length=32, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="told_once_a_day", fields=["case", "other_team", "told_on"]),
            models.CheckConstraint(name="a_call_has_a_ground", condition=~Q(answer="call") | ~Q(ground="")),
        ]

    def __str__(self) -> str:
        return f"{self.told_on}"

    def get_absolute_url(self) -> str:
        return reverse("presence_notice", args=[self.pk])
