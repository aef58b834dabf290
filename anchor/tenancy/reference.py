"""Areas of Finland and code lists, from the files in data/ into the database, as often as one likes.

The files say what holds now. What is no longer in them gets an end and is never deleted or recoded, so that old records
keep their place and their words. Sources: Statistics Finland's classification of municipalities, the Finnish police, and
for the code lists the manual of Anchor work ("attested") or this project's own proposal ("proposed").
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from anchor.tenancy import codes
from anchor.tenancy.models import CodeListEntry, Municipality, PoliceDepartment, WellbeingCounty

DATA = Path(__file__).resolve().parent / "data"
# An entry that an administrator wrote or reworded is marked so, and the loader leaves it alone.
LOCAL = "local"

type Row = dict[str, str]


class WrongData(Exception):
    """The files contradict themselves or each other; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows hold after the load, how many are new, how many got their end.

    `without_successor` names municipalities that ended though no merger explains it: a sign of a wrong file.
    """

    municipalities: int
    counties: int
    police_departments: int
    codes: int
    added: int
    ended: int
    without_successor: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.municipalities} municipalities, {self.counties} wellbeing services areas, "
            f"{self.police_departments} police authorities, {self.codes} codes; {self.added} added, {self.ended} ended"
            + (
                f"; ended without a line in mergers.csv: {', '.join(self.without_successor)}"
                * bool(self.without_successor)
            )
        )


@dataclass(frozen=True, slots=True)
class Merger:
    """A municipality that became part of another; `on` is the first day of the new state."""

    old_code: str
    new_code: str
    on: date


@transaction.atomic
def load_reference_data(today: date | None = None, folder: Path = DATA) -> Summary:
    """Bring the areas and code lists to what the files say. Running it twice changes nothing the second time.

    Raises WrongData when a file names an area that is in no file, or a merged municipality is still listed.
    """
    today = today or timezone.localdate()
    police = read(folder / "police_departments.csv")
    counties = read(folder / "wellbeing_counties.csv")
    municipalities = read(folder / "municipalities.csv")
    mergers = [Merger(row["old_code"], row["new_code"], _day(row["on"])) for row in read(folder / "mergers.csv")]
    _check_areas(police, counties, municipalities, mergers)
    changes = [
        _load(PoliceDepartment, [_named(row) for row in police], today),
        _load(WellbeingCounty, [_county(row) for row in counties], today),
        _load_municipalities([*municipalities, *read(folder / "places.csv")], mergers, today),
        _load_codes(read(folder / "code_lists.csv"), today),
    ]
    transaction.on_commit(codes.forget)
    return Summary(
        municipalities=len(municipalities),
        counties=len(counties),
        police_departments=len(police),
        codes=CodeListEntry.objects.filter(valid_to=None).count(),
        added=sum(added for added, _ in changes),
        ended=sum(ended for _, ended in changes),
        without_successor=_without_successor(),
    )


def _without_successor() -> tuple[str, ...]:
    ended = Municipality.objects.exclude(valid_to=None).filter(successor=None)
    return tuple(ended.order_by("code").values_list("code", flat=True))


def read(path: Path) -> list[Row]:
    """The rows of a CSV file as text."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _check_areas(
    police: Sequence[Row], counties: Sequence[Row], municipalities: Sequence[Row], mergers: Sequence[Merger]
) -> None:
    known = {name: {row["code"] for row in rows} for name, rows in (("police", police), ("county", counties))}
    listed = {row["code"] for row in municipalities}
    for row in [*counties, *municipalities]:
        if row["police_department"] not in known["police"]:
            raise WrongData(f"{row['code']} {row['name_fi']}: no police department {row['police_department']}")
    for row in municipalities:
        if row["wellbeing_county"] not in known["county"]:
            raise WrongData(f"{row['code']} {row['name_fi']}: no wellbeing county {row['wellbeing_county']}")
    still = sorted(merger.old_code for merger in mergers if merger.old_code in listed)
    if still:
        raise WrongData(f"merged, and still in municipalities.csv: {', '.join(still)}")
    gone = {merger.old_code for merger in mergers}
    lost = sorted(merger.new_code for merger in mergers if merger.new_code not in listed | gone)
    if lost:
        raise WrongData(f"merged into a municipality that is not in municipalities.csv: {', '.join(lost)}")


