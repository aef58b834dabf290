"""What a sector could disclose of a case, as rooms tell it to the form of a disclosure.

A room answers `anchor.core.contributions.disclosable(case, actor)` with the records of the actor's own sector that the
matrix lets somebody disclose; the service asks again (clients/services/disclosures.py).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast

from anchor.access.vocabulary import Record
from anchor.access.words import RECORDS
from anchor.accounts.actor import Actor
from anchor.core.display import format_longdate


@dataclass(frozen=True)
class Disclosable:
    """One record: its kind in the matrix, its key, and what tells it from others of its kind, with its day."""

    kind: str
    id: UUID
    what: str
    at: datetime

    @property
    def label(self) -> str:
        """The record in words."""
        kind = str(RECORDS[Record(self.kind)])
        return ", ".join(part for part in (kind, self.what, format_longdate(self.at)) if part)


def of_kind(
    kind: Record, rows: QuerySet[Any], actor: Actor, *, what: str = "", at: str = "created_at"
) -> QuerySet[Any]:
    """The actor's own sector's rows as (kind, id, what, at), for one union of all kinds of a room."""
    told = Cast(F(what), CharField()) if what else Value("", output_field=CharField())
    return (
        rows.visible_to(actor)  # type: ignore[attr-defined]
        .filter(sector=actor.sector)
        .order_by()
        .values_list(Value(str(kind), output_field=CharField()), "pk", told, Cast(F(at), DateTimeField()))
    )
