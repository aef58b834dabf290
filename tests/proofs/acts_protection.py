"""Random acts about non-disclosure: turned on and off with the address, shared by close people, checked."""

import dataclasses

from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, Client, RelatedPerson
from clients.services.change_client import PersonData, change_client, held_about
from clients.services.protection import checked, cover_people
from tests.proofs.acts import DAY, TODAY, Acts, act


def _of_some_case(acts: Acts) -> tuple[Case, Client]:
    case = acts.any_of(Case)
    with beyond_the_wall("choosing"):
        return case, Client._base_manager.get(pk=case.client_id)


@act
def protect_or_lift(acts: Acts) -> None:
    case, client = _of_some_case(acts)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        held = held_about(actor, client)
        data = dataclasses.replace(held.data, protected=acts.chance.random() < 0.6)
        persons = [
            PersonData(**{name: getattr(person, name) for name in PersonData.__slots__}) for person in held.persons
        ]
        change_client(actor=actor, client=client, read_version=client.version, data=data, persons=persons)


@act
def share_the_protection(acts: Acts) -> None:
    person = acts.any_of(RelatedPerson)
    with beyond_the_wall("choosing"):
        client = Client._base_manager.get(pk=person.client_id)
        cases = list(Case._base_manager.filter(client=client).order_by("pk"))
    actor = acts.somebody(person, *[one for case in cases for one in acts.on_case(case.pk)])
    covered, threats = acts.chance.choice([([person.pk], []), ([], [person.pk]), ([], [])])
    with scoped(actor.scope()):
        cover_people(actor=actor, client=client, covered=covered, threats=threats)


@act
def check_the_protection(acts: Acts) -> None:
    case, client = _of_some_case(acts)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        checked(actor=actor, client=client, next_check_on=TODAY() + 300 * DAY)
