"""Who is told of emergency accesses: the team's coordinators and the controller's auditor at once, a superior when late."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from anchor.access.holdings import Asker
from anchor.accounts.actor import Actor
from clients.models import Case, EmergencyAccess
from clients.services.threats import is_marked

OPENER_IS_MARKED = _("has the name of the person the protection is against: look into it")
_SHELL = ("number", "initials", "threat_names")


def accesses_to_watch(actor: Asker, *, waiting: bool = False) -> QuerySet[EmergencyAccess]:
    """The accesses somebody watches over: a coordinator's team's, an auditor's controller's, a superior's overdue ones."""
    found = with_case(EmergencyAccess.objects.visible_to(actor), actor)
    if actor.team_id is not None:
        found = found.filter(team_id=actor.team_id)
    return found.filter(reviewed_at=None) if waiting else found


def with_case(accesses: QuerySet[EmergencyAccess], actor: Asker) -> QuerySet[EmergencyAccess]:
    """Accesses that carry their people, and the shell of the case where it exists for the reader."""
    return accesses.select_related("author__user", "author__organisation", "team", "reviewed_by__user").annotate(
        shell=Subquery(shells(actor).values(json=JSONObject(**{name: F(name) for name in _SHELL})))
    )


def shells(actor: Asker) -> QuerySet[Case]:
    """The case of an access, for a sub-query, where it exists for the reader."""
    return Case.objects.visible_to(actor).filter(pk=OuterRef("case_id"))


def opener_is_marked(access: EmergencyAccess, reader: Actor) -> bool:
    """Whether the opener has the name of the one a protection in the case is against. For an access that carries its shell.

    Nobody learns it of themself, and nobody for whom the case does not exist.
    """
    shell, opener = access.shell, access.author.user  # type: ignore[attr-defined]
    return shell is not None and opener.pk != reader.user_id and is_marked(shell["threat_names"], opener.name)
