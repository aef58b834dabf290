"""How each relation of the matrix reads as SQL for the wall, apart from what it reads as for Django (`relations.py`).

A look-up runs once per statement, `= ANY ((SELECT …)::uuid[])`; but whether the asker holds a grant, which every
table asks, is left to the planner: it looks a few rows up by the index, and hashes the grants for many.
"""

from collections.abc import Iterable

from django.apps import apps

from anchor.access.matrix import NO_OTHER_SECTOR_OF_MINE, wears_it
from anchor.access.relations import hangs_on_contact, owner_column
from anchor.access.vocabulary import Maker, Relation, Row


def setting(name: str, cast: str) -> str:
    """A setting of the transaction's scope; '' after a transaction, so NULLIF.

    Bare, for reading one takes a fifth of a microsecond. Wrapped in a SELECT it is read once per statement, but is a plan of its own in
    each policy that names it: a page's statement had hundreds of them, and to start them cost more than to answer.
    """
    return f"NULLIF(current_setting('app.{name}', true), '')::{cast}"


def word(name: str) -> str:
    """The same for what is compared with words of which none is empty: '' is none of them."""
    return f"current_setting('app.{name}', true)"


TENANT = f"tenant_id = {word('tenant')}"
OWN_TEAM = f"team_id = {setting('team', 'bigint')}"
OWN_SECTOR = f"sector = {setting('sector', 'text')}"
TEAM_ROLE = f"{word('role')} IN ('member', 'coordinator')"
IS_COORDINATOR = f"{word('role')} = 'coordinator'"
MAY_PROCESS_PROTECTED = "(SELECT 'protected' = ANY (string_to_array(current_setting('app.rights', true), ' ')))"
IS_SEEKER = f"{word('role')} = 'seeker'"
OWN_CONTROLLER = f"controller = {setting('controller', 'text')}"
IS_OFFICER = f"{word('role')} = 'register_officer'"
SOUGHT_CODE = "(SELECT decode(NULLIF(current_setting('app.sought_code', true), ''), 'hex'))"
IS_COLLECTOR = f"{word('role')} = 'collector'"
TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"


# The living grants of the worn membership. Its columns have names that no table has, so that a policy's own column is never taken for one.
_HELD = (
    "(SELECT content_object_id AS held_case, client_id AS held_client FROM clients_casegrant "  # noqa: S608 no input
    f"WHERE membership_id = {setting('membership', 'uuid')} AND {TENANT} AND (ends_on IS NULL OR ends_on >= {TODAY})) AS held"
)
_HELD_AS = {"anchor_cases": "held_case", "anchor_clients": "held_client"}
# Those of them whose case has a living consent that covers the worn sector. Only what hangs on a client asks so, of one client after
# the other: where cases or contacts do, the planner takes it for dear, and reads a whole tenant's index to ask it less often.
_HELD_WITH_CONSENT = (
    f"{_HELD} JOIN (SELECT case_id AS consented_case FROM clients_consent "  # noqa: S608 no input
    f"WHERE given AND withdrawn_on IS NULL AND ended_on IS NULL AND valid_from <= {TODAY} "
    f"AND (valid_to IS NULL OR valid_to >= {TODAY}) AND (of_age_on IS NULL OR of_age_on > {TODAY}) "
    f"AND {setting('sector', 'text')} = ANY (covered_sectors)) AS consented ON consented_case = held_case"
)


def _in(column: str, function: str) -> str:
    if function in _HELD_AS:
        return f"EXISTS (SELECT FROM {_HELD} WHERE {_HELD_AS[function]} = {column})"
    if function == "anchor_consented_clients":
        return f"EXISTS (SELECT FROM {_HELD_WITH_CONSENT} WHERE held_client = {column})"
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
    if row.model == "clients.ClientBirth":  # asked by the name's own wall, so it does not ask that one
        return f"{IS_SEEKER} AND {OWN_TEAM} AND birth_date = {setting('sought_born', 'date')}"
    if row.client == "id":
        given, family = setting("sought_given", "text"), setting("sought_family", "text")
        born, by_code = _in("id", "anchor_sought_by_birth"), _in("id", "anchor_sought_by_code")
        named = f"folded_given = {given} AND folded_family = {family} AND {born}"
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


def policy(relations: Iterable[Relation], row: Row, *, writing: bool = False) -> list[str]:
    """Some relations as the wall says them, from the transaction's settings alone: conditions of which one must hold.

    Who only looks on writes nothing. What several ways ask, whether the asker is on the case, is asked once for all of them.
    """
    on_case = _sql_among(row, "anchor_working_" if writing else "anchor_")
    besides, others, given = _on_the_case(row, writing=writing), _apart(row, on_case, writing=writing), list(relations)
    narrower = [besides[relation] for relation in given if relation in besides]
    apart = [others[relation] for relation in given if relation not in besides]
    if not narrower:
        return apart
    both = "" if "" in narrower else f" AND {any_of(narrower)}"
    return [*apart, f"{on_case}{both}"]


def any_of(conditions: Iterable[str]) -> str:
    """One of some conditions, the cheaper ones first: the asker's role and the row's own columns, then what an index finds
    for the row, and last what gathers all the asker has, hundreds of contacts to let somebody see the case they work on.
    """
    ways = sorted(dict.fromkeys(conditions), key=_what_it_costs)
    return f"({' OR '.join(f'({way})' for way in ways)})" if len(ways) > 1 else "".join(ways) or "false"


