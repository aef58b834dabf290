"""How each relation of the matrix reads as a predicate for Django; for the wall it is said once more, independently (`wall_relations.py`).

Two statements of the same rule are wanted: a mistake in one is caught by the other (access.md, The three locks). The
look-ups run once per statement: `= ANY(ARRAY(select …))`.
"""

from collections.abc import Callable

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, Value
from django.db.models.lookups import Exact

from anchor.access.holdings import (
    SCREENED_STAGES,
    Asker,
    accepted_transfers,
    asked_questions,
    attended_meetings,
    consented_cases,
    consented_clients,
    contacts_of,
    contacts_taken_part_in,
    disclosed_records,
    granted_cases,
    granted_clients,
    kept_meetings,
    opened_in_emergency,
    screened_contacts,
)
from anchor.access.lookups import TransactionTime
from anchor.access.vocabulary import Relation, Row
from anchor.accounts.models import Role

_TEAM_ROLES = (Role.MEMBER, Role.COORDINATOR)
NOTHING = Q(pk__in=[])


def _received(actor: Asker) -> Q:
    """Transfers meant for the actor's team; what was taken back never was, nor what waits past the last day of its ground."""
    stands = ~Q(state="waiting") | Q(lapses_on=None) | Q(lapses_on__gte=actor.today)
    return Q(to_team_id=actor.team_id) & ~Q(state="taken_back") & stands


def _among(row: Row, actor: Asker, grips: frozenset[str], *, consented: bool = False) -> Q:
    """The record belongs to a case of the actor's, or a consented one: directly or through its client or contact."""
    cases = consented_cases if consented else granted_cases
    clients = consented_clients if consented else granted_clients
    if row.client and not row.case:
        return Q(**{f"{_name(row.client)}__any": clients(actor, grips)})
    among = NOTHING
    if row.case:
        among = Q(**{f"{_name(row.case)}__any": cases(actor, grips)})
    if hangs_on_contact(row):
        among |= Q(**{f"{row.contact}__any": ArraySubquery(contacts_of(actor, cases(actor, grips)))})
    return among


def hangs_on_contact(row: Row) -> bool:
    """Whether the record belongs to a contact; the contact itself belongs to its case."""
    return row.contact not in ("", "id")


def _told_sector(row: Row, actor: Asker, grips: frozenset[str]) -> Q:
    """Given to or asked of the own sector: on the case, or where it hangs on a contact also for who screens that."""
    known = _among(row, actor, grips)
    if row.contact and not row.case:
        took_part = Q(**{f"{_name(row.contact)}__any": ArraySubquery(contacts_taken_part_in(actor))})
        known = known | _screening(row, actor) | took_part
    column, values = row.received_when
    if column:
        return Q(Exact(Value(actor.sector), Value(row.receiver))) & Q(**{f"{column}__in": values}) & known
    return Q(**{row.receiver: actor.sector}) & known


def _name(column: str) -> str:
    return "pk" if column == "id" else column


def _screening(row: Row, actor: Asker) -> Q:
    if actor.role not in _TEAM_ROLES:
        return NOTHING
    if row.contact == "id":
        return Q(team_id=actor.team_id, stage__in=SCREENED_STAGES)
    return Q(**{f"{row.contact}__any": ArraySubquery(screened_contacts(actor).values("pk"))})


def _grounded(row: Row, actor: Asker) -> Q:
    """A ground lives on after the decision for those who took part in it: the coordinator opens the case by it."""
    if actor.role not in _TEAM_ROLES or not row.contact:
        return NOTHING
    known = Q(team_id=actor.team_id, stage__in=SCREENED_STAGES) | Q(
        pk__any=ArraySubquery(contacts_taken_part_in(actor))
    )
    contacts = apps.get_model("referrals", "Contact").objects
    grounded = contacts.filter(known, grounded_sectors__contains=[actor.sector]).order_by().values("pk")
    return Q(**{f"{_name(row.contact)}__any": ArraySubquery(grounded)})


def _received_contact(row: Row, actor: Asker) -> Q:
    return Q(author_id=actor.membership_id) if actor.role in _TEAM_ROLES else NOTHING


def _protected(actor: Asker, rows: Callable[[], Q]) -> Q:
    """The same, for who also has the right to process data under non-disclosure."""
    return rows() if actor.processes_protected else NOTHING


def _emergency(row: Row, actor: Asker) -> Q:
    if row.case:
        return Q(**{f"{_name(row.case)}__any": opened_in_emergency("case_id", actor)})
    return Q(**{f"{_name(row.client)}__any": opened_in_emergency("client_id", actor)}) if row.client else NOTHING


