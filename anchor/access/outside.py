"""What lies outside the wall, why it may, and what each login may do with it. A check knows this list.

S, I, U, D: select, insert, update, delete. A table named neither here nor in the matrix fails a system check; a login
named nowhere has no right at all.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outside:
    """A table without the matrix's row-level security."""

    reason: str
    app: str = ""
    statistics: str = ""
    sealer: str = ""
    changes: tuple[str, ...] = ()  # the only columns an update may touch; none named: all
    # Name and body of policies of its own, where some rows are for some offices only; without any: no row-level security.
    policies: tuple[tuple[str, str], ...] = ()
    policies_above: tuple[tuple[str, str, str], ...] = ()  # the same, with the room whose look-ups they call


_MINE = "membership_id = (SELECT NULLIF(current_setting('app.membership', true), '')::uuid)"
_ADMINISTERS = (
    "(SELECT NULLIF(current_setting('app.role', true), '')) = 'administrator' "
    "AND user_id <> (SELECT NULLIF(current_setting('app.user', true), '')::uuid)"
)
# Who answers for a controller's memory reads that controller's rows of it, wherever the records lie (access.md, The actor).
_AUDITS = (
    "(SELECT NULLIF(current_setting('app.role', true), '')) = 'auditor' "
    "AND controller = (SELECT NULLIF(current_setting('app.controller', true), ''))"
)

OUTSIDE: dict[str, Outside] = {
    "accounts.User": Outside(
        "people who sign in; names of colleagues are no client data",
        app="SU",
        changes=("last_login", "password", "language"),
    ),
    # Two days of a membership open what is protected for somebody's safety: an administrator writes them, never their own.
    "accounts.Membership": Outside(
        "who works where; asked for by person or by team",
        app="SU",
        changes=("protected_from", "protected_to"),
        policies=(
            ("who_works_where", "FOR SELECT TO anchor_app USING (true)"),
            ("right_to_protected_data", f"FOR UPDATE TO anchor_app USING ({_ADMINISTERS}) WITH CHECK ({_ADMINISTERS})"),
        ),
    ),
    "accounts.Team": Outside("public facts about a team", app="S", statistics="S"),
    "accounts.TeamArea": Outside("public facts about a team", app="S", statistics="S"),
    "accounts.Organisation": Outside("public facts about an organisation", app="S", statistics="S"),
    "tenancy.Municipality": Outside("public areas", app="S", statistics="S"),
    "tenancy.WellbeingCounty": Outside("public areas", app="S", statistics="S"),
    "tenancy.PoliceDepartment": Outside("public areas", app="S", statistics="S"),
    "tenancy.CodeListEntry": Outside("public code lists", app="S", statistics="S"),
    "tenancy.TenantKey": Outside("wrapped keys open nothing without the master key", app="S"),
    "audit.AuditRow": Outside(
        "the memory: anybody adds to it, the sealer reads it, an auditor the own controller's rows",
        app="SI",
        sealer="S",
        policies=(
            ("memory_insert", "FOR INSERT TO anchor_app WITH CHECK (true)"),
            ("memory_of_the_controller", f"FOR SELECT TO anchor_app USING ({_AUDITS})"),
            ("memory_to_be_sealed", "FOR SELECT TO anchor_sealer USING (true)"),
        ),
        # And a register officer those about a client whose extracts they have opened.
        policies_above=(
            (
                "referrals",
                "memory_of_a_client",
                "FOR SELECT TO anchor_app USING ((SELECT NULLIF(current_setting('app.role', true), '')) = 'register_officer' "
                "AND controller = (SELECT NULLIF(current_setting('app.controller', true), '')) "
                "AND (case_id = ANY ((SELECT anchor_extract_cases())::uuid[]) OR target_id = ANY "
                "((SELECT anchor_extract_clients() || anchor_extract_contacts())::uuid[])))",
            ),
        ),
    ),
    "audit.CaseNumber": Outside(
        "which number a case in the memory has; an auditor reads those of the rows they may read",
        app="SI",
        policies=(
            ("number_insert", "FOR INSERT TO anchor_app WITH CHECK (true)"),
            (
                "number_of_a_row",
                "FOR SELECT TO anchor_app USING (EXISTS "
                "(SELECT FROM audit_auditrow told WHERE told.case_id = audit_casenumber.case_id))",
            ),
        ),
    ),
    "clients.Presence": Outside("that a team has a client: keyed hashes, read by one function that answers nothing"),
    "audit.SealRow": Outside("signed roots tell nothing; reports print the last one", app="S", sealer="SI"),
    "clients.ExtractTry": Outside(
        "when a register officer tried to find somebody; never whom",
        app="SI",
        policies=(
            ("own_tries", f"FOR SELECT TO anchor_app USING ({_MINE})"),
            ("own_try", f"FOR INSERT TO anchor_app WITH CHECK ({_MINE})"),
        ),
    ),
    "core.Job": Outside("ids and codes of long work", app="SIU", statistics="S"),
    "core.JobStep": Outside("ids, codes and counts of long work", app="SIU", statistics="SU"),
    "core.OutboxMessage": Outside("ids of tasks to be sent", app="SIUD"),
    "reporting.Report": Outside("finished figures; read through the asker's membership", app="SIU"),
    "sessions.Session": Outside("sessions", app="SIUD"),
    "contenttypes.ContentType": Outside("names of models", app="S"),
    "auth.Permission": Outside("names of grips", app="S"),
    "auth.Group": Outside("not used; Django's own"),
    "guardian.UserObjectPermission": Outside("not used: grants stand in direct foreign-key tables"),
    "guardian.GroupObjectPermission": Outside("not used: nobody is granted anything as a group"),
}
