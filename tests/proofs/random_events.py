"""Events and likenesses of a random world: contacts of one event, and contacts compared with earlier clients."""

from typing import Any

from clients.models import PresenceNotice, SharedLead
from referrals.models import Event, EventDetails, SamePerson
from referrals.models.event import details_of, same_origin


def events(world: Any, team: Any) -> None:
    """Most contacts have an event, mostly the same as another's; some cases have one leader with another's."""
    linked: list[Event] = []
    for contact in [contact for contact in world.contacts if contact.team_id == team.pk]:
        if world.likely(0.25):
            continue
        mark = {"mark": world.chance.choice(linked).mark} if linked and world.likely(0.7) else {}
        linked.append(Event.objects.create(contact=contact, **mark, **same_origin(contact)))
        EventDetails.objects.create(event=linked[-1], kind="fight", **details_of(contact))
    for case in [case for case in world.cases if case.team_id == team.pk]:
        if world.likely(0.7):
            marks = world.marks(team, case.sector, case.responsible if world.likely(0.5) else None)
            SharedLead.objects.create(case=case, membership_id=case.responsible_id, reason="siblings", **marks)
    likenesses(world, team)
    notices(world, team)


def likenesses(world: Any, team: Any) -> None:
    """Many contacts were compared with one or two clients of the team; whoever said so need not know them today."""
    clients = sorted({case.client_id for case in world.cases if case.team_id == team.pk})
    for contact in [contact for contact in world.contacts if contact.team_id == team.pk]:
        for client in world.chance.sample(clients, world.chance.randrange(0, 3)):
            marks = world.marks(team, contact.sector)
            SamePerson.objects.create(contact=contact, earlier_id=client, is_same=world.likely(0.5), **marks)


def notices(world: Any, team: Any) -> None:
    """Another team has received a contact about some clients; who was told need not work on the case any more."""
    others = [other for other in world.people if other.pk != team.pk]
    for case in [case for case in world.cases if case.team_id == team.pk]:
        for other in world.chance.sample(others, world.chance.randrange(0, 3)):
            told = world.chance.choice(world.workers(team))
            where = {"tenant_id": case.tenant_id, "team_id": team.pk, "case": case, "other_team": other}
            PresenceNotice.objects.create(membership=told, told_on=case.opened_on, **where)