def _asked_about(row: Row, actor: Asker) -> Q:
    """What belongs to a client whose extracts this register officer has opened and not closed."""
    if actor.role != Role.REGISTER_OFFICER:
        return NOTHING
    opened = apps.get_model("clients", "ExtractRequest").objects.filter(
        membership_id=actor.membership_id,
        tenant_id=actor.tenant_id,
        controller=actor.controller,
        closed_at=None,
        until__gt=TransactionTime(),
    )
    clients = ArraySubquery(opened.order_by().values("client_id"))
    if row.client:
        return Q(**{f"{_name(row.client)}__any": clients})
    if row.access:
        accesses = apps.get_model("clients", "EmergencyAccess").objects.filter(client_id__any=clients)
        return Q(**{f"{row.access}__any": ArraySubquery(accesses.order_by().values("pk"))})
    cases = apps.get_model("clients", "Case").objects.filter(client_id__any=clients).order_by().values("pk")
    about = Q(**{f"{_name(row.case)}__any": ArraySubquery(cases)}) if row.case else NOTHING
    if not hangs_on_contact(row):
        return about
    contacts = apps.get_model("referrals", "Contact").objects.filter(case_id__any=ArraySubquery(cases))
    return about | Q(**{f"{row.contact}__any": ArraySubquery(contacts.order_by().values("pk"))})


def _watched(actor: Asker, role: str) -> Q:
    return Q(controller=actor.controller) if actor.role == role else NOTHING


def _leads(row: Row, actor: Asker) -> Q:
    if not row.case:
        return NOTHING
    return Q(**{f"{_name(row.case)}__any": granted_cases(actor, frozenset({"lead_case"}))})


def _knows_both(row: Row, actor: Asker, grips: frozenset[str]) -> Q:
    if not row.earlier:
        return NOTHING
    theirs = Q(**{f"{row.earlier}__any": granted_clients(actor, frozenset())})
    return theirs & _among(row, actor, grips)


def predicate(relation: Relation, row: Row, actor: Asker, grips: frozenset[str] = frozenset()) -> Q:
    """The rows of one record that stand in one relation to the actor; `grips` narrows participation to work or lead."""
    by_relation: dict[Relation, Callable[[], Q]] = {
        Relation.RECEIVES: lambda: _received(actor) if actor.role == Role.COORDINATOR else NOTHING,
        Relation.ACCEPTED: lambda: (
            Q(**{f"{row.transfer}__any": ArraySubquery(accepted_transfers(actor))})
            if actor.role == Role.COORDINATOR
            else NOTHING
        ),
        Relation.TAKES_PART: lambda: _among(row, actor, grips),
        Relation.OWN_SECTOR: lambda: Q(sector=actor.sector) & _among(row, actor, grips),
        Relation.PROTECTED_OWN: lambda: _protected(actor, by_relation[Relation.OWN_SECTOR]),
        Relation.PROTECTED_KNOWN: lambda: _protected(
            actor, lambda: _received_contact(row, actor) | _grounded(row, actor)
        ),
        Relation.CONSENTED: lambda: _among(row, actor, grips, consented=True),
        Relation.LEADS: lambda: _leads(row, actor),
        Relation.KNOWS_BOTH: lambda: _knows_both(row, actor, grips),
        Relation.PRESENT: lambda: (
            Q(**{f"{_name(row.meeting)}__any": ArraySubquery(attended_meetings(actor))}) & _among(row, actor, grips)
        ),
        Relation.KEPT: lambda: (
            Q(**{f"{_name(row.meeting)}__any": ArraySubquery(kept_meetings(actor))}) & _among(row, actor, grips)
        ),
        Relation.AUTHOR: lambda: Q(author_id=actor.membership_id) & _among(row, actor, grips),
        Relation.RECEIVER: lambda: _told_sector(row, actor, grips) if row.receiver else NOTHING,
        Relation.DISCLOSED: lambda: Q(pk__any=disclosed_records(actor, grips)),
        Relation.COORDINATOR: lambda: Q(team_id=actor.team_id) if actor.role == Role.COORDINATOR else NOTHING,
        Relation.SCREENING: lambda: _screening(row, actor),
        Relation.SCREENING_OWN: lambda: _screening(row, actor) & Q(sector=actor.sector),
        Relation.GROUNDED: lambda: _grounded(row, actor),
        Relation.TOOK_PART: lambda: Q(**{f"{_name(row.contact)}__any": ArraySubquery(contacts_taken_part_in(actor))}),
        Relation.ASKED: lambda: Q(**{f"{_name(row.question)}__any": ArraySubquery(asked_questions(actor))}),
        Relation.OWNER: lambda: Q(**{owner_column(row): actor.membership_id}),
        Relation.EMERGENCY: lambda: _emergency(row, actor),
        Relation.EMERGENCY_ADDRESS: lambda: Q(
            **{f"{_name(row.client)}__any": opened_in_emergency("client_id", actor, address=True)}
        ),
        Relation.SEEKER: lambda: NOTHING,  # the search asks in a scope of its own, for the wall alone
        Relation.CODE_SEEKER: lambda: NOTHING,
        Relation.ASKED_ABOUT: lambda: _asked_about(row, actor),
        Relation.EXTRACT: lambda: Q(controller=actor.controller) & _asked_about(row, actor),
        Relation.AUDITOR: lambda: _watched(actor, Role.AUDITOR),
        Relation.OVERSEER: lambda: _watched(actor, Role.SUPERIOR) & Q(reviewed_at=None, review_due_on__lt=actor.today),
        Relation.COLLECTOR: lambda: NOTHING,  # no person is one; the collecting task asks in its own scope
        Relation.ENDED: lambda: NOTHING,
    }
    return by_relation[relation]()


def owner_column(row: Row) -> str:
    """The column that says whose own a row is: its author, or the membership of a grant or draft."""
    return "author_id" if row.stamped else "membership_id"
