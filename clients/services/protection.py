"""Non-disclosure for personal safety: turning it on and off, whom it covers besides, and whom it is against.

Anybody who may write an address may protect it, at once; lifting the protection takes the right to process what is protected.
It never lapses by itself (domain.md, Turvakielto).
"""

import datetime
from collections.abc import Collection
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import Refused, doable, require
from anchor.access.scopes import protecting
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, Client, ClientAddress, ClientIdentity, ProtectedPerson, RelatedPerson
from clients.models.client import initials_of
from clients.services.latest_case import latest_case
from clients.services.presence import keep_presence
from clients.services.threats import mark_cases, mark_of


def holders_of_the_right(actor: Actor) -> QuerySet[Membership]:
    """Who of the actor's team may process data under non-disclosure today: whom to ask, by name."""
    return Membership.objects.processing_protected().filter(team_id=actor.team_id).order_by("user__name")


def save_address(actor: Actor, address: ClientAddress, *, was_protected: bool) -> None:
    """Save a changed address. Who turns its protection on need not have the right to read it afterwards.

    Raises Refused where it is another sector's than the rest of the record, read with consent and not to be changed.
    """
    address.version += 1
    try:
        with protecting(actor) if address.protected and not was_protected else nullcontext():
            address.save(force_update=True)
    except ClientAddress.NotUpdated as refused:
        raise Refused(Action.CHANGE_CLIENT, address) from refused


def record_protection(actor: Actor, client: Client, before: Any, after: Any) -> None:
    """What became of the protection, each with its own verb."""
    if after.protected != before.protected:
        record(actor, Verb.PROTECTION_ON if after.protected else Verb.PROTECTION_OFF, client)
    elif after.protected and after.protected_until != before.protected_until:
        record(actor, Verb.PROTECTION_CHECKED, client)


@transaction.atomic
def cover_people(
    *, actor: Actor, client: Client, covered: Collection[UUID], threats: Collection[UUID]
) -> list[RelatedPerson]:
    """Say which of the close people share the protection, and whom it is against.

    Nobody is covered silently: the worker says who lives at the address. Raises DomainError for somebody who is both, and
    when a protection is to be lifted by somebody without the right.
    """
    require(actor, Action.CHANGE_CLIENT, client)
    client = lock(Client.objects.visible_to(actor), client.pk)
    if set(covered) & set(threats):
        message = _("Somebody the protection is against cannot share it. Choose one of the two.")
        raise DomainError(message, code="covered_and_threat")
    people = RelatedPerson.objects.visible_to(actor).filter(client=client).order_by("pk")
    changed = []
    for person in people.select_for_update(of=("self",)):
        if _set(actor, person, covered=person.pk in covered, threatens=person.pk in threats):
            changed.append(person)
    if changed:
        mark_cases(actor, client)
        _changed(actor, client)
        cases = list(Case.objects.visible_to(actor).filter(client=client).order_by("pk"))
        _keep_presences(actor, client, cases)
        for case in cases:
            contributions.ask(contributions.protection_changed, case, actor)
    return changed


def siblings_to_cover(actor: Actor, case: Case) -> list[Case]:
    """Cases of siblings whose address the actor may put under the same protection: each on its own, none by itself.

    Only who works on both, and in whose sector's register the sibling's address is, sees anybody here.
    """
    if not case.non_disclosure:
        return []
    linked = contributions.ask(contributions.siblings, case, actor)
    open_addresses = ClientAddress.objects.visible_to(actor).filter(protected=False, sector=actor.sector)
    mine = Client.objects.visible_to(actor).filter(doable(actor, Action.CHANGE_CLIENT, Client))
    cases = Case.objects.visible_to(actor).filter(pk__in=linked, non_disclosure=False).exclude(client_id=case.client_id)
    cases = cases.filter(client__in=mine.filter(pk__in=open_addresses.values("client_id")).values("pk"))
    return list(cases.select_related("client").order_by("number"))


@transaction.atomic
def cover_sibling(*, actor: Actor, case: Case, sibling: Case) -> None:
    """Put a sibling who lives at the same address under the protection as well (domain.md, Turvakielto)."""
    found = next((one for one in siblings_to_cover(actor, case) if one.pk == sibling.pk), None)
    if found is None:
        raise DomainError(_("Choose somebody from the list."), code="no_sibling", field="siblings")
    require(actor, Action.CHANGE_CLIENT, found.client)
    client = lock(Client.objects.visible_to(actor), found.client_id)
    if not any(one.pk == sibling.pk for one in siblings_to_cover(actor, case)):
        return  # a second click
    address = ClientAddress.objects.visible_to(actor).get(client=client)
    address.protected, address.protected_until = True, case.protection_check_on
    save_address(actor, address, was_protected=False)
    for one in Case.objects.visible_to(actor).filter(client=client).select_for_update(of=("self",)).order_by("pk"):
        one.non_disclosure, one.protection_check_on = True, case.protection_check_on
        save_changed(one, "non_disclosure", "protection_check_on")
        keep_presence(one.pk, "", non_disclosure=True)
        contributions.ask(contributions.protection_changed, one, actor)
    _changed(actor, client)
    record(actor, Verb.PROTECTION_ON, client, case_id=found.pk)


