"""Random acts about non-disclosure: turned on and off with the address, shared by close people, checked."""

import dataclasses

from anchor.accounts.actor import actor_of
from anchor.desk.services import protected_right
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import Case, Client, RelatedPerson
from clients.services.change_client import PersonData, change_client, held_about
from clients.services.protection import checked, cover_people, cover_sibling
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


@act
def cover_a_sibling(acts: Acts) -> None:
    """Most often a case that no event links; who may not know of the link covers nobody."""
    case, sibling = acts.any_of(Case), acts.any_of(Case)
    actor = acts.somebody(case, *acts.on_case(case.pk))
    with scoped(actor.scope()):
        cover_sibling(actor=actor, case=Case.objects.visible_to(actor).get(pk=case.pk), sibling=sibling)


@act
def give_or_end_the_right(acts: Acts) -> None:
    """By the administrator, or by whoever may not; the wall then follows the two days on the membership."""
    case = acts.any_of(Case)
    member = acts.chance.choice(acts.team_of(case))
    administrator = next(one for one in acts.world.offices if one.role == "administrator")
    actor = acts.somebody(case) if acts.chance.random() < 0.3 else actor_of(administrator.pk)
    with scoped(actor.scope()):
        if acts.chance.random() < 0.7:
            until = acts.chance.choice([None, TODAY(), TODAY() + 9 * DAY])
            protected_right.give_right(actor=actor, member=member, until=until, decided=True, told=True)
        else:
            protected_right.end_right(actor=actor, member=member, confirmed=acts.chance.random() < 0.7)
