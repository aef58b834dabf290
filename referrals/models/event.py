"""The event a contact came of, when several people are in one matter: a fight, a group, siblings, violence at home."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Team
from anchor.tenancy.tenant import TenantForeignKey, TenantModel, TenantOneToOneField
from clients.models import Case
from referrals.models.contact import Contact


class Event(TenantModel):
    """One contact's part in an event: its day and kind, no text, no names. Contacts of one event share its mark.

    A row for each contact, because a shared row would tell of the other party: it has no author, no time of writing and no
    version, and neither of its random keys says when it was made (domain.md, Several people in one matter).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, editable=False)
    sector = models.CharField(max_length=16, editable=False, help_text="the contact's")
    controller = models.CharField(max_length=40, editable=False)
    contact = TenantOneToOneField(Contact, related_name="event")
    case = TenantForeignKey(Case, related_name="events", null=True, blank=True)
    mark = models.UUIDField(default=uuid4, editable=False)
    kind = models.CharField(_("kind of event"), max_length=24)
    happened_on = models.DateField(_("day of the event"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="event_has_a_kind", condition=~Q(kind=""))]
        indexes = [
            # Reader: whoever assigns asks for the other parties of an event in the own team.
            models.Index(name="parties_of_an_event", fields=["team", "mark"]),
        ]

    def __str__(self) -> str:
        return self.kind


def same_origin(contact: Contact) -> dict:
    """Tenant, team, sector, controller and case of a row that stands beside a contact."""
    names = ("tenant_id", "team_id", "sector", "controller", "case_id")
    return {name: getattr(contact, name) for name in names}
