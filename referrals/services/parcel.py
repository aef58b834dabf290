"""What goes along with a transfer: packed of what the sender may read today, and never a sector note.

The parcel is a picture of the day of sending. Codes travel as codes, so that the receiving team reads them in its own
language; what the earlier team wrote arrives as entries to be read, never as meetings or referrals of the new team.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from anchor.accounts.actor import Actor
from clients.models import (
    Case,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    RelatedPerson,
)
from clients.services.change_client import BIRTH_FIELDS, CONTACT_FIELDS, IDENTITY_FIELDS, NAME_FIELDS, PERSON_FIELDS
from meetings.models import AgreedAction, MeetingSummary
from referrals.models import Kind, OnwardReferral

# Somebody under non-disclosure goes along as initials: the name is kept apart, for those here with the right.
PERSON_ALONG = (*PERSON_FIELDS, "own_non_disclosure", "name_mark", "threatens")
WORD = "word"  # the sender's own words to the new team
Contents = dict[str, Any]


def throw_away_unopened() -> None:
    """Parcels of the own team that nobody will open any more go, whoever took the transfer back: unread.

    The statement names no column, so the wall asks only who may delete; where there is no wall it deletes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM referrals_transferparcel WHERE row_security_active('referrals_transferparcel')")


def kinds_to_send(actor: Actor, case: Case) -> dict[str, int]:
    """What of a case somebody may read and so may send, with its number: one question, through the rule of each record."""
    of_case, of_client = {"case_id": case.pk}, {"client_id": case.client_id}
    addresses = ClientAddress.objects.visible_to(actor).filter(**of_client)
    rows = {
        Kind.IDENTITY: ClientIdentity.objects.visible_to(actor).filter(**of_client),
        Kind.CONTACT_DATA: addresses.filter(protected=False),
        # Under non-disclosure this row exists for those alone who have the right to process the address.
        Kind.PROTECTED_ADDRESS: addresses.filter(protected=True),
        Kind.RELATED_PERSONS: RelatedPerson.objects.visible_to(actor).filter(**of_client),
        Kind.CRITERIA: CaseSelection.objects.visible_to(actor).filter(**of_case),
        Kind.SUMMARIES: MeetingSummary.objects.visible_to(actor).filter(**of_case),
        Kind.AGREED_ACTIONS: AgreedAction.objects.visible_to(actor).filter(**of_case),
        Kind.ONWARD_REFERRALS: OnwardReferral.objects.visible_to(actor).filter(**of_case),
    }
    numbers = {kind.value: Subquery(_number(found), output_field=IntegerField()) for kind, found in rows.items()}
    known = Case.objects.visible_to(actor).filter(pk=case.pk).values_list(*numbers.values()).get()
    return {kind: number for kind, number in zip(numbers, known, strict=True) if number}


def _number(rows: QuerySet) -> QuerySet:
    return rows.order_by().annotate(number=Func(F("pk"), function="COUNT")).values("number")


class Held:
    """What of a case somebody may read, to be packed kind by kind. Every part goes through the rule."""

    def __init__(self, actor: Actor, case: Case) -> None:
        self.actor, self.case = actor, case
        of_client = {"client_id": case.client_id}
        self.client = Client.objects.visible_to(actor).get(pk=case.client_id)
        self.birth = ClientBirth.objects.visible_to(actor).filter(**of_client).first()
        self.identity = ClientIdentity.objects.visible_to(actor).filter(**of_client).first()
        self.address = ClientAddress.objects.visible_to(actor).filter(**of_client).first()
        self.selection = CaseSelection.objects.visible_to(actor).filter(case=case).first()

    def contents(self, kinds: Collection[str], word: str) -> Contents:
        """The parcel: name and birth date always, the rest by its kind."""
        packed: Contents = {
            "name": _picked(self.client, NAME_FIELDS) | _picked(self.birth, BIRTH_FIELDS),
            "contact_on": self.selection.contact_on if self.selection else self.case.opened_on,
            # Whether or not the address goes along, the new team must know that it is protected.
            "protection": {
                "protected": self.case.non_disclosure,
                "protection_check_on": self.case.protection_check_on,
                "threat_names": self.case.threat_names,  # keyed marks, no names
            },
            "entries": [{"kind": WORD, "written_on": None, "by_sector": "", "text": word}] if word else [],
        }
        for kind in Kind.values:
            if kind in kinds:
                _PACK[kind](self, packed)
        return packed

    def _of(self, model: Any) -> Any:
        """The rows of one model about this case or its client that exist for the sender."""
        named = {field.name for field in model._meta.concrete_fields}
        about = {"case_id": self.case.pk} if "case" in named else {"client_id": self.case.client_id}
        return model.objects.visible_to(self.actor).filter(**about).order_by("pk")

    # --- one kind each ---

    def _identity(self, packed: Contents) -> None:
        packed["identity"] = _picked(self.identity, IDENTITY_FIELDS)

    def _address(self, packed: Contents) -> None:
        packed["address"] = _picked(self.address, ("residence_id", *CONTACT_FIELDS))

    def _persons(self, packed: Contents) -> None:
        packed["persons"] = [_picked(person, PERSON_ALONG) for person in self._of(RelatedPerson)]

    def _criteria(self, packed: Contents) -> None:
        packed["criteria"] = self.selection.criteria if self.selection else []
        packed["reasons"] = [[row.reason, row.role] for row in self._of(CaseReason)]

    def _summaries(self, packed: Contents) -> None:
        for row in self._of(MeetingSummary).select_related("meeting"):
            said = {"text": str(row.text), "topics": row.topics}
            packed["entries"].append(_entry(Kind.SUMMARIES, row.meeting.starts_at.date(), row.sector, said))

    def _actions(self, packed: Contents) -> None:
        for row in self._of(AgreedAction):
            said = {"text": str(row.what), "owner": row.owner_kind, "due_on": row.due_on, "done_on": row.done_on}
            packed["entries"].append(_entry(Kind.AGREED_ACTIONS, row.created_at.date(), row.sector, said))

    def _referrals(self, packed: Contents) -> None:
        for row in self._of(OnwardReferral):
            said = {"service": row.service, "text": str(row.unit), "status": row.status}
            packed["entries"].append(_entry(Kind.ONWARD_REFERRALS, row.proposed_on, row.sector, said))


