"""Random acts about events and earlier clients: linking, taking a link back, saying who investigates."""

from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Client, Participation
from clients.services import working_group
from referrals.models import Contact, ContactDetails, SamePerson
from referrals.services import events, same_person
from tests.proofs.acts import Acts, act


@act
def record_event(acts: Acts) -> None:
    contact = acts.any_of(Contact)
    actor = acts.somebody(contact, contact.author_id)
    other = acts.any_of(Contact, team_id=contact.team_id) if acts.chance.random() < 0.7 else None
    with scoped(actor.scope()):
        events.record_event(actor=actor, contact=contact, told=events.Told(kind="group", same_as=other))


@act
def remove_event(acts: Acts) -> None:
    contact = acts.any_of(Contact, event__isnull=False)
    actor = acts.somebody(contact, contact.author_id)
    with scoped(actor.scope()):
        events.remove_event(actor=actor, contact=contact)


@act
def mark_investigator(acts: Acts) -> None:
    part = acts.any_of(Participation, ended_on=None, sector="police")
    actor = acts.somebody(part, role="coordinator")
    with scoped(actor.scope()):
        found = Participation.objects.select_related("case").get(pk=part.pk)
        working_group.mark_investigator(actor=actor, participation=found, investigates=not found.investigates)


@act
def say_same_person(acts: Acts) -> None:
    details = acts.any_of(ContactDetails)
    client = acts.any_of(Client, team_id=details.team_id)
    actor = acts.somebody(details, role="coordinator")
    if acts.chance.random() < 0.7:  # somebody calls again about a client
        with beyond_the_wall("who called is nobody's act"):
            named = {"given_names": client.given_names, "family_name": client.family_name}
            ContactDetails._base_manager.filter(pk=details.pk).update(**named, birth_date=client.birth.birth_date)
    with scoped(actor.scope()):
        found = ContactDetails.objects.visible_to(actor).get(pk=details.pk)
        is_same = acts.chance.random() < 0.5
        same_person.say_same_person(actor=actor, details=found, client_id=client.pk, is_same=is_same)


@act
def take_back(acts: Acts) -> None:
    said = acts.any_of(SamePerson)
    actor = acts.somebody(said, said.author_id)
    with scoped(actor.scope()):
        same_person.take_back(actor=actor, said=SamePerson.objects.visible_to(actor).get(pk=said.pk))
