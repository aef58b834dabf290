"""How each relation of the matrix reads as a predicate, once for Django and once, independently, for the wall.

Two statements of the same rule are wanted: a mistake in one is caught by the other (access.md, The three locks). The
look-ups run once per statement: `= ANY(ARRAY(select …))`.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.db.models.lookups import Exact

from anchor.access.compiled import StandIn
from anchor.access.lookups import TransactionTime
from anchor.access.matrix import Maker, Relation, Row, wears_it
from anchor.accounts.actor import Actor
from anchor.accounts.models import Role

SCREENED_STAGES = ("received", "screening")
_TEAM_ROLES = (Role.MEMBER, Role.COORDINATOR)
NOTHING = Q(pk__in=[])
Asker = Actor | StandIn


# --- for Django -------------------------------------------------------------------------------------------------------


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
        grants = grants.filter(permission_id__any=ArraySubquery(named.order_by().values("pk")))
    return grants.order_by()


def granted_cases(actor: Asker, grips: frozenset[str] = frozenset()) -> QuerySet:
    """Ids of the cases this membership holds a living grant on, with one of the given grips or any."""
    return _grants(actor, grips).values("content_object_id")


def _granted_clients(actor: Asker, grips: frozenset[str]) -> QuerySet:
    return _grants(actor, grips).values("client_id")


def consented_cases(actor: Asker, grips: frozenset[str] = frozenset()) -> QuerySet:
    """Ids of the cases on which a consent that lives today covers this sector."""
    consents: Any = apps.get_model("clients", "Consent").objects
    of_mine = {"case_id__any": ArraySubquery(granted_cases(actor, grips)), "covered_sectors__contains": [actor.sector]}
    return consents.living(actor.today).filter(**of_mine).order_by().values("case_id")


def _consented_clients(actor: Asker, grips: frozenset[str]) -> QuerySet:
    consented = ArraySubquery(consented_cases(actor, grips))
    return _grants(actor, grips).filter(content_object_id__any=consented).values("client_id")


def _contacts_of(actor: Asker, cases: QuerySet) -> QuerySet:
    """Contacts that became one of these cases and exist for the actor: what hangs on a contact follows it."""
    known = (
        Q(sector=actor.sector)
        | Q(case_id__any=ArraySubquery(consented_cases(actor)))
        | Q(pk__any=ArraySubquery(_taken_part(actor)))
    )
    contacts = apps.get_model("referrals", "Contact").objects
    return contacts.filter(known, case_id__any=ArraySubquery(cases)).order_by().values("pk")


def _disclosed(actor: Asker, grips: frozenset[str]) -> QuerySet:
    """Ids of the records that were disclosed to this sector in the cases of the actor, each by its own id."""
    disclosures = apps.get_model("clients", "Disclosure").objects
    living = disclosures.filter(to_sector=actor.sector, taken_back_on=None, record_id__isnull=False)
    return living.filter(case_id__any=ArraySubquery(granted_cases(actor, grips))).order_by().values("record_id")


def _attended(actor: Asker) -> QuerySet:
    attended = apps.get_model("meetings", "Attendance").objects.filter(membership_id=actor.membership_id, present=True)
    return attended.order_by().values("meeting_id")


def _kept(actor: Asker) -> QuerySet:
    """Meetings before a withdrawal at which somebody of this sector was who is on the case today (domain.md, Withdrawal)."""
    consents = apps.get_model("clients", "Consent").objects
    parts = apps.get_model("clients", "Participation").objects
    meetings = apps.get_model("meetings", "Meeting").objects
    withdrawn = consents.filter(
        case_id__any=ArraySubquery(granted_cases(actor)),
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
        return Q(**{f"{_name(row.client)}__any": ArraySubquery(clients(actor, grips))})
    among = NOTHING
    if row.case:
        among = Q(**{f"{_name(row.case)}__any": ArraySubquery(cases(actor, grips))})
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


def _in_emergency(column: str, actor: Asker, **but: Any) -> ArraySubquery:
    """What this membership has opened in an emergency and may still look at; everything ends with its hour."""
    opened = apps.get_model("clients", "EmergencyAccess").objects.filter(
        author_id=actor.membership_id, tenant_id=actor.tenant_id, until__gt=TransactionTime(), **but
    )
    return ArraySubquery(opened.order_by().values(column))


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
    return Q(**{f"{_name(row.case)}__any": ArraySubquery(granted_cases(actor, frozenset({"lead_case"})))})


def _knows_both(row: Row, actor: Asker, grips: frozenset[str]) -> Q:
    if not row.earlier:
        return NOTHING
    theirs = Q(**{f"{row.earlier}__any": ArraySubquery(_granted_clients(actor, frozenset()))})
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
        Relation.DISCLOSED: lambda: Q(pk__any=ArraySubquery(_disclosed(actor, grips))),
        Relation.COORDINATOR: lambda: Q(team_id=actor.team_id) if actor.role == Role.COORDINATOR else NOTHING,
        Relation.SCREENING: lambda: _screening(row, actor),
        Relation.SCREENING_OWN: lambda: _screening(row, actor) & Q(sector=actor.sector),
        Relation.GROUNDED: lambda: _grounded(row, actor),
        Relation.TOOK_PART: lambda: Q(**{f"{_name(row.contact)}__any": ArraySubquery(_taken_part(actor))}),
        Relation.ASKED: lambda: Q(**{f"{_name(row.question)}__any": ArraySubquery(_asked(actor))}),
        Relation.OWNER: lambda: Q(**{owner_column(row): actor.membership_id}),
        Relation.EMERGENCY: lambda: _emergency(row, actor),
        Relation.EMERGENCY_ADDRESS: lambda: Q(
            **{f"{_name(row.client)}__any": _in_emergency("client_id", actor, address_confirmed_at__isnull=False)}
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


# --- for the wall -----------------------------------------------------------------------------------------------------


def setting(name: str, cast: str) -> str:
    """A setting of the transaction's scope, read once per statement; '' after a transaction, so NULLIF."""
    return f"(SELECT NULLIF(current_setting('app.{name}', true), '')::{cast})"


