"""How each relation of the matrix reads as a predicate for Django; for the wall it is said once more, independently (`wall_relations.py`).

Two statements of the same rule are wanted: a mistake in one is caught by the other (access.md, The three locks). The
look-ups run once per statement: `= ANY(ARRAY(select …))`.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.db.models.lookups import Exact

from anchor.access.compiled import StandIn
from anchor.access.lookups import Once, TransactionTime
from anchor.access.vocabulary import Relation, Row
from anchor.accounts.actor import Actor
from anchor.accounts.models import Role

SCREENED_STAGES = ("received", "screening")
_TEAM_ROLES = (Role.MEMBER, Role.COORDINATOR)
NOTHING = Q(pk__in=[])
Asker = Actor | StandIn


def _grants(actor: Asker, grips: frozenset[str]) -> QuerySet:
    """The living grants of this membership, with one of the given grips or any."""
    grants = apps.get_model("clients", "CaseGrant").objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=actor.today),
        membership_id=actor.membership_id,
        tenant_id=actor.tenant_id,
    )
    if grips:
        # Looked up once, not joined: a join is asked anew for each of a person's hundreds of grants.
        named = apps.get_model("auth", "Permission").objects.filter(codename__in=sorted(grips))
        grants = grants.filter(permission_id__in=named.order_by().values("pk"))
    return grants.order_by()


def _among_grants(column: str, grips: frozenset[str], *, consented: bool = False) -> str:
    """The cases or clients of what was looked up once (`looked_up_once`), narrowed as the grants themselves are."""
    narrowed = [f"grip IN ({', '.join(f"'{grip}'" for grip in sorted(grips))})"] if grips else []
    if consented:
        narrowed.append("case_id = ANY(ARRAY(SELECT case_id FROM asker_consents))")
    return f"SELECT {column} FROM asker_grants" + (f" WHERE {' AND '.join(narrowed)}" if narrowed else "")  # noqa: S608


def granted_cases(actor: Asker, grips: frozenset[str] = frozenset()) -> Once:
    """Ids of the cases this membership holds a living grant on, with one of the given grips or any."""
    return Once(_grants(actor, grips).values("content_object_id"), _among_grants("case_id", grips))


def _granted_clients(actor: Asker, grips: frozenset[str]) -> Once:
    return Once(_grants(actor, grips).values("client_id"), _among_grants("client_id", grips))


def _consents(actor: Asker, grips: frozenset[str]) -> QuerySet:
    consents: Any = apps.get_model("clients", "Consent").objects
    covering = {"case_id__any": granted_cases(actor, grips), "covered_sectors__contains": [actor.sector]}
    return consents.living(actor.today).filter(**covering).order_by().values("case_id")


def consented_cases(actor: Asker, grips: frozenset[str] = frozenset()) -> Once:
    """Ids of the granted cases on which a consent that lives today covers this sector."""
    return Once(_consents(actor, grips), _among_grants("case_id", grips, consented=True))


def _consented_clients(actor: Asker, grips: frozenset[str]) -> Once:
    consented = _grants(actor, grips).filter(content_object_id__any=consented_cases(actor, grips))
    return Once(consented.values("client_id"), _among_grants("client_id", grips, consented=True))


def _contacts_of(actor: Asker, cases: Once) -> QuerySet:
    """Contacts that became one of these cases and exist for the actor: what hangs on a contact follows it."""
    known = (
        Q(sector=actor.sector) | Q(case_id__any=consented_cases(actor)) | Q(pk__any=ArraySubquery(_taken_part(actor)))
    )
    contacts = apps.get_model("referrals", "Contact").objects
    return contacts.filter(known, case_id__any=cases).order_by().values("pk")


def _disclosures(actor: Asker, grips: frozenset[str]) -> QuerySet:
    disclosures = apps.get_model("clients", "Disclosure").objects
    living = disclosures.filter(to_sector=actor.sector, taken_back_on=None, record_id__isnull=False)
    return living.filter(case_id__any=granted_cases(actor, grips)).order_by()


def _disclosed(actor: Asker, grips: frozenset[str]) -> Once:
    """Ids of the records that were disclosed to this sector in the cases of the actor, each by its own id."""
    among = f"SELECT record_id FROM asker_disclosures WHERE case_id = ANY(ARRAY({_among_grants('case_id', grips)}))"  # noqa: S608
    return Once(_disclosures(actor, grips).values("record_id"), among)


def _attended(actor: Asker) -> QuerySet:
    attended = apps.get_model("meetings", "Attendance").objects.filter(membership_id=actor.membership_id, present=True)
    return attended.order_by().values("meeting_id")


def _kept(actor: Asker) -> QuerySet:
    """Meetings before a withdrawal at which somebody of this sector was who is on the case today (domain.md, Withdrawal)."""
    consents = apps.get_model("clients", "Consent").objects
    parts = apps.get_model("clients", "Participation").objects
    meetings = apps.get_model("meetings", "Meeting").objects
    withdrawn = consents.filter(
        case_id__any=granted_cases(actor),
        withdrawn_on__isnull=False,
        covered_sectors__contains=[actor.sector],
    ).order_by()
    working = parts.filter(
        Q(ended_on=None) | Q(ended_on__gt=actor.today),
        case_id=OuterRef("case_id"),
        membership_id=OuterRef("membership_id"),
        began_on__lte=actor.today,
    )
    there = apps.get_model("meetings", "Attendance").objects.filter(
        Exists(working), meeting_id=OuterRef("pk"), present=True, sector=actor.sector
    )
    ended_later = withdrawn.filter(case_id=OuterRef("case_id"), withdrawn_on__gt=OuterRef("day"))
    return (
        meetings.filter(case_id__any=ArraySubquery(withdrawn.values("case_id")))
        .annotate(day=TruncDate("starts_at"))
        .filter(Exists(ended_later), Exists(there))
        .order_by()
        .values("pk")
    )


def _screened(actor: Asker) -> QuerySet:
    contacts = apps.get_model("referrals", "Contact").objects
    return contacts.filter(team_id=actor.team_id, stage__in=SCREENED_STAGES).order_by()


def _taken_part(actor: Asker) -> QuerySet:
    living = Q(ends_on=None) | Q(ends_on__gte=actor.today)
    grants = apps.get_model("referrals", "ContactGrant").objects.filter(living, membership_id=actor.membership_id)
    return grants.order_by().values("content_object_id")


def _asked(actor: Asker) -> QuerySet:
    """Ids of the questions this membership was asked as an expert and may still answer."""
    grants = apps.get_model("referrals", "QuestionGrant").objects.filter(
        ends_on__gte=actor.today, membership_id=actor.membership_id, tenant_id=actor.tenant_id
    )
    return grants.order_by().values("content_object_id")


def _received(actor: Asker) -> Q:
    """Transfers meant for the actor's team; what was taken back never was."""
    return Q(to_team_id=actor.team_id) & ~Q(state="taken_back")


