"""Do the grants still say who works on a case? Every night, and by a command: what opens a case must follow from the work.

Participation is the fact of the working group, the grant is the key it gives. They are written together and compared
apart. Rooms above compare their own grants (`contributions.grants`).
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from anchor.access.matrix import IS_ANOTHERS, OTHERS_LAST_DAY
from anchor.access.scopes import collecting
from anchor.accounts.models import Team
from anchor.core import contributions

# One statement per tenant, behind the wall: each way the two can differ, with the case it is about.
_DRIFT = f"""
WITH held AS (
    SELECT g.content_object_id AS case_id, g.membership_id, g.user_id, g.client_id, g.ends_on, p.codename AS grip
    FROM clients_casegrant g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.ends_on IS NULL OR g.ends_on >= %(today)s
), works AS (
    SELECT p.case_id, p.membership_id, c.client_id, c.responsible_id = p.membership_id AS leads,
        p.kind = 'guest' AS looks_on,
        LEAST(p.ended_on - 1, CASE WHEN {IS_ANOTHERS} THEN {OTHERS_LAST_DAY} END) AS last_day
    FROM clients_participation p JOIN clients_case c ON c.id = p.case_id
    JOIN accounts_membership leader ON leader.id = c.responsible_id
    WHERE p.ended_on IS NULL OR p.ended_on > %(today)s
)
SELECT kind, case_id FROM (
    SELECT w.case_id, CASE
        WHEN h.case_id IS NULL AND (w.last_day IS NULL OR w.last_day >= %(today)s) THEN 'work_without_grant'
        WHEN h.client_id <> w.client_id THEN 'grant_names_another_client'
        WHEN (h.grip = 'lead_case') <> w.leads OR (h.grip = 'view_case') <> w.looks_on THEN 'grip_is_another'
        WHEN h.case_id IS NOT NULL AND h.ends_on IS DISTINCT FROM w.last_day THEN 'grant_ends_on_another_day' END AS kind
    FROM works w LEFT JOIN held h USING (case_id, membership_id)
    UNION ALL
    SELECT h.case_id, 'grant_without_work'
    FROM held h LEFT JOIN works w USING (case_id, membership_id) WHERE w.case_id IS NULL
    UNION ALL
    SELECT h.case_id, 'membership_has_ended'
    FROM held h JOIN accounts_membership m ON m.id = h.membership_id WHERE m.ended_on < %(today)s
    UNION ALL
    SELECT h.case_id, 'person_may_not_sign_in'
    FROM held h JOIN accounts_user u ON u.id = h.user_id WHERE NOT u.is_active
) found WHERE kind IS NOT NULL
"""  # noqa: S608 our own constants
_COMPARED = "SELECT (SELECT count(*) FROM clients_casegrant), (SELECT count(*) FROM clients_participation)"


@dataclass(frozen=True)
class Compared:
    """One room's grants in one tenant: how many, what they follow from, and each difference with what it is about."""

    grants: int
    facts: int
    differing: Sequence[tuple[str, UUID]]


@dataclass
class Comparison:
    """How many grants were compared with what they follow from, and where they differ, by kind of difference.

    A grant follows from a participation, or from an open question to an expert.
    """

    grants: int = 0
    facts: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    about: set[UUID] = field(default_factory=set)

    def add(self, compared: Compared) -> None:
        """Count what a room has found."""
        self.grants, self.facts = self.grants + compared.grants, self.facts + compared.facts
        for kind, about in compared.differing:
            self.differing[kind] += 1
            self.about.add(about)


def compare_grants() -> Comparison:
    """Compare every tenant's grants with what they follow from today, tenant by tenant and by no person."""
    found = Comparison()
    for tenant_id in Team.objects.order_by("municipality_id").values_list("municipality_id", flat=True).distinct():
        with collecting(tenant_id):
            today = timezone.localdate()
            found.add(compared_by(_COMPARED, _DRIFT, today))
            for compared in contributions.ask(contributions.grants, today):
                found.add(compared)
    return found


def compared_by(numbers: str, differences: str, today: datetime.date) -> Compared:
    """What two statements say: how many grants and facts there are, and kind and key of each difference."""
    with connection.cursor() as cursor:
        cursor.execute(numbers)
        grants, facts = cursor.fetchone()
        cursor.execute(differences, {"today": today})
        found: list[Any] = cursor.fetchall()
    return Compared(grants, facts, found)
