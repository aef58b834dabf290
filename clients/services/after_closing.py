"""Three months after closing a case is open to its responsible worker's sector only (domain.md, Retention).

The other sectors' grants get that last day when the case is closed, so that nobody has to do anything at that midnight; a
reopened case gives it back to those who still take part. Grants of colleagues do not exist for the worker who closes, so
this is done in the scope of the task that acts for no person. An emergency access finds a closed case for the same time.
"""

import datetime
from uuid import UUID

from django.db import connection
from django.db.models import DateField, Func, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from anchor.access.matrix import IS_ANOTHERS, OTHERS_LAST_DAY
from anchor.access.scopes import collecting
from anchor.accounts.models import Team
from clients.models import Case

_DATE = f"""
UPDATE clients_casegrant g SET ends_on = w.last_day
FROM (
    SELECT p.case_id, p.membership_id,
        LEAST(p.ended_on - 1, CASE WHEN {IS_ANOTHERS} THEN {OTHERS_LAST_DAY} END) AS last_day
    FROM clients_participation p
    JOIN clients_case c ON c.id = p.case_id
    JOIN accounts_membership leader ON leader.id = c.responsible_id
    WHERE (p.ended_on IS NULL OR p.ended_on > %(today)s)
      AND (c.id = %(case)s::uuid OR c.closed_on IS NOT NULL AND %(case)s::uuid IS NULL)
) w
WHERE g.content_object_id = w.case_id AND g.membership_id = w.membership_id AND g.ends_on IS DISTINCT FROM w.last_day
"""  # noqa: S608 our own constants


class OthersLastDay(Func):
    """The last day other sectors than the responsible worker's see a case of this query, by the matrix's one rule."""

    output_field = DateField()

    def __init__(self) -> None:
        super().__init__("closed_on", "stage_days")

    def as_sql(self, compiler, connection, *arguments, **context):
        closed_on, stage_days = (compiler.compile(column)[0] for column in self.source_expressions)
        return OTHERS_LAST_DAY.replace("c.closed_on", closed_on).replace("c.stage_days", stage_days), ()


def open_to_others(day: datetime.date) -> Q:
    """Cases that are no single sector's on a day: open ones, and closed ones until their three months are over."""
    return Q(closed_on=None) | Q(GreaterThanOrEqual(OthersLastDay(), day))


def date_grants_of(case: Case) -> None:
    """Write the last day of the other sectors into their grants of a case just closed, or take it out when reopened."""
    with collecting(case.tenant_id):
        _date(case.pk)


def date_all_grants() -> int:
    """The same for every closed case of every tenant; each night, for what was closed before this was known."""
    changed = 0
    for tenant_id in Team.objects.order_by("municipality_id").values_list("municipality_id", flat=True).distinct():
        with collecting(tenant_id):
            changed += _date(None)
    return changed


def _date(case_id: UUID | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_DATE, {"case": case_id, "today": timezone.localdate()})
        return cursor.rowcount
