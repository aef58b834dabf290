"""Maybe the same person: a contact compared with earlier clients of the team, linked or said to be another, and undone.

Only a coordinator who may read both is asked anything; to everybody else nothing differs. A link moves and merges nothing,
so taking it back restores exactly what was.
"""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from anchor.access.actions import Action
from anchor.access.holdings import Asker
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.folding import fold
from anchor.core.versions import lock
from clients.models import Case, Client, ClientAddress, ClientBirth, ClientIdentity
from clients.services.ages import birth_date_of
from clients.services.identity import hash_of
from referrals.models import Contact, ContactDetails, SamePerson

MOST = 5


@dataclass(frozen=True)
class Candidate:
    """An earlier client who may be the person of a contact, as far as the asker may know them."""

    client: Client

    @property
    def is_same(self) -> bool | None:
        """What was said of it; None while nobody has."""
        return self._said and self._said["is_same"]

    @property
    def said(self) -> UUID | None:
        """The key of what was said, to take it back."""
        return self._said and UUID(self._said["id"])

    @property
    def _said(self) -> Any:
        return self.client.said_part  # type: ignore[attr-defined]

    @property
    def cases(self) -> list[dict[str, Any]]:
        """Number, initials and state of the client's cases."""
        return self.client.case_part  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        """The name; initials where a case of theirs is under non-disclosure."""
        return self.client.initials if self.is_hidden else str(self.client)

    @property
    def is_hidden(self) -> bool:
        return any(case["non_disclosure"] for case in self.cases)


def candidates(actor: Actor, contact: Contact, details: ContactDetails | None) -> list[Candidate]:
    """Clients of the own team with the same name and birth date, or the same identity code, whom the actor may know.

    Nobody is asked who could not link them, nor anybody about a contact whose name they may not read.
    """
    if details is None or not actor.is_coordinator or contact.team_id != actor.team_id:
        return []
    alike = _alike(actor, details)
    return [] if alike is None else [Candidate(client) for client in _known(actor, contact).filter(alike)[:MOST]]


def candidate(actor: Actor, contact: Contact, details: ContactDetails, client_id: UUID) -> Candidate | None:
    """One of them."""
    found = (one for one in candidates(actor, contact, details) if one.client.pk == client_id)
    return next(found, None)


def _alike(actor: Actor, details: ContactDetails) -> Q | None:
    """The same first given name, family name and birth date; or the same identity code, by its keyed hash."""
    ways = []
    given, family = fold(details.given_names), fold(details.family_name)
    if given and family and details.birth_date:
        first = given.split()[0]
        same_first = Q(folded_given=first) | Q(folded_given__prefixed_by=f"{first} ")
        born = ClientBirth.objects.visible_to(actor).filter(birth_date=details.birth_date)
        ways.append(same_first & Q(folded_family=family, pk__any=ArraySubquery(born.order_by().values("client_id"))))
    if hashed := hash_of(str(details.identity_code or "")):
        identities = ClientIdentity.objects.visible_to(actor).filter(identity_hash=hashed)
        ways.append(Q(pk__any=ArraySubquery(identities.order_by().values("client_id"))))
    return ways[0] | ways[-1] if ways else None


def _known(actor: Actor, contact: Contact) -> QuerySet[Client]:
    cases = Case.objects.visible_to(actor).filter(client_id=OuterRef("pk")).order_by("opened_on", "pk")
    said = SamePerson.objects.visible_to(actor).filter(contact=contact, earlier_id=OuterRef("pk"))
    shown = JSONObject(number="number", id="pk", closed_on="closed_on", non_disclosure="non_disclosure")
    clients = Client.objects.visible_to(actor).filter(team_id=actor.team_id).exclude(cases=contact.case_id)
    return clients.annotate(
        case_part=ArraySubquery(cases.values(json=shown)),
        said_part=Subquery(said.values(json=JSONObject(id="pk", is_same="is_same"))),
    ).order_by("name_key", "pk")


def held_of(actor: Actor, client: Client) -> tuple[datetime.date | None, ClientIdentity | None, ClientAddress | None]:
    """What else of the earlier client the actor may read; nothing of an address under non-disclosure."""
    identity = ClientIdentity.objects.visible_to(actor).filter(client=client).first()
    return (
        birth_date_of(actor, client.pk),
        identity,
        ClientAddress.objects.visible_to(actor).filter(client=client, protected=False).first(),
    )


@transaction.atomic
def say_same_person(*, actor: Actor, details: ContactDetails, client_id: UUID, is_same: bool) -> SamePerson:
    """Link the contact to an earlier client, or say that it is another person. Said once more, it replaces what was said.

    Raises ContactDetails.DoesNotExist when the two are not alike or one of them is not for the actor to know.
    """
    require(actor, Action.LINK_PERSON, details)
    contact = lock(Contact.objects.visible_to(actor), details.contact_id)
    if candidate(actor, contact, details, client_id) is None:
        raise ContactDetails.DoesNotExist
    found = SamePerson.objects.visible_to(actor).filter(contact=contact, earlier_id=client_id)
    if (said := found.first()) is not None:
        if said.is_same == is_same:
            return said  # a second click
        found.delete()
    said = SamePerson.objects.create(contact=contact, earlier_id=client_id, is_same=is_same, **stamp(actor))
    record(actor, Verb.PERSON_LINKED, contact, is_same=is_same)
    return said


@transaction.atomic
def take_back(*, actor: Actor, said: SamePerson) -> None:
    """As if nothing had been said: a link moved nothing, so nothing else changes."""
    require(actor, Action.UNLINK_PERSON, said)
    contact_id = said.contact_id
    if not SamePerson.objects.visible_to(actor).filter(pk=said.pk).delete()[0]:
        return  # a second click
    record(actor, Verb.PERSON_UNLINKED, Contact.objects.visible_to(actor).filter(pk=contact_id).first())


def earlier_cases(actor: Asker, case_id: UUID) -> QuerySet[Case]:
    """Cases of the client that a case's contact was linked to, as far as they exist for the actor."""
    linked = SamePerson.objects.visible_to(actor).filter(contact__case_id=case_id, is_same=True)
    return Case.objects.visible_to(actor).filter(client_id__any=ArraySubquery(linked.order_by().values("earlier_id")))