def _accepted(actor: Asker) -> QuerySet:
    transfers = apps.get_model("referrals", "Transfer").objects
    mine = transfers.filter(to_team_id=actor.team_id, state="accepted", answered_by_id=actor.membership_id)
    return mine.order_by().values("pk")


def _among(row: Row, actor: Asker, grips: frozenset[str], *, consented: bool = False) -> Q:
    """The record belongs to a case of the actor's, or a consented one: directly or through its client or contact."""
    cases = consented_cases if consented else granted_cases
    clients = _consented_clients if consented else _granted_clients
    if row.client and not row.case:
        return Q(**{f"{_name(row.client)}__any": clients(actor, grips)})
    among = NOTHING
    if row.case:
        among = Q(**{f"{_name(row.case)}__any": cases(actor, grips)})
    if hangs_on_contact(row):
        among |= Q(**{f"{row.contact}__any": ArraySubquery(_contacts_of(actor, cases(actor, grips)))})
    return among


def hangs_on_contact(row: Row) -> bool:
    """Whether the record belongs to a contact; the contact itself belongs to its case."""
    return row.contact not in ("", "id")


def _told_sector(row: Row, actor: Asker, grips: frozenset[str]) -> Q:
    """Given to or asked of the own sector: on the case, or where it hangs on a contact also for who screens that."""
    known = _among(row, actor, grips)
    if row.contact and not row.case:
        took_part = Q(**{f"{_name(row.contact)}__any": ArraySubquery(_taken_part(actor))})
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
    return Q(**{f"{row.contact}__any": ArraySubquery(_screened(actor).values("pk"))})


def _grounded(row: Row, actor: Asker) -> Q:
    """A ground lives on after the decision for those who took part in it: the coordinator opens the case by it."""
    if actor.role not in _TEAM_ROLES or not row.contact:
        return NOTHING
    known = Q(team_id=actor.team_id, stage__in=SCREENED_STAGES) | Q(pk__any=ArraySubquery(_taken_part(actor)))
    contacts = apps.get_model("referrals", "Contact").objects
    grounded = contacts.filter(known, grounded_sectors__contains=[actor.sector]).order_by().values("pk")
    return Q(**{f"{_name(row.contact)}__any": ArraySubquery(grounded)})


def _received_contact(row: Row, actor: Asker) -> Q:
    return Q(author_id=actor.membership_id) if actor.role in _TEAM_ROLES else NOTHING


def _protected(actor: Asker, rows: Callable[[], Q]) -> Q:
    """The same, for who also has the right to process data under non-disclosure."""
    return rows() if actor.processes_protected else NOTHING


