"""Guardians who are kept out of the matter: suspected in it, or under a contact ban (domain.md, Related person)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from anchor.accounts.actor import Actor
from clients.models import RelatedPerson

COLUMNS = ("relation", "custody", "representative", "contact_banned", "suspected")


@dataclass(frozen=True, slots=True)
class Guardians:
    """As far as the writer may know them: how many may be at a meeting, and who may not, in words without names."""

    may_come: int = 0
    kept_out: tuple[str, ...] = ()

    def needs_reason(self, present: int) -> bool:
        """Whether so many guardians cannot have been there without one who is kept out."""
        return bool(self.kept_out) and present > self.may_come


NOBODY_KNOWN = Guardians()


def guardians_part(actor: Actor, client: str) -> ArraySubquery:
    """The guardians of a row's client, so that a page learns of them in the query that fetches the row."""
    known = RelatedPerson.objects.visible_to(actor).filter(_GUARDIAN, client_id=OuterRef(client)).order_by("pk")
    return ArraySubquery(known.values(json=JSONObject(**{name: name for name in COLUMNS})))


def guardians_of(actor: Actor, client_id: UUID) -> Guardians:
    """The guardians of a client, fetched when a meeting is saved."""
    known = RelatedPerson.objects.visible_to(actor).filter(_GUARDIAN, client_id=client_id).order_by("pk")
    return guardians_from(known.values(*COLUMNS))


def guardians_from(rows: Iterable[Mapping[str, Any]]) -> Guardians:
    """From the rows of `guardians_part`."""
    people = [RelatedPerson(**row) for row in rows]
    out = tuple(f"{one.role_words} ({one.kept_out_words})" for one in people if one.is_kept_out)
    return Guardians(may_come=len(people) - len(out), kept_out=out)


_GUARDIAN = Q(custody__in=("sole", "joint")) | ~Q(representative="none")
