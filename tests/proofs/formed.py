"""Which ways of standing can be asked of a record at all, and which come with another one: what a cell of the matrix is."""

from functools import cache

from django.apps import apps

from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import Record, Relation, Row
from tests.proofs.oracle import STANDINGS, included
from tests.proofs.oracle.standings import Standing
from tests.proofs.program import STANDING_OF, kind_of

NEEDS = {
    Relation.KNOWS_BOTH: "earlier",
    Relation.PRESENT: "meeting",
    Relation.KEPT: "meeting",
    Relation.SCREENING: "contact",
    Relation.SCREENING_OWN: "contact",
    Relation.GROUNDED: "contact",
    Relation.PROTECTED_KNOWN: "contact",
    Relation.TOOK_PART: "contact",
    Relation.ASKED: "question",
    Relation.ENDED: "ends",
    Relation.RECEIVES: "transfer",
    Relation.ACCEPTED: "transfer",
    Relation.EMERGENCY_ADDRESS: "client",
    Relation.RECEIVER: "receiver",
    Relation.LEADS: "case",
}
ON_CASE = (
    Relation.OWN_SECTOR,
    Relation.PROTECTED_OWN,
    Relation.TAKES_PART,
    Relation.CONSENTED,
    Relation.PRESENT,
    Relation.KEPT,
    Relation.AUTHOR,
    Relation.DISCLOSED,
)
# Whoever wrote one of these has taken part in the screening.
WRITTEN_BY_SCREENERS = {Record.CONTACT, Record.OPINION, Record.DECISION, Record.DECISION_PARTICIPANT}


def is_well_formed(relation: Relation, row: Row) -> bool:
    """Whether a relation can be asked of a record at all."""
    columns = {field.attname for field in apps.get_model(row.model)._meta.concrete_fields}
    if (needed := NEEDS.get(relation)) and not getattr(row, needed):
        return False
    if relation in ON_CASE and not (row.case or row.client or row.contact):
        return False
    if relation == Relation.EMERGENCY:
        return bool(row.case or row.client)
    if relation == Relation.SEEKER:
        return row.client == "id" or row.case == "id"  # the name, and the case that is opened by it
    if relation == Relation.CODE_SEEKER:
        return "identity_hash" in columns
    if relation == Relation.ASKED_ABOUT:
        return bool(row.client or row.case or row.contact or row.access)
    if relation == Relation.EXTRACT:
        return "controller" in columns and bool(row.client or row.case or row.contact or row.access)
    if relation == Relation.AUDITOR:
        return "controller" in columns
    if relation == Relation.RECEIVES:
        return "to_team_id" in columns
    if relation == Relation.OVERSEER:
        return "review_due_on" in columns
    if relation in (Relation.OWN_SECTOR, Relation.PROTECTED_OWN, Relation.SCREENING_OWN):
        return "sector" in columns
    if relation == Relation.COORDINATOR:
        return "team_id" in columns
    if relation == Relation.DISCLOSED:
        return bool(row.case or row.client) and row.stamped and not row.contact
    if relation == Relation.AUTHOR:
        return "author_id" in columns and bool(row.case or row.client)  # who wrote on a contact took part in it
    if relation == Relation.PROTECTED_KNOWN:
        return "author_id" in columns
    return relation != Relation.OWNER or ("author_id" if row.stamped else "membership_id") in columns


def is_implied(record: Record, relation: Relation, others: set[Relation]) -> bool:
    """Whether everybody who stands so stands in one of the other ways too, so that a flip changes nothing."""
    ways = {STANDING_OF[other] for other in others - {relation}}
    if ways & included(STANDING_OF[relation]):
        return True
    if relation == Relation.OWNER and record in WRITTEN_BY_SCREENERS:
        return Relation.TOOK_PART in others
    if relation == Relation.AUTHOR and (Relation.OWNER in others and MATRIX[record].stamped):
        return True  # whoever wrote it owns it
    if relation == Relation.AUTHOR and record == Record.CONTACT:
        return Relation.TOOK_PART in others
    if relation == Relation.PROTECTED_KNOWN:
        received = {Relation.TOOK_PART if record in WRITTEN_BY_SCREENERS else Relation.OWNER} & others
        grounded = Relation.GROUNDED in others or {Relation.SCREENING, Relation.TOOK_PART} <= others
        return bool(received) and grounded
    return relation == Relation.GROUNDED and {Relation.SCREENING, Relation.TOOK_PART} <= others


@cache
def ways_of() -> dict[str, list[tuple[str, Standing]]]:
    """Of each kind of record the ways of standing that can be asked of it."""
    ways: dict[str, list[tuple[str, Standing]]] = {}
    for record, row in MATRIX.items():
        names = [STANDING_OF[relation] for relation in Relation if is_well_formed(relation, row)]
        ways[kind_of(record)] = [(name, STANDINGS[name]) for name in names]
    return ways