TENANT = f"tenant_id = {setting('tenant', 'text')}"
OWN_TEAM = f"team_id = {setting('team', 'bigint')}"
OWN_SECTOR = f"sector = {setting('sector', 'text')}"
TEAM_ROLE = f"{setting('role', 'text')} IN ('member', 'coordinator')"
IS_COORDINATOR = f"{setting('role', 'text')} = 'coordinator'"
MAY_PROCESS_PROTECTED = "(SELECT 'protected' = ANY (string_to_array(current_setting('app.rights', true), ' ')))"
IS_SEEKER = f"{setting('role', 'text')} = 'seeker'"
OWN_CONTROLLER = f"controller = {setting('controller', 'text')}"
IS_OFFICER = f"{setting('role', 'text')} = 'register_officer'"
SOUGHT_CODE = "(SELECT decode(NULLIF(current_setting('app.sought_code', true), ''), 'hex'))"
IS_COLLECTOR = f"{setting('role', 'text')} = 'collector'"
TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"


def _in(column: str, function: str) -> str:
    return f"{column} = ANY ((SELECT {function}())::uuid[])"


def _sql_among(row: Row, which: str) -> str:
    """`which` is anchor_ or anchor_consented_: the family of look-up functions the rooms' wall migrations make."""
    if row.client and not row.case:
        return _in(row.client, f"{which}clients")
    ways = [_in(row.case, f"{which}cases")] if row.case else []
    ways += [_in(row.contact, f"{which}case_contacts")] if hangs_on_contact(row) else []
    return f"({' OR '.join(ways)})" if len(ways) > 1 else "".join(ways) or "false"


def _sql_screening(row: Row, function: str) -> str:
    if row.contact == "id":
        return f"{TEAM_ROLE} AND {OWN_TEAM} AND stage IN ('received', 'screening')"
    return f"{TEAM_ROLE} AND {_in(row.contact, function)}" if row.contact else "false"


