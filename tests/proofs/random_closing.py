"""Closed cases of a random world: how long ago, and until when the other sectors see them."""

import datetime

from clients.models import Case

DAY = datetime.timedelta(days=1)

# Days since a case was closed and since that was written down; None: it is open.
CLOSINGS = (*[None] * 16, (5, 5), (85, 80), (95, 93), (95, 0), (150, 150))


def last_day_of(case: Case, sector: str) -> datetime.date | None:
    """The last day on which a sector sees a closed case: neither the responsible worker's nor that of the case's records."""
    if case.closed_on is None or sector in (case.responsible.sector, case.sector):
        return None
    month = case.closed_on.month + 3
    first = datetime.date(case.closed_on.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    days = (first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1) - first).days
    due = first.replace(day=min(case.closed_on.day, days)) - DAY
    return max(due, datetime.date.fromisoformat(case.stage_days["closed"]))
