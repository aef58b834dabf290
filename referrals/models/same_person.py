"""Whether the person of a contact is a client the team had before: said by a coordinator who may know both, and taken back."""

from django.db import models

from anchor.accounts.records import SharedRecord
from anchor.tenancy.tenant import TenantForeignKey
from clients.models import Client
from referrals.models.contact import Contact


class SamePerson(SharedRecord):
    """The person of a contact is, or is not, an earlier client of the team. A link only: nothing is merged or moved.

    So taking it back restores exactly what was, and whoever works on the new case sees nothing of the earlier one by it
    (domain.md: a client may come back: a new case, linked to the earlier ones).
    """

    contact = TenantForeignKey(Contact, related_name="+", db_index=False)
    earlier = TenantForeignKey(Client, related_name="+", db_index=False)
    is_same = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(name="each_earlier_client_once", fields=["contact", "earlier"])]

    def __str__(self) -> str:
        return "same" if self.is_same else "another"