def _sql_sought(row: Row) -> str:
    """Whom the asker has named exactly, with the birth date, and what hangs on them; of the asked team."""
    if row.client == "id":
        given, family = setting("sought_given", "text"), setting("sought_family", "text")
        named = f"folded_given = {given} AND folded_family = {family} AND birth_date = {setting('sought_born', 'date')}"
        by_code = _in("id", "anchor_sought_by_code")
        return f"{IS_SEEKER} AND {OWN_TEAM} AND ({named} OR {by_code})"
    return f"{IS_SEEKER} AND {OWN_TEAM} AND {_in(row.client, 'anchor_sought_clients')}"


def _sql_received(row: Row, on_case: str) -> str:
    if not row.receiver:
        return "false"
    known = on_case
    if row.contact and not row.case:
        screened = _sql_screening(row, "anchor_screened_contacts")
        known = f"({on_case} OR {screened} OR {_in(row.contact, 'anchor_taken_part_contacts')})"
    column, values = row.received_when
    if column:
        listed = ", ".join(f"'{value}'" for value in values)
        return f"{setting('sector', 'text')} = '{row.receiver}' AND {column} IN ({listed}) AND {known}"
    return f"{row.receiver} = {setting('sector', 'text')} AND {known}"


def policy(relation: Relation, row: Row, *, writing: bool = False) -> str:
    """The same relation as the wall says it, from the transaction's settings alone. Who only looks on writes nothing."""
    on_case, consented = (
        _sql_among(row, "anchor_working_" if writing else "anchor_"),
        _sql_among(row, "anchor_consented_"),
    )
    if writing:
        consented = f"{consented} AND {on_case}"
    grounded = _sql_screening(row, "anchor_grounded_contacts")
    return {
        Relation.TAKES_PART: on_case,
        Relation.OWN_SECTOR: f"{OWN_SECTOR} AND {on_case}",
        Relation.PROTECTED_OWN: f"{MAY_PROCESS_PROTECTED} AND {OWN_SECTOR} AND {on_case}",
        Relation.PROTECTED_KNOWN: f"{MAY_PROCESS_PROTECTED} AND {TEAM_ROLE} AND "
        f"(author_id = {setting('membership', 'uuid')} OR ({grounded}))",
        Relation.CONSENTED: consented,
        Relation.LEADS: _in(row.case, "anchor_led_cases") if row.case else "false",
        Relation.KNOWS_BOTH: f"{_in(row.earlier, 'anchor_working_clients' if writing else 'anchor_clients')} AND {on_case}"
        if row.earlier
        else "false",
        Relation.PRESENT: f"{_in(row.meeting or 'id', 'anchor_attended_meetings')} AND {on_case}",
        Relation.KEPT: f"{_in(row.meeting or 'id', 'anchor_kept_meetings')} AND {on_case}",
        Relation.AUTHOR: f"author_id = {setting('membership', 'uuid')} AND {on_case}",
        Relation.RECEIVER: _sql_received(row, on_case),
        Relation.DISCLOSED: _in("id", "anchor_disclosed_records") + (f" AND {on_case}" if writing else ""),
        Relation.COORDINATOR: f"{IS_COORDINATOR} AND {OWN_TEAM}",
        Relation.SCREENING: _sql_screening(row, "anchor_screened_contacts"),
        Relation.SCREENING_OWN: f"{_sql_screening(row, 'anchor_screened_contacts')} AND {OWN_SECTOR}",
        Relation.GROUNDED: grounded,
        Relation.TOOK_PART: _in(row.contact or "id", "anchor_taken_part_contacts"),
        Relation.ASKED: _in(row.question or "id", "anchor_asked_questions"),
        Relation.OWNER: f"{owner_column(row)} = {setting('membership', 'uuid')}",
        # Another tenant's perhaps: a team has one host, so the own team says as much as the own tenant would.
        Relation.RECEIVES: f"{IS_COORDINATOR} AND to_{OWN_TEAM} AND state <> 'taken_back'",
        Relation.ACCEPTED: f"{IS_COORDINATOR} AND {_in(row.transfer or 'id', 'anchor_accepted_transfers')}",
        Relation.EMERGENCY: _sql_emergency(row),
        Relation.EMERGENCY_ADDRESS: _in(row.client or "id", "anchor_confirmed_clients"),
        Relation.SEEKER: _sql_sought(row),
        Relation.CODE_SEEKER: f"{IS_SEEKER} AND {OWN_TEAM} AND {OWN_CONTROLLER} AND identity_hash = {SOUGHT_CODE}",
        Relation.ASKED_ABOUT: _sql_asked_about(row),
        Relation.EXTRACT: f"{_sql_asked_about(row)} AND {OWN_CONTROLLER}",
        Relation.AUDITOR: f"{setting('role', 'text')} = 'auditor' AND {OWN_CONTROLLER}",
        Relation.OVERSEER: f"{setting('role', 'text')} = 'superior' AND {OWN_CONTROLLER} AND reviewed_at IS NULL "
        "AND review_due_on < (SELECT (now() AT TIME ZONE 'Europe/Helsinki')::date)",
        Relation.COLLECTOR: IS_COLLECTOR,
        Relation.ENDED: f"{IS_COLLECTOR} AND {row.ends or 'NULL'} < {TODAY}",
    }[relation]


