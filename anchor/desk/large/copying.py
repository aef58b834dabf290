"""Lines for COPY in its text form, table by table: the cheapest way from Python into PostgreSQL."""

from collections.abc import Callable

from django.apps import apps
from django.db import connection

from anchor.core.fields import sealer_for

STAMP = "tenant_id team_id sector controller author_id created_at version"
GRANT = "permission_id user_id content_object_id membership_id tenant_id team_id"

# Columns a row says of itself; the stamp of team, author and time comes behind them.
STAMPED = {
    "clients.Client": "id given_names family_name folded_given folded_family name_key",
    "clients.ClientBirth": "id client_id birth_date",
    "clients.ClientIdentity": "id client_id identity_code identity_hash gender service_language interpreter_language",
    "clients.ClientAddress": "id client_id protected residence_id street phone",
    "clients.RelatedPerson": "id client_id relation custody name may_be_told contact_banned suspected",
    "clients.Case": "id client_id number initials age stage stage_days responsible_id non_disclosure opened_on"
    " closed_on closing_reason",
    "clients.CaseSelection": "id case_id contact_on selected_on age criteria",
    "clients.CaseReason": "id case_id reason role",
    "clients.Participation": "id case_id membership_id kind began_on ended_on",
    "clients.Consent": "id case_id sentence given covered_sectors valid_from",
    "meetings.Meeting": "id case_id kind status starts_at ends_at adolescent_present heard_alone guardians_present"
    " interpreter_present told_before cancelled_by",
    "meetings.Attendance": "id meeting_id case_id membership_id present",
    "meetings.MeetingSummary": "id meeting_id case_id topics strengths text",
    "meetings.AgreedAction": "id meeting_id case_id what owner_kind owner_id due_on done_on",
    "referrals.Contact": "id received_at channel source urgency stage area_id age age_knowledge reasons criteria told"
    " ground grounded_sectors non_disclosure redirected_to decided_on case_id",
    "referrals.ContactOrigin": "id contact_id channel source told",
    "referrals.ContactDetails": "id contact_id given_names family_name birth_date text",
    "referrals.Decision": "id contact_id outcome decided_on reason alone_because missing_sectors",
    "referrals.OnwardReferral": "id case_id service basis status proposed_on sent_on started_on not_started_reason"
    " follow_up_on still_on_at_3_months",
}
GRANTS = {"clients.CaseGrant": f"{GRANT} client_id", "referrals.ContactGrant": GRANT}
NUMBERING = {"clients.CaseNumbering": "id tenant_id team_id year last"}

type Sealers = dict[tuple[str, str], Callable[[str, bytes], bytes]]


class Lines:
    """Lines that wait, by model; `write` copies them."""

    def __init__(self) -> None:
        columns = {model: f"{own} {STAMP}" for model, own in STAMPED.items()}
        columns |= GRANTS | NUMBERING
        self._columns = {model: ", ".join(names.split()) for model, names in columns.items()}
        self.waiting: dict[str, list[str]] = {model: [] for model in columns}
        self.written: dict[str, int] = dict.fromkeys(columns, 0)

    def write(self) -> None:
        with connection.cursor() as cursor:
            for model, lines in self.waiting.items():
                if not lines:
                    continue
                table = apps.get_model(model)._meta.db_table
                with cursor.copy(f"COPY {table} ({self._columns[model]}) FROM STDIN") as copy:
                    copy.write("".join(lines).encode())
                self.written[model] += len(lines)
                lines.clear()


def sealers(tenant_id: str) -> Sealers:
    """How the encrypted columns of one tenant's rows are sealed: each value for its own row, 2 µs each."""
    wanted = [
        ("clients.ClientIdentity", "identity_code"),
        ("clients.ClientAddress", "street"),
        ("clients.ClientAddress", "phone"),
        ("clients.RelatedPerson", "name"),
        ("meetings.MeetingSummary", "text"),
        ("meetings.AgreedAction", "what"),
        ("referrals.ContactDetails", "text"),
    ]
    return {(label, field): sealer_for(apps.get_model(label), field, tenant_id) for label, field in wanted}


def hexed(value: bytes) -> str:
    r"""A bytea in COPY's text form, where a backslash is written twice."""
    return f"\\\\x{value.hex()}"
