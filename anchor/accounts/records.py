"""The common columns of everything a team writes: team, sector, controller, author, and a version against lost updates."""

from django.db import models

from anchor.accounts.models import Membership, Sector, Team
from anchor.tenancy.tenant import TenantModel


class SharedRecord(TenantModel):
    """A record of a team. Tenant, team, sector, controller and author are given when it is made and never changed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, editable=False)
    sector = models.CharField(max_length=16, choices=Sector, editable=False)
    controller = models.CharField(max_length=40, editable=False)
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