def _sql_asked_about(row: Row) -> str:
    """Asked first whether it is an officer at all, so that nobody else's statement pays for the look-up."""
    if row.client:
        return f"{IS_OFFICER} AND {_in(row.client, 'anchor_extract_clients')}"
    if row.access:
        return f"{IS_OFFICER} AND {_in(row.access, 'anchor_extract_accesses')}"
    ways = [_in(row.case, "anchor_extract_cases")] if row.case else []
    ways += [_in(row.contact, "anchor_extract_contacts")] if hangs_on_contact(row) else []
    about = f"({' OR '.join(ways)})" if len(ways) > 1 else "".join(ways)
    return f"{IS_OFFICER} AND {about}" if about else "false"


def _sql_emergency(row: Row) -> str:
    if row.case:
        return _in(row.case, "anchor_emergency_cases")
    return _in(row.client, "anchor_emergency_clients") if row.client else "false"


_ASKS = f"({_in('case_id', 'anchor_working_cases')} OR {_in('contact_id', 'anchor_screened_contacts')})"
_ASKS_AN_EXPERT = (
    "EXISTS (SELECT 1 FROM accounts_membership m "
    "WHERE m.id = expert_id AND m.team_id = referrals_expertquestion.team_id AND m.role = 'expert')"
)
# An open question, the very expert it names, and its own day, case, contact and sector; its author is said where it is used.
_OF_OWN_QUESTION = (
    "EXISTS (SELECT 1 FROM referrals_expertquestion q WHERE q.id = content_object_id "
    "AND q.answered_on IS NULL AND q.withdrawn_on IS NULL AND q.expert_id = membership_id "
    "AND (q.until, q.sector) = (ends_on, referrals_questiongrant.sector) "
    "AND q.case_id IS NOT DISTINCT FROM referrals_questiongrant.case_id "
    "AND q.contact_id IS NOT DISTINCT FROM referrals_questiongrant.contact_id"
)
# Nobody says of themself afterwards that they were at a meeting (matrix.py, the guards of Attendance).
_PRESENCE = (
    "NOT present OR EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = meetings_attendance.meeting_id AND m.status <> 'held') "  # noqa: S608 no input
    f"OR {_in('meeting_id', 'anchor_attended_meetings')} OR EXISTS (SELECT 1 FROM meetings_meetingsummary s "
    f"WHERE s.meeting_id = meetings_attendance.meeting_id AND s.author_id = {setting('membership', 'uuid')})"
)


