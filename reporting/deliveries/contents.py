"""What stands in a report, in the active language: tables, charts and findings, all made of published figures only."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anchor.audit.sealing.stored import latest_root
from anchor.core.display import MONTHS, format_count, language, sector_name
from anchor.tenancy.codes import labels
from anchor.tenancy.models import Municipality, WellbeingCounty
from reporting.deliveries.charts import bars, columns
from reporting.deliveries.definitions import definitions
from reporting.deliveries.words import title
from reporting.models import ContactFact, Report

# A rate of fewer is chance (statistics.md: rates only from 30 up).
ENOUGH_FOR_A_RATE = 30

type Cells = list[tuple[str, int | None]]


@dataclass(frozen=True)
class Cell:
    """A figure as it is printed."""

    text: str
    hidden: bool = False


def context_of(report: Report) -> dict[str, Any]:
    """Everything the template of this report asks for."""
    figures = report.figures or {}
    shared = {
        "report": report,
        "title": title(report),
        "LANGUAGE_CODE": report.language,
        "is_demo": settings.IS_DEMO,
        "counted_on": date_format(datetime.date.fromisoformat(figures["counted_on"]), "j.n.Y", use_l10n=False),
        "headlines": _headlines(figures["headlines"]),
        "when": _when(figures["contacts_by_time"]),
        "cases": _case_groups(figures),
        "cases_total": cell(figures["headlines"]["cases"]),
        "definitions": definitions(report.kind),
        # Whoever holds this paper can tell whether the log was rewritten since (access.md, The memory).
        "seal": latest_root(),
    }
    more = _of_nation(figures) if report.kind == Report.Kind.NATION else _of_municipality(report, figures)
    return shared | more


def cell(count: int | None) -> Cell:
    """A count, or the word that stands for one that may not be shown."""
    return Cell(_("hidden"), hidden=True) if count is None else Cell(format_count(count))


def _headlines(counts: dict[str, int | None]) -> list[tuple[Cell, str]]:
    words = {
        "contacts": pgettext("received by the team", "contacts"),
        "cases": _("cases opened"),
        "meetings": _("meetings held"),
        "referrals": _("referrals onward"),
    }
    return [(cell(counts[name]), word) for name, word in words.items()]


def _rows(table: dict[str, Any], words: dict[str, str]) -> list[tuple[str, Cell]]:
    return [(capfirst(words.get(code, code)), cell(count)) for code, count in table["cells"]]


def _when(table: dict[str, Any]) -> dict[str, Any]:
    """Contacts over the year: the chart, the same as a table, and the finding."""
    monthly = table["unit"] == "month"
    cells = [(_month(code) if monthly else _quarter(code), count) for code, count in table["cells"]]
    short = [(_month(code)[:3] if monthly else _quarter(code), count) for code, count in table["cells"]]
    return {
        "monthly": monthly,
        "chart": columns(short, _("hidden")),
        "spoken": _spoken(cells),
        "finding": _when_finding(table["total"], cells),
        "rows": [(capfirst(label), cell(count)) for label, count in cells],
        "total": cell(table["total"]),
    }


def _month(code: str) -> str:
    return MONTHS[language()][int(code) - 1]


def _quarter(code: str) -> str:
    return _("quarter %(number)s") % {"number": ("I", "II", "III", "IV")[int(code) - 1]}


def _spoken(cells: Cells) -> str:
    """A chart in words, for whoever hears the report."""
    return "; ".join(f"{label} {cell(count).text}" for label, count in cells)


def _largest(total: int | None, cells: Cells) -> tuple[str, int] | None:
    """The cell that surely is the largest: no hidden one can be larger. None when nobody can tell."""
    shown = [(label, count) for label, count in cells if count]
    if total is None or not shown:
        return None
    label, count = max(shown, key=lambda pair: pair[1])
    hidden = total - sum(count for _, count in shown)
    others = [other for name, other in shown if name != label]
    return (label, count) if count > hidden and all(count > other for other in others) else None


def _when_finding(total: int | None, cells: Cells) -> str:
    if total == 0:
        return _("No contacts were received.")
    if total is None:
        return _("There were so few contacts that their number is not shown.")
    if found := _largest(total, cells):
        return _("Most contacts came in: %(when)s, %(count)s of %(total)s.") % {
            "when": found[0],
            "count": format_count(found[1]),
            "total": format_count(total),
        }
    return ngettext("%(count)s contact came in the year.", "%(count)s contacts came in the year.", total) % {
        "count": format_count(total)
    }


def _case_groups(figures: dict[str, Any]) -> list[tuple[str, list[tuple[str, Cell]]]]:
    """Cases by age, criterion and more: each group of rows with its heading."""
    ages = {code: _("%(band)s years") % {"band": code.replace("-", "–")} for code in ("0-6", "7-12", "13-14", "15-17")}
    groups = [
        (_("Age on the day of the contact"), _rows(figures["cases_by_age"], ages)),
        (_("Criterion; several may hold"), _rows(figures["cases_by_criterion"], labels("criterion"))),
        (
            _("New or returning"),
            _rows(figures["cases_by_return"], {"new": _("new clients"), "returning": _("had a case before")}),
        ),
    ]
    if "cases_by_gender" in figures:
        groups.append((_("Gender"), _rows(figures["cases_by_gender"], labels("gender"))))
    return groups


def _of_municipality(report: Report, figures: dict[str, Any]) -> dict[str, Any]:
    table = figures["contacts_by_source"]
    words = labels("contact_source")
    return {
        "area": str(report.municipality),
        "sources": _rows(table, words),
        "sources_total": cell(table["total"]),
        "sources_finding": _source_finding(table["total"], [(words.get(c, c), n) for c, n in table["cells"]]),
    }


def _source_finding(total: int | None, cells: Cells) -> str:
    found = _largest(total, cells)
    if found is None:
        return ""
    return _("The largest source was: %(source)s, %(count)s of %(total)s contacts.") % {
        "source": found[0],
        "count": format_count(found[1]),
        "total": format_count(total),
    }


def _of_nation(figures: dict[str, Any]) -> dict[str, Any]:
    counties = {county.pk: county.name for county in WellbeingCounty.objects.order_by("pk")}
    return {
        "area": _("Finland"),
        "counties": [_county(row, counties) for row in figures["counties"]],
        "counties_finding": _rate_finding(figures["counties"], counties),
        "funnel": _funnel(figures["funnel"]),
        "coverage": _coverage(figures["coverage"], counties),
    }


def _rate(row: dict[str, Any]) -> float | None:
    """Contacts per 1,000 inhabitants, where there are enough of them to say so."""
    if not row["population"] or row["contacts"] is None or row["contacts"] < ENOUGH_FOR_A_RATE:
        return None
    return round(1000 * row["contacts"] / row["population"], 1)


def _county(row: dict[str, Any], names: dict[str, str]) -> tuple[str, list[Cell]]:
    counts = [cell(row[name]) for name in ("contacts", "cases", "meetings", "referrals")]
    return names[row["code"]], [counts[0], Cell(format_count(_rate(row))), *counts[1:]]


def _rate_finding(rows: list[dict[str, Any]], names: dict[str, str]) -> str:
    rates = sorted((rate, row["code"]) for row in rows if (rate := _rate(row)) is not None)
    if len(rates) < 2:
        return ""
    (least, lowest), (most, highest) = rates[0], rates[-1]
    return _(
        "Contacts per 1,000 inhabitants go from %(least)s (%(lowest)s) to %(most)s (%(highest)s), where they can be told."
    ) % {
        "least": format_count(least),
        "lowest": names[lowest],
        "most": format_count(most),
        "highest": names[highest],
    }


def _funnel(stages: list[tuple[str, int | None]]) -> dict[str, Any]:
    words = {str(code): str(label) for code, label in ContactFact.Reached.choices}
    cells = [(capfirst(words[code]), count) for code, count in stages]
    contacts = stages[0][1]
    return {
        "rows": [(capfirst(label), cell(count), _share(count, contacts)) for label, count in cells],
        "chart": bars(cells, _("hidden")),
        "spoken": _spoken(cells),
        "finding": _funnel_finding(dict(stages)),
    }


def _share(count: int | None, whole: int | None) -> str:
    return "–" if count is None or not whole else _("%(share)s %%") % {"share": round(100 * count / whole)}


def _funnel_finding(stages: dict[str, int | None]) -> str:
    contacts, started = stages["received"], stages["started"]
    if not contacts or started is None:
        return ""
    return _("Of %(contacts)s contacts, %(started)s have come so far that a service has started.") % {
        "contacts": format_count(contacts),
        "started": format_count(started),
    }


def _coverage(found: dict[str, Any], counties: dict[str, str]) -> dict[str, Any]:
    codes = {code for _, municipalities in found["unserved"] for code in municipalities}
    codes |= {code for _, hosts in found["missing_sectors"] for code in hosts}
    names = {area.pk: area.name for area in Municipality.objects.filter(pk__in=codes)}
    told = {"served": format_count(found["served"]), "all": format_count(found["municipalities"])}
    return {
        "finding": _("%(served)s of the %(all)s municipalities were served by a team at the end of the year.") % told,
        "unserved": [
            (counties[county], ", ".join(names[code] for code in municipalities))
            for county, municipalities in found["unserved"]
        ],
        "missing": [
            (sector_name(sector), ", ".join(names[code] for code in hosts))
            for sector, hosts in found["missing_sectors"]
        ],
    }
