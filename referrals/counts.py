"""How much waits. Counted through `visible_to` like everything else."""

from anchor.accounts.actor import Actor
from referrals.models import Contact, Opinion
from django.contrib.postgres.expressions import ArraySubquery


def waiting_for(actor: Actor) -> int:
    """Contacts being screened that wait for the opinion of this actor's sector."""
    return waiting_contacts(actor).count()


def waiting_contacts(actor: Actor):
    """Contacts being screened by the actor's team on which their sector has not said anything yet."""
    given = Opinion.objects.visible_to(actor).filter(sector=actor.sector).values("contact_id")
    screened = Contact.objects.visible_to(actor).filter(team_id=actor.team_id, stage__in=("received", "screening"))
    return screened.exclude(pk__any=ArraySubquery(given))