def maker(row: Row) -> str:
    """Who may insert a row, as the wall says it; every row is of the own tenant besides."""
    me = f"= {setting('membership', 'uuid')}"
    stamped = f"{OWN_TEAM} AND author_id {me}"
    grant = f"{OWN_TEAM} AND {TEAM_ROLE}"
    own_client = "c.client_id = clients_casegrant.client_id"
    own_case = f"EXISTS (SELECT 1 FROM clients_case c WHERE c.id = content_object_id AND {own_client} AND c.{OWN_TEAM})"  # noqa: S608 no input
    own_entry = f"a.id = arrival_id AND a.case_id = referrals_carriedentry.case_id AND a.author_id {me}"
    arrived = f"EXISTS (SELECT 1 FROM referrals_arrival a WHERE {own_entry})"  # noqa: S608 no input
    screened = _in("content_object_id", "anchor_screened_contacts")
    own_contact = (
        "EXISTS (SELECT 1 FROM referrals_contact c WHERE c.id = contact_id AND c.sector = referrals_event.sector "
        "AND c.case_id IS NOT DISTINCT FROM referrals_event.case_id)"
    )
    makers = {
        Maker.TEAM: f"{stamped} AND {TEAM_ROLE}",
        Maker.OWN_SECTOR: f"{stamped} AND {OWN_SECTOR} AND {_sql_among(row, 'anchor_working_')}",
        Maker.LEAD: f"{stamped} AND {_sql_among(row, 'anchor_led_')}",
        Maker.PRESENCE: f"{stamped} AND {_sql_among(row, 'anchor_working_')} AND ({_PRESENCE})",
        Maker.COORDINATOR: f"{stamped if row.stamped else OWN_TEAM} AND {IS_COORDINATOR}{_of_own_team(row)}",
        Maker.CASE_GRANT: f"{grant} AND {IS_COORDINATOR} AND {own_case} AND {wears_it('clients_casegrant')}",
        Maker.EVENT: f"{grant} AND ({_near_contact(row)}) AND {own_contact}",
        Maker.SAME_PERSON: f"{stamped} AND {IS_COORDINATOR} AND ({_near_contact(row)}) AND {_in(row.earlier, 'anchor_clients')}",
        Maker.CONTACT_GRANT: f"{grant} AND {screened} AND (membership_id {me} OR {IS_COORDINATOR})",
        Maker.QUESTION: f"{stamped} AND {TEAM_ROLE} AND {_ASKS} AND {_ASKS_AN_EXPERT}",
        Maker.QUESTION_GRANT: f"{grant} AND {_OF_OWN_QUESTION} AND q.author_id {me})",
        Maker.SENDER: f"{stamped} AND {_sql_among(row, 'anchor_led_')} AND state = 'waiting'",
        Maker.ARRIVAL: f"{stamped} AND {IS_COORDINATOR}{_of_own_team(row)} AND {_in('sent_as', 'anchor_accepted_transfers')}",
        Maker.CARRIED: f"{stamped} AND {IS_COORDINATOR} AND {arrived}",
        Maker.OWNER: f"membership_id {me}",
        Maker.AUTHOR: stamped,
        Maker.SEEKER: f"{stamped} AND {IS_SEEKER} AND {_in('client_id', 'anchor_sought_clients')}",
        Maker.NOBODY: "false",
        Maker.COLLECTOR: IS_COLLECTOR,
        Maker.PARENT: f"{stamped} AND ({_parent(row)})",
    }
    return f"{makers[row.made_by]} AND ({row.made_if})" if row.made_if else makers[row.made_by]


def _of_own_team(row: Row) -> str:
    """What a coordinator makes belongs to a case of the own team; the case itself to a client of it (a key of the table)."""
    if row.case == "id" or not (row.case or row.client) or (not row.case and row.client == "id"):
        return ""
    column, parent = ("id", row.case) if row.case else ("client_id", row.client)
    own = f"{apps.get_model(row.model)._meta.db_table}.{parent}"
    return f" AND EXISTS (SELECT 1 FROM clients_case c WHERE c.{column} = {own} AND c.{OWN_TEAM})"  # noqa: S608 no input


def _parent(row: Row) -> str:
    if row.case or row.client:
        return f"{IS_COORDINATOR}{_of_own_team(row)} OR {_sql_among(row, 'anchor_working_')}"
    return f"{TEAM_ROLE} AND ({_near_contact(row)})" if row.contact else "false"


def _near_contact(row: Row) -> str:
    screened, taken = _in(row.contact, "anchor_screened_contacts"), _in(row.contact, "anchor_taken_part_contacts")
    return f"{screened} OR {taken}"