def _named(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name_fi": row["name_fi"],
        "name_sv": row["name_sv"],
        "name_en": row.get("name_en", ""),
    }


def _county(row: Row) -> dict[str, Any]:
    return _named(row) | {"police_department_id": row["police_department"]}


def _municipality(row: Row) -> dict[str, Any]:
    """A row of municipalities.csv, where the year of the population is in the column's name, or of places.csv."""
    values = _named(row) | {
        "kind": row.get("kind", Municipality.Kind.MUNICIPALITY),
        "languages": row.get("languages", ""),
        "county_id": row.get("wellbeing_county") or None,
        "police_department_id": row.get("police_department") or None,
        "population": None,
        "population_year": None,
    }
    for column, value in row.items():
        if match := re.fullmatch(r"population_(\d{4})", column):
            values |= {"population": int(value), "population_year": int(match[1])}
    return values


def _load(model: type[models.Model], rows: Sequence[dict[str, Any]], today: date) -> tuple[int, int]:
    """Insert or update areas by code, and end those that are no longer listed. Returns how many were added and ended."""
    known = set(model._default_manager.values_list("code", flat=True))
    new = {row["code"] for row in rows} - known
    begin = today if known else None  # what is there from the first load on has always been there
    objects = [model(**({"valid_from": begin} if row["code"] in new else {}), **row) for row in rows]
    changed = [name.removesuffix("_id") for name in rows[0] if name != "code"]
    _upsert(model, objects, ["code"], [*changed, "valid_to"])
    ended = _end(model._default_manager.exclude(code__in=[row["code"] for row in rows]), today)
    return len(new), ended


def _load_municipalities(rows: Sequence[Row], mergers: Sequence[Merger], today: date) -> tuple[int, int]:
    known = set(Municipality.objects.values_list("code", flat=True))
    added, ended = _load(Municipality, [_municipality(row) for row in rows], today)
    for merger in mergers:  # one that ended before this installation began changes nothing
        Municipality.objects.filter(code=merger.old_code).update(
            successor=merger.new_code, valid_to=merger.on - timedelta(days=1)
        )
        if merger.new_code not in known:
            Municipality.objects.filter(code=merger.new_code).update(valid_from=merger.on)
    return added, ended


def _load_codes(rows: Sequence[Row], today: date) -> tuple[int, int]:
    keys = {(row["list"], row["code"]) for row in rows}
    if len(keys) != len(rows):
        raise WrongData("code_lists.csv has the same code twice in one list")
    here = {
        (list_, code): evidence
        for list_, code, evidence in CodeListEntry.objects.values_list("list", "code", "evidence")
    }
    entries = [_entry(row) for row in rows if here.get((row["list"], row["code"])) != LOCAL]
    columns = ["fi", "sv", "en", "evidence", "order", "valid_from", "valid_to"]
    _upsert(CodeListEntry, entries, ["list", "code"], columns)
    gone = [key for key, evidence in here.items() if key not in keys and evidence != LOCAL]
    retired = models.Q(pk=None)
    for list_, code in gone:
        retired |= models.Q(list=list_, code=code)
    return len(keys - here.keys()), _end(CodeListEntry.objects.filter(retired), today)


def _entry(row: Row) -> CodeListEntry:
    return CodeListEntry(
        **{name: row[name] for name in ("list", "code", "fi", "sv", "en", "evidence")},
        order=int(row["order"]),
        valid_from=_day(row["valid_from"]) if row["valid_from"] else None,
        valid_to=_day(row["valid_to"]) if row["valid_to"] else None,
    )


def _upsert(
    model: type[models.Model], objects: Iterable[models.Model], unique: Sequence[str], columns: Sequence[str]
) -> None:
    model._default_manager.bulk_create(
        objects, update_conflicts=True, unique_fields=list(unique), update_fields=list(columns)
    )


def _end(queryset: models.QuerySet, today: date) -> int:
    """Yesterday was the last day of these rows; a row that began today ends today. An end already set stays."""
    yesterday = today - timedelta(days=1)
    last = Greatest("valid_from", models.Value(yesterday))  # PostgreSQL's GREATEST ignores NULL
    return queryset.filter(valid_to=None).update(valid_to=last)
