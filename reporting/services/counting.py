"""Counting: from facts to published figures, under the login that can read facts and areas and nothing else.

What leaves here is already masked: a hidden count is in no step, no report and no log.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Model
from django.utils.crypto import salted_hmac

from anchor.access.scopes import counting
from anchor.tenancy.codes import labels
from reporting.coverage import coverage_of, municipalities_in
from reporting.masking import (
    Draw,
    Table,
    mask_areas,
    mask_chain,
    mask_number,
    mask_overlapping,
    mask_parts,
)
from reporting.models import CaseFact, ContactFact, MeetingFact, ReferralFact, Report

CRITERIA = ("crime", "substance", "radicalisation", "support")
CASE_TABLES = ("cases_by_age", "cases_by_criterion", "cases_by_return", "cases_by_gender")
# Radicalisation is counted for the nation only (statistics.md, Variables).
LOCAL_CRITERIA = ("crime", "substance", "support")
AGE_BANDS = ("0-6", "7-12", "13-14", "15-17")
MONTHS = tuple(str(month) for month in range(1, 13))
QUARTERS = ("1", "2", "3", "4")
# From this many contacts on a municipality's year is drawn by month.
ENOUGH_FOR_MONTHS = 240

type Figures = dict[str, Any]
type Rows = list[dict[str, Any]]


def count_figures(*, kind: str, municipality: str, year: int) -> Figures:
    """The published figures of one report, as data for JSON."""
    with counting():
        if kind == Report.Kind.NATION:
            return _nation(year)
        return _municipality(municipality, year)


def _draw(*table: object) -> Draw:
    """Chance for one table, the same whenever and in whatever language it is made."""
    return Draw(salted_hmac("reporting.masking", ":".join(map(str, table)), algorithm="sha256").digest())


def _rows(model: type[Model], year: int, *columns: str, **where: Any) -> Rows:
    """How many facts there are of each combination: one query, so that all that is made of it adds up."""
    facts = model._default_manager.filter(year=year, **where)
    return list(facts.order_by().values(*columns).annotate(count=Count("pk")))


def _by(rows: Iterable[dict[str, Any]], column: str, cells: Iterable[str] = ()) -> dict[str, int]:
    """Counts by one column, with the cells of the table first and in their order."""
    counts = Counter(dict.fromkeys(cells, 0))
    for row in rows:
        counts[str(row[column])] += row["count"]
    return dict(counts)


def _quarters(months: dict[str, int]) -> dict[str, int]:
    quarters = Counter(dict.fromkeys(QUARTERS, 0))
    for month, count in months.items():
        quarters[str((int(month) + 2) // 3)] += count
    return dict(quarters)


def _table(table: Table) -> Figures:
    return {"total": table.total, "cells": list(table.cells.items())}


def _case_tables(cases: Rows, criteria: Iterable[str], *scope: object) -> Figures:
    total = sum(row["count"] for row in cases)
    overlapping = {name: sum(row["count"] for row in cases if row[name]) for name in criteria}
    returning = _by(cases, "returning", ("False", "True"))
    came = {"new": returning["False"], "returning": returning["True"]}
    return {
        "cases_by_age": _table(mask_parts(_by(cases, "age_band", AGE_BANDS), _draw(*scope, "age"))),
        "cases_by_criterion": _table(mask_overlapping(overlapping, total, _draw(*scope, "criterion"))),
        "cases_by_return": _table(mask_parts(came, _draw(*scope, "return"))),
    }


def _municipality(area: str, year: int) -> Figures:
    scope = (area, year)
    contacts = _rows(ContactFact, year, "month", "source", area=area)
    cases = _rows(CaseFact, year, "age_band", "returning", *LOCAL_CRITERIA, area=area)
    held = _rows(MeetingFact, year, "status", area=area, status="held")
    referrals = _rows(ReferralFact, year, area=area)
    months = _by(contacts, "month", MONTHS)
    monthly = sum(months.values()) >= ENOUGH_FOR_MONTHS
    when = mask_parts(months if monthly else _quarters(months), _draw(*scope, "when"))
    sources = mask_parts(_by(contacts, "source", labels("contact_source")), _draw(*scope, "source"))
    return {
        "headlines": {
            "contacts": when.total,
            "cases": mask_number(sum(row["count"] for row in cases)),
            "meetings": mask_number(sum(row["count"] for row in held)),
            "referrals": mask_number(sum(row["count"] for row in referrals)),
        },
        "contacts_by_source": _table(sources),
        "contacts_by_time": {"unit": "month" if monthly else "quarter", **_table(when)},
        **_case_tables(cases, LOCAL_CRITERIA, *scope),
    }


def _nation(year: int) -> Figures:
    contacts = _rows(ContactFact, year, "area", "month", "reached")
    cases = _rows(CaseFact, year, "area", "age_band", "gender", "returning", *CRITERIA)
    held = _rows(MeetingFact, year, "area", status="held")
    referrals = _rows(ReferralFact, year, "area")
    counties = municipalities_in(year)
    weights = {county: 1 / max(1, sum(counties[county].values())) for county in counties}
    columns = {
        name: mask_areas(*_into_counties(rows, counties), _draw("nation", year, name), weights)
        for name, rows in (("contacts", contacts), ("cases", cases), ("meetings", held), ("referrals", referrals))
    }
    when = mask_parts(_by(contacts, "month", MONTHS), _draw("nation", year, "when"))
    genders = mask_parts(_by(cases, "gender", labels("gender")), _draw("nation", year, "gender"))
    figures = {
        "headlines": {name: column.total for name, column in columns.items()},
        "counties": [
            {
                "code": county,
                "population": sum(counties[county].values()),
                **{name: column.cells[county] for name, column in columns.items()},
            }
            for county in counties
        ],
        "contacts_by_time": {"unit": "month", **_table(when)},
        "funnel": _funnel(contacts),
        **_case_tables(cases, CRITERIA, "nation", year),
        "cases_by_gender": _table(genders),
        "coverage": coverage_of(year),
    }
    return _without_hidden_totals(figures)


def _without_hidden_totals(figures: Figures) -> Figures:
    """Where the counties' table had to hide the total of the country, no other table tells it."""
    for total, names in (("contacts", ("contacts_by_time", "funnel")), ("cases", CASE_TABLES)):
        if figures["headlines"][total] is None:
            figures |= {name: _emptied(figures[name]) for name in names}
    return figures


def _emptied(table: Any) -> Any:
    if isinstance(table, list):
        return [(name, None) for name, _ in table]
    return table | {"total": None, "cells": _emptied(table["cells"])}


def _into_counties(rows: Rows, counties: dict[str, dict[str, int]]) -> tuple[dict[str, dict[str, int]], int]:
    """Counts by county and municipality, and the count of those without a stated area in the country."""
    counts = _by(rows, "area")
    areas = {
        county: {code: counts.pop(code, 0) for code in municipalities} for county, municipalities in counties.items()
    }
    return areas, sum(counts.values())


def _funnel(contacts: Rows) -> list[tuple[str, int | None]]:
    """How many contacts came at least so far, each a part of the one before."""
    reached = _by(contacts, "reached", ContactFact.Reached.values)
    stages = list(ContactFact.Reached.values)
    at_least = [sum(reached[later] for later in stages[place:]) for place in range(len(stages))]
    return list(zip(stages, mask_chain(at_least), strict=True))
