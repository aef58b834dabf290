"""Who is told of emergency accesses: the team's coordinators and the controller's auditor at once, a superior when late."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from anchor.access.holdings import Asker
from clients.models import Case, EmergencyAccess


def accesses_to_watch(actor: Asker, *, waiting: bool = False) -> QuerySet[EmergencyAccess]:
    """The accesses somebody watches over: a coordinator's team's, an auditor's controller's, a superior's overdue ones."""
    found = with_case(EmergencyAccess.objects.visible_to(actor), actor)
    if actor.team_id is not None:
        found = found.filter(team_id=actor.team_id)
    return found.filter(reviewed_at=None) if waiting else found


def with_case(accesses: QuerySet[EmergencyAccess], actor: Asker) -> QuerySet[EmergencyAccess]:
    """Accesses that carry their people, and the shell of the case where it exists for the reader."""
    shells = Case.objects.visible_to(actor).filter(pk=OuterRef("case_id"))
    return accesses.select_related("author__user", "author__organisation", "team", "reviewed_by__user").annotate(
        shell=Subquery(shells.values(json=JSONObject(number="number", initials="initials")))
    )