def _keep_presences(actor: Actor, client: Client, cases: Collection[Case]) -> None:
    """Where somebody at the address is protected no other team's contact is compared with the adolescent either."""
    people = RelatedPerson.objects.visible_to(actor).filter(client=client, own_non_disclosure=True)
    protected = people.exists() or any(case.non_disclosure for case in cases)
    identity = ClientIdentity.objects.visible_to(actor).filter(client=client).first()
    if not protected and identity is None:
        return  # who may not read the code cannot put its mark back
    code = str(identity.identity_code or "") if identity else ""
    for case in cases:
        keep_presence(case.pk, code, non_disclosure=protected)


def _set(actor: Actor, person: RelatedPerson, *, covered: bool, threatens: bool) -> bool:
    """Bring one close person to what was said; whether anything changed."""
    if (person.own_non_disclosure, person.threatens) == (covered, threatens):
        return False
    if covered and not person.own_non_disclosure:
        _keep_apart(actor, person)
    elif person.own_non_disclosure and not covered:
        _put_back(actor, person)
    if person.threatens != threatens:
        record(actor, Verb.CLIENT_CHANGED, person, case_id=latest_case(actor, person.client_id), fields=["threatens"])
    person.threatens = threatens
    save_changed(person, "name", "phone", "own_non_disclosure", "name_mark", "threatens")
    return True


def _keep_apart(actor: Actor, person: RelatedPerson) -> None:
    """Name and telephone go where only those with the right read them; initials stay."""
    name, phone = str(person.name), str(person.phone)
    marks = stamp(actor) | {"sector": person.sector, "controller": person.controller}
    ProtectedPerson.objects.create(person=person, client_id=person.client_id, name=name, phone=phone, **marks)
    given, _space, family = name.rpartition(" ")
    person.name, person.phone, person.own_non_disclosure = initials_of(given, family), "", True
    person.name_mark = mark_of(name)
    record(actor, Verb.PROTECTION_ON, person, case_id=latest_case(actor, person.client_id))


def _put_back(actor: Actor, person: RelatedPerson) -> None:
    apart = ProtectedPerson.objects.visible_to(actor).filter(person=person).first()
    if apart is None:
        message = _("Only somebody with the right to process protected data may lift a protection.")
        raise DomainError(message, code="right_missing")
    person.name, person.phone, person.own_non_disclosure = str(apart.name), str(apart.phone), False
    person.name_mark = ""
    apart.delete()
    record(actor, Verb.PROTECTION_OFF, person, case_id=latest_case(actor, person.client_id))


def removable(actor: Actor, people: Collection[UUID]) -> None:
    """Make way for removing close people: what is kept apart of them goes first.

    Raises DomainError when one of them is under non-disclosure and the actor lacks the right.
    """
    apart = {row.person_id: row for row in ProtectedPerson.objects.visible_to(actor).filter(person_id__in=people)}
    covered = RelatedPerson.objects.visible_to(actor).filter(pk__in=people, own_non_disclosure=True)
    if set(covered.values_list("pk", flat=True)) - set(apart):
        message = _("Only somebody with the right to process protected data may remove a person under non-disclosure.")
        raise DomainError(message, code="right_missing")
    for row in apart.values():
        row.delete()


@transaction.atomic
def checked(*, actor: Actor, client: Client, next_check_on: datetime.date | None) -> None:
    """Somebody asked whether the protection still stands, and it does. It is to be asked again on the day given."""
    require(actor, Action.CHANGE_CLIENT, client)
    if next_check_on is not None and next_check_on <= timezone.localdate():
        raise DomainError(_("Choose a day that is still to come."), code="in_the_past", field="next_check_on")
    client = lock(Client.objects.visible_to(actor), client.pk)
    for case in Case.objects.visible_to(actor).filter(client=client).select_for_update(of=("self",)).order_by("pk"):
        case.protection_check_on = next_check_on
        save_changed(case, "protection_check_on")
    with protecting(actor):
        ClientAddress.objects.filter(client=client, protected=True).update(protected_until=next_check_on)
    _changed(actor, client)
    record(actor, Verb.PROTECTION_CHECKED, client)


def _changed(actor: Actor, client: Client) -> None:
    """A form about the adolescent that was opened before is stale now."""
    client.changed_at, client.changed_by = timezone.now(), actor.membership
    save_changed(client, "changed_at", "changed_by")