def _opened_in_emergency(actor: Asker) -> QuerySet:
    """What this membership has opened in an emergency and may still look at; everything ends with its hour."""
    return (
        apps.get_model("clients", "EmergencyAccess")
        .objects.filter(author_id=actor.membership_id, tenant_id=actor.tenant_id, until__gt=TransactionTime())
        .order_by()
    )


def _in_emergency(column: str, actor: Asker, *, address: bool = False) -> Once:
    opened, among = _opened_in_emergency(actor), f"SELECT {column} FROM asker_emergencies"  # noqa: S608 no input
    if address:
        opened, among = (
            opened.filter(address_confirmed_at__isnull=False),
            f"{among} WHERE address_confirmed_at IS NOT NULL",
        )
    return Once(opened.values(column), among)


# The columns of what is looked up once.
ONCE: dict[str, dict[str, str]] = {
    "asker_grants": {"case_id": "uuid", "client_id": "uuid", "grip": "text"},
    "asker_consents": {"case_id": "uuid"},
    "asker_disclosures": {"case_id": "uuid", "record_id": "uuid"},
    "asker_emergencies": {"case_id": "uuid", "client_id": "uuid", "address_confirmed_at": "timestamptz"},
}


def looked_up_once(actor: Asker, cases: QuerySet) -> dict[str, QuerySet]:
    """What a question about named cases looks up before all else (`kept.py`), by its name in `ONCE`.

    `cases` are the named ones, without a rule: they only bound the look-up, by client, for what hangs on a client is open
    through each of their cases. Asked in this order, for the later ones look among the grants.
    """
    grants = _grants(actor, frozenset()).filter(client_id__any=ArraySubquery(cases.order_by().values("client_id")))
    named = {"case_id": F("content_object_id"), "grip": F("permission__codename")}
    rows = {
        "asker_grants": grants.annotate(**named),
        "asker_consents": _consents(actor, frozenset()),
        "asker_disclosures": _disclosures(actor, frozenset()),
        "asker_emergencies": _opened_in_emergency(actor),
    }
    return {name: rows[name].values(*columns) for name, columns in ONCE.items()}


def _emergency(row: Row, actor: Asker) -> Q:
    if row.case:
        return Q(**{f"{_name(row.case)}__any": _in_emergency("case_id", actor)})
    return Q(**{f"{_name(row.client)}__any": _in_emergency("client_id", actor)}) if row.client else NOTHING


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
    theirs = Q(**{f"{row.earlier}__any": _granted_clients(actor, frozenset())})
    return theirs & _among(row, actor, grips)


def predicate(relation: Relation, row: Row, actor: Asker, grips: frozenset[str] = frozenset()) -> Q:
    """The rows of one record that stand in one relation to the actor; `grips` narrows participation to work or lead."""
    by_relation: dict[Relation, Callable[[], Q]] = {
        Relation.RECEIVES: lambda: _received(actor) if actor.role == Role.COORDINATOR else NOTHING,
        Relation.ACCEPTED: lambda: (
            Q(**{f"{row.transfer}__any": ArraySubquery(_accepted(actor))})
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
            Q(**{f"{_name(row.meeting)}__any": ArraySubquery(_attended(actor))}) & _among(row, actor, grips)
        ),
        Relation.KEPT: lambda: (
            Q(**{f"{_name(row.meeting)}__any": ArraySubquery(_kept(actor))}) & _among(row, actor, grips)
        ),
        Relation.AUTHOR: lambda: Q(author_id=actor.membership_id) & _among(row, actor, grips),
        Relation.RECEIVER: lambda: _told_sector(row, actor, grips) if row.receiver else NOTHING,
        Relation.DISCLOSED: lambda: Q(pk__any=_disclosed(actor, grips)),
        Relation.COORDINATOR: lambda: Q(team_id=actor.team_id) if actor.role == Role.COORDINATOR else NOTHING,
        Relation.SCREENING: lambda: _screening(row, actor),
        Relation.SCREENING_OWN: lambda: _screening(row, actor) & Q(sector=actor.sector),
        Relation.GROUNDED: lambda: _grounded(row, actor),
        Relation.TOOK_PART: lambda: Q(**{f"{_name(row.contact)}__any": ArraySubquery(_taken_part(actor))}),
        Relation.ASKED: lambda: Q(**{f"{_name(row.question)}__any": ArraySubquery(_asked(actor))}),
        Relation.OWNER: lambda: Q(**{owner_column(row): actor.membership_id}),
        Relation.EMERGENCY: lambda: _emergency(row, actor),
        Relation.EMERGENCY_ADDRESS: lambda: Q(
            **{f"{_name(row.client)}__any": _in_emergency("client_id", actor, address=True)}
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