_PACK: Mapping[str, Callable[[Held, Contents], None]] = {
    Kind.IDENTITY: Held._identity,
    Kind.CONTACT_DATA: Held._address,
    Kind.PROTECTED_ADDRESS: Held._address,
    Kind.RELATED_PERSONS: Held._persons,
    Kind.CRITERIA: Held._criteria,
    Kind.SUMMARIES: Held._summaries,
    Kind.AGREED_ACTIONS: Held._actions,
    Kind.ONWARD_REFERRALS: Held._referrals,
}


def _picked(row: Any, names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _entry(kind: str, day: Any, sector: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": str(kind), "written_on": day, "by_sector": sector, "text": closed(said)}


def closed(contents: Mapping[str, Any]) -> str:
    """Contents as the text that is sealed."""
    return json.dumps(contents, cls=DjangoJSONEncoder, ensure_ascii=False)


class Opened:
    """A parcel in the hands of who accepted it, as arguments for opening the new case."""

    def __init__(self, contents: str) -> None:
        self.packed: Contents = json.loads(contents)

    @property
    def has_criteria(self) -> bool:
        return bool(self.packed.get("criteria"))

    def client(self) -> dict[str, Any]:
        """Name, birth date, and what identifies the adolescent, as far as it came along."""
        known = self.packed["name"]
        name = _typed(Client, {field: known[field] for field in NAME_FIELDS})
        name |= _typed(ClientBirth, {field: known[field] for field in BIRTH_FIELDS})
        identity = self.packed.get("identity") or {"gender": "not_stated", "service_language": "fi"}
        return {"temporary_code": True} | name | identity

    def address(self) -> dict[str, Any]:
        """Contact details that came along, and when their protection is to be checked."""
        known = {name: self.packed.get("address", {}).get(name, "") for name in CONTACT_FIELDS}
        return known | {"protected_until": self.protection()["protection_check_on"]}

    def protection(self) -> dict[str, Any]:
        """What the new case knows of the protection: the day of its next check, and keyed marks of whom it is against."""
        names = ("protection_check_on", "threat_names")
        return _typed(Case, {name: self.packed["protection"].get(name) for name in names})

    @property
    def identity_code(self) -> str:
        """The identity code, when it came along."""
        return str(self.packed.get("identity", {}).get("identity_code") or "")

    @property
    def residence(self) -> str:
        """The code of the municipality of residence; unknown when it did not come along."""
        return self.packed.get("address", {}).get("residence_id", "unknown")

    @property
    def is_protected(self) -> bool:
        return self.packed["protection"]["protected"]

    @property
    def contact_on(self) -> Any:
        """The day of the first contact: on it the adolescent was under 18."""
        return _typed(CaseSelection, {"contact_on": self.packed["contact_on"]})["contact_on"]

    def selection(self) -> dict[str, Any]:
        """Criteria and reasons, when they came along."""
        pairs = [(reason, role) for reason, role in self.packed.get("reasons", [])]
        return {"criteria": self.packed.get("criteria", []), "reasons": pairs}

    def persons(self) -> list[dict[str, Any]]:
        """Close people, with everything that was known of them."""
        return [_typed(RelatedPerson, person) for person in self.packed.get("persons", [])]

    def entries(self) -> Iterator[dict[str, Any]]:
        """What the earlier team wrote."""
        yield from self.packed["entries"]


def _typed(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as their fields hold them: days are days again."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}