def _what_it_costs(condition: str) -> int:
    gathers = condition.partition("::uuid[])")
    return 0 if "(SELECT" not in condition else 1 if not gathers[1] or "EXISTS" in gathers[0] else 2


def _on_the_case(row: Row, *, writing: bool) -> dict[Relation, str]:
    """What must hold besides being on the case, for the ways of standing that include it."""
    conditions = {
        Relation.TAKES_PART: "",
        Relation.OWN_SECTOR: OWN_SECTOR,
        Relation.PROTECTED_OWN: f"{MAY_PROCESS_PROTECTED} AND {OWN_SECTOR}",
        Relation.CONSENTED: _sql_among(row, "anchor_consented_"),
        Relation.PRESENT: _in(row.meeting or "id", "anchor_attended_meetings"),
        Relation.KEPT: _in(row.meeting or "id", "anchor_kept_meetings"),
        Relation.AUTHOR: f"author_id = {setting('membership', 'uuid')}",
    }
    if row.earlier:
        conditions[Relation.KNOWS_BOTH] = _in(row.earlier, "anchor_working_clients" if writing else "anchor_clients")
    return conditions


def _apart(row: Row, on_case: str, *, writing: bool) -> dict[Relation, str]:
    """The other ways of standing."""
    grounded = _sql_screening(row, "anchor_grounded_contacts")
    return {
        Relation.KNOWS_BOTH: "false",
        Relation.PROTECTED_KNOWN: f"{MAY_PROCESS_PROTECTED} AND {TEAM_ROLE} AND "
        f"(author_id = {setting('membership', 'uuid')} OR ({grounded}))",
        Relation.LEADS: _in(row.case, "anchor_led_cases") if row.case else "false",
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
        Relation.RECEIVES: f"{IS_COORDINATOR} AND to_{OWN_TEAM} AND state <> 'taken_back' "
        f"AND (state <> 'waiting' OR lapses_on IS NULL OR lapses_on >= {TODAY})",
        Relation.ACCEPTED: f"{IS_COORDINATOR} AND {_in(row.transfer or 'id', 'anchor_accepted_transfers')}",
        Relation.EMERGENCY: _sql_emergency(row),
        Relation.EMERGENCY_ADDRESS: _in(row.client or "id", "anchor_confirmed_clients"),
        Relation.SEEKER: _sql_sought(row),
        Relation.CODE_SEEKER: f"{IS_SEEKER} AND {OWN_TEAM} AND {OWN_CONTROLLER} AND identity_hash = {SOUGHT_CODE}",
        Relation.ASKED_ABOUT: _sql_asked_about(row),
        Relation.EXTRACT: f"{_sql_asked_about(row)} AND {OWN_CONTROLLER}",
        Relation.AUDITOR: f"{word('role')} = 'auditor' AND {OWN_CONTROLLER}",
        Relation.OVERSEER: f"{word('role')} = 'superior' AND {OWN_CONTROLLER} AND reviewed_at IS NULL "
        "AND review_due_on < (SELECT (now() AT TIME ZONE 'Europe/Helsinki')::date)",
        Relation.COLLECTOR: IS_COLLECTOR,
        Relation.ENDED: f"{IS_COLLECTOR} AND {row.ends or 'NULL'} < {TODAY}",
    }


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
    named = f"EXISTS (SELECT FROM accounts_membership m WHERE m.id = membership_id AND {NO_OTHER_SECTOR_OF_MINE})"
    own_contact = (
        "EXISTS (SELECT 1 FROM referrals_contact c WHERE c.id = contact_id AND c.sector = referrals_event.sector "
        "AND c.case_id IS NOT DISTINCT FROM referrals_event.case_id)"
    )
    own_event = (
        "EXISTS (SELECT 1 FROM referrals_event e JOIN referrals_contact c ON c.id = e.contact_id "
        "WHERE e.id = event_id AND c.author_id = membership_id AND (e.contact_id, e.team_id, e.sector, e.controller) = "
        "(referrals_eventdetails.contact_id, referrals_eventdetails.team_id, referrals_eventdetails.sector, "
        "referrals_eventdetails.controller))"
    )
    makers = {
        Maker.TEAM: f"{stamped} AND {TEAM_ROLE}",
        Maker.OWN_SECTOR: f"{stamped} AND {OWN_SECTOR} AND {_sql_among(row, 'anchor_working_')}",
        Maker.LEAD: f"{stamped} AND {_sql_among(row, 'anchor_led_')}",
        Maker.PRESENCE: f"{stamped} AND {_sql_among(row, 'anchor_working_')} AND ({_PRESENCE})",
        Maker.COORDINATOR: f"{stamped if row.stamped else OWN_TEAM} AND {IS_COORDINATOR}{_of_own_team(row)}",
        Maker.CASE_GRANT: f"{grant} AND {IS_COORDINATOR} AND {own_case} AND {wears_it('clients_casegrant')}",
        Maker.EVENT: f"{grant} AND ({_near_contact(row)}) AND {own_contact}",
        Maker.EVENT_DETAILS: f"{grant} AND ({_near_contact(row)}) AND {own_event}",
        Maker.SAME_PERSON: f"{stamped} AND {IS_COORDINATOR} AND ({_near_contact(row)}) AND {_in(row.earlier, 'anchor_clients')}",
        Maker.CONTACT_GRANT: f"{grant} AND {screened} AND (membership_id {me} OR {IS_COORDINATOR} AND {named})",
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
