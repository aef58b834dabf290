"""How much waits. Counted through `visible_to` like everything else."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from anchor.access.actions import Action
from anchor.access.rules import doable
from anchor.accounts.actor import Actor
from referrals.models import Contact, Opinion

SCREENED = ("received", "screening")


def waiting_for(actor: Actor) -> int:
    """Contacts being screened that wait for the opinion of this actor's sector."""
    return waiting_contacts(actor).count()


def screened_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts the actor's team is screening: those on which its sectors may still say what they think.

    Asked as the act, whose rule is the screening alone: all the ways to see a contact cost each page some milliseconds more.
    """
    mine = doable(actor, Action.GIVE_OPINION, Contact)
    return Contact.objects.filter(mine, team_id=actor.team_id, stage__in=SCREENED)


def opined_by_own_sector(actor: Actor) -> ArraySubquery:
    """Ids of the contacts on which the actor's sector has said what it thinks."""
    given = Opinion.objects.visible_to(actor).filter(team_id=actor.team_id, sector=actor.sector)
    return ArraySubquery(given.order_by().values("contact_id"))


def waiting_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts being screened by the actor's team on which their sector has not said anything yet."""
    return screened_contacts(actor).exclude(pk__any=opined_by_own_sector(actor))
