"""The event a contact came of, when several people are in one matter: a fight, a group, siblings, violence at home."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership, Team
from anchor.tenancy.tenant import TenantForeignKey, TenantModel, TenantOneToOneField
from clients.models import Case
from referrals.models.contact import Contact


class Event(TenantModel):
    """One contact's part in an event: contacts of one event share its mark. What the event was stands in EventDetails.

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
    # The same of all events, for the release before this one: both stand in EventDetails, and the columns go with the next release.
    kind = models.CharField(max_length=24, default="other", editable=False)
    happened_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [
            # Reader: whoever assigns asks for the other parties of an event in the own team.
            models.Index(name="parties_of_an_event", fields=["team", "mark"]),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"


class EventDetails(TenantModel):
    """What the event of one contact was: its kind and day, no text, no names. Read by those who may read the contact's details.

    It is never changed: whoever tells the event anew takes the event back, and the database takes this with it. Its membership
    is the contact's receiver, not who told it; neither it nor its key says when that was (as in Event).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, editable=False)
    sector = models.CharField(max_length=16, editable=False, help_text="the contact's")
    controller = models.CharField(max_length=40, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False, editable=False)
    contact = TenantOneToOneField(Contact, related_name="event_details")
    event = TenantOneToOneField(Event, models.DO_NOTHING, related_name="details", goes_along=True)
    kind = models.CharField(_("kind of event"), max_length=24)
    happened_on = models.DateField(_("day of the event"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="told_event_has_a_kind", condition=~Q(kind=""))]

    def __str__(self) -> str:
        return self.kind


_ORIGIN = ("tenant_id", "team_id", "sector", "controller")


def same_origin(contact: Contact) -> dict[str, Any]:
    """Tenant, team, sector, controller and case of a row that stands beside a contact."""
    return {name: getattr(contact, name) for name in (*_ORIGIN, "case_id")}


def details_of(contact: Contact) -> dict[str, Any]:
    """Tenant, team, sector, controller and receiver of what an event of this contact was, and the contact."""
    own = {name: getattr(contact, name) for name in _ORIGIN}
    return own | {"membership_id": contact.author_id, "contact_id": contact.pk}
