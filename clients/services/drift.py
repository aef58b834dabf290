"""Do the grants still say who works on a case? Every night, and by a command: what opens a case must follow from the work.

Participation is the fact of the working group, the grant is the key it gives. They are written together and compared apart.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils import timezone

from anchor.access.scopes import collecting
from anchor.accounts.models import Team

# One statement per tenant, behind the wall: each way the two can differ, with the case it is about.
_DRIFT = """
WITH held AS (
    SELECT g.content_object_id AS case_id, g.membership_id, g.client_id, p.codename AS grip
    FROM clients_casegrant g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.ends_on IS NULL OR g.ends_on >= %(today)s
), works AS (
    SELECT w.case_id, w.membership_id, c.client_id, c.responsible_id = w.membership_id AS leads
    FROM clients_participation w JOIN clients_case c ON c.id = w.case_id
    WHERE w.ended_on IS NULL OR w.ended_on > %(today)s
)
SELECT kind, case_id FROM (
    SELECT w.case_id, CASE
        WHEN h.case_id IS NULL THEN 'work_without_grant'
        WHEN h.client_id <> w.client_id THEN 'grant_names_another_client'
        WHEN (h.grip = 'lead_case') <> w.leads THEN 'grip_is_another' END AS kind
    FROM works w LEFT JOIN held h USING (case_id, membership_id)
    UNION ALL
    SELECT h.case_id, 'grant_without_work'
    FROM held h LEFT JOIN works w USING (case_id, membership_id) WHERE w.case_id IS NULL
    UNION ALL
    SELECT h.case_id, 'membership_has_ended'
    FROM held h JOIN accounts_membership m ON m.id = h.membership_id WHERE m.ended_on < %(today)s
) found WHERE kind IS NOT NULL
"""
_COMPARED = "SELECT (SELECT count(*) FROM clients_casegrant), (SELECT count(*) FROM clients_participation)"


@dataclass
class Comparison:
    """How many grants and participations were compared, and in which cases they differ, by kind of difference."""

    grants: int = 0
    participations: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    cases: set[UUID] = field(default_factory=set)


def compare_grants() -> Comparison:
    """Compare every tenant's grants with its participations of today, tenant by tenant and by no person."""
    found = Comparison()
    for tenant_id in Team.objects.order_by("municipality_id").values_list("municipality_id", flat=True).distinct():
        with collecting(tenant_id), connection.cursor() as cursor:
            cursor.execute(_COMPARED)
            grants, participations = cursor.fetchone()
            found.grants, found.participations = found.grants + grants, found.participations + participations
            cursor.execute(_DRIFT, {"today": timezone.localdate()})
            for kind, case_id in cursor.fetchall():
                found.differing[kind] += 1
                found.cases.add(case_id)
    return found
