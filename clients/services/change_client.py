"""Changing what is held about the adolescent: name, identity, address and close people, as one record with one version."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import Refused, require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core import contributions
from anchor.core.dates import age_on
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case, CaseSelection, Client, ClientAddress, ClientBirth, ClientIdentity, RelatedPerson
from clients.models.client import is_minor_on
from clients.services.ages import reckon_case
from clients.services.givers import mark_joint_custody
from clients.services.identity import checked_identity_code, hash_of
from clients.services.latest_case import latest_case
from clients.services.presence import keep_presence
from clients.services.protection import record_protection, removable, save_address
from clients.services.threats import mark_cases

CONTACT_FIELDS = ("street", "phone", "email", "school")
NAME_FIELDS = ("given_names", "family_name")
BIRTH_FIELDS = ("birth_date",)
IDENTITY_FIELDS = ("identity_code", "gender", "service_language", "interpreter_language")
ADDRESS_FIELDS = ("protected", "protected_until", "residence_id", *CONTACT_FIELDS)
PERSON_FIELDS = (
    "relation",
    "custody",
    "representative",
    "name",
    "phone",
    "may_be_told",
    "contact_banned",
    "suspected",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """A close person as typed. `id` is that of the row it was shown from."""

    relation: str
    custody: str
    name: str
    phone: str
    may_be_told: bool
    contact_banned: bool
    suspected: bool
    representative: str = "none"
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientData:
    """Everything that is held about an adolescent, as typed or as stored."""

    given_names: str
    family_name: str
    birth_date: datetime.date
    identity_code: str
    gender: str
    service_language: str
    interpreter_language: str
    protected: bool
    protected_until: datetime.date | None
    residence_id: str
    street: str
    phone: str
    email: str
    school: str


# An address under non-disclosure in the hands of somebody without the right: it stays as it is.
NOT_READ: dict[str, Any] = {
    "protected": True,
    "protected_until": None,
    "residence_id": "",
    **dict.fromkeys(CONTACT_FIELDS, ""),
}


@dataclass(frozen=True, slots=True)
class Held:
    """The stored rows about one adolescent that the actor may read; no address is one the actor may not."""

    client: Client
    birth: ClientBirth
    identity: ClientIdentity
    address: ClientAddress | None
    persons: list[RelatedPerson]

    @property
    def hides_address(self) -> bool:
        """Whether what is stored of the address is not to be shown in a form, to this reader or to anybody."""
        return self.address is None or self.address.protected

    @property
    def data(self) -> ClientData:
        """The same as one value."""
        values = {name: getattr(self.client, name) for name in NAME_FIELDS}
        values |= {name: getattr(self.birth, name) for name in BIRTH_FIELDS}
        values |= {name: getattr(self.identity, name) for name in IDENTITY_FIELDS}
        values |= {name: getattr(self.address, name) for name in ADDRESS_FIELDS} if self.address else NOT_READ
        return ClientData(**values)


def held_about(actor: Actor, client: Client) -> Held:
    """What is stored about a client, each part through the rule. Raises DoesNotExist for who may not read all of it.

    Only an address under non-disclosure may be missing: it takes the right to process it as well. Of whom an earlier release
    recorded while this one was installed, the birth date is still to be written down.
    """
    return Held(
        client,
        ClientBirth.objects.visible_to(actor).filter(client=client).first()
        or ClientBirth(client=client, **stamp(actor)),
        ClientIdentity.objects.visible_to(actor).get(client=client),
        ClientAddress.objects.visible_to(actor).filter(client=client).first(),
        list(RelatedPerson.objects.visible_to(actor).filter(client=client).order_by("pk")),
    )


@transaction.atomic
def change_client(
    *,
    actor: Actor,
    client: Client,
    read_version: int,
    data: ClientData,
    temporary_code: bool = False,
    persons: Sequence[PersonData],
) -> Client:
    """Save the record as typed. Raises Conflict when somebody saved it since, DomainError with the field to mend."""
    require(actor, Action.CHANGE_CLIENT, client)  # first, for the wall locks nothing for who may only read
    known = Client.objects.visible_to(actor).select_related("changed_by__user")
    client = lock(known, client.pk, read_version=read_version)
    held = held_about(actor, client)
    before, changed = held.data, []
    code = checked_identity_code(data.identity_code, birth_date=data.birth_date, temporary=temporary_code)
    changed += _copy(client, data, NAME_FIELDS) + _copy(held.birth, data, BIRTH_FIELDS)
    changed += _copy(held.identity, data, IDENTITY_FIELDS)
    if held.address is not None:
        changed += _copy(held.address, data, ADDRESS_FIELDS)
    held.identity.identity_code, held.identity.identity_hash = code, hash_of(code)
    client.changed_at, client.changed_by = timezone.now(), actor.membership
    client.fold_name()
    folded = ("folded_given", "folded_family", "name_key")
    save_changed(
        client, *NAME_FIELDS, *folded, "changed_at", "changed_by"
    )  # first, for the cases repeat it and the address
    if held.address is not None:
        save_address(actor, held.address, was_protected=before.protected)
    _keep_birth_date(client, held.birth, is_changed="birth_date" in changed)
    _change_cases(actor, client, before, data, with_address=held.address is not None)
    held.identity.version += 1
    held.identity.save()
    if held.address is not None:
        record_protection(actor, client, before, data)
    if _change_persons(actor, client, held.persons, persons):
        changed.append("related_persons")
        mark_cases(actor, client)
        mark_joint_custody(actor, client)
    shared = any(person.own_non_disclosure for person in held.persons)
    for case_id in Case.objects.visible_to(actor).filter(client=client).order_by("pk").values_list("pk", flat=True):
        keep_presence(case_id, code, non_disclosure=data.protected or shared)
    record(actor, Verb.CLIENT_CHANGED, client, case_id=latest_case(actor, client.pk), fields=changed)
    return client


def _keep_birth_date(client: Client, birth: ClientBirth, *, is_changed: bool) -> None:
    """Raises Refused where another sector keeps it than the rest of the record: no service makes that."""
    try:
        with transaction.atomic():
            if birth._state.adding:
                birth.save(force_insert=True)
            elif is_changed:
                save_changed(birth, *BIRTH_FIELDS)
    except (IntegrityError, ClientBirth.NotUpdated) as kept:
        raise Refused(Action.CHANGE_CLIENT, client) from kept


def _copy(row: Any, data: ClientData, fields: Sequence[str]) -> list[str]:
    """Take the typed values over; returns the names of what differs."""
    changed = [name for name in fields if getattr(row, name) != getattr(data, name)]
    for name in changed:
        setattr(row, name, getattr(data, name))
    return changed


def _change_cases(actor: Actor, client: Client, before: ClientData, data: ClientData, *, with_address: bool) -> None:
    """What the shells and selections of the cases repeat of the client follows it."""
    cases = list(Case.objects.visible_to(actor).filter(client=client).select_for_update(of=("self",)).order_by("pk"))
    if data.birth_date != before.birth_date:
        for selection in CaseSelection.objects.visible_to(actor).filter(case__in=[case.pk for case in cases]):
            if data.birth_date > selection.contact_on or not is_minor_on(data.birth_date, selection.contact_on):
                message = _("By this birth date the adolescent was not under 18 on the day of the contact.")
                raise DomainError(message, code="not_under_18", field="birth_date")
            selection.age = age_on(data.birth_date, selection.contact_on)
            save_changed(selection, "age")
    shell: dict[str, Any] = {"initials": client.initials}
    if with_address:
        shell["non_disclosure"] = data.protected
        shell["protection_check_on"] = data.protected_until if data.protected else None
    for case in cases:
        stale = [name for name, value in shell.items() if getattr(case, name) != value]
        for name in stale:
            setattr(case, name, shell[name])
        if stale:
            save_changed(case, *stale)
        if data.birth_date != before.birth_date:
            reckon_case(case)
        if "non_disclosure" in stale:
            contributions.ask(contributions.protection_changed, case, actor)


def _change_persons(actor: Actor, client: Client, stored: Sequence[RelatedPerson], typed: Sequence[PersonData]) -> bool:
    """Bring the close people to what was typed; returns whether anything changed. An unknown id is a new person."""
    known, changed = {person.pk: person for person in stored}, False
    for person in typed:
        values = {name: getattr(person, name) for name in PERSON_FIELDS}
        row = known.pop(person.id, None) if person.id else None
        if row is None:
            RelatedPerson.objects.create(client=client, **values, **stamp(actor))
            changed = True
            continue
        if row.own_non_disclosure:  # the row has initials; what they stand for changes on the page of the protection
            values |= {"name": row.name, "phone": row.phone}
        if values != {name: getattr(row, name) for name in PERSON_FIELDS}:
            for name, value in values.items():
                setattr(row, name, value)
            save_changed(row, *PERSON_FIELDS)
            changed = True
    if known:
        removable(actor, list(known))
        RelatedPerson.objects.visible_to(actor).filter(pk__in=list(known)).delete()
    return changed or bool(known)
