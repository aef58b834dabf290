"""The rows of the memory as the database reads them out: as canonical text, and as leaves.

The text is a JSON array of the columns' own texts in a fixed order. JSON tells null from nothing, ends each value where it
ends, and writes a line break as two letters, so rows that differ in any column differ in their text, and a text is one line.
A later format may name more columns; what was sealed under an earlier one is read by that one for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

TABLE = "audit_auditrow"
# Nothing here may depend on the session: `at` is told in UTC (and ISO, by `_settle`), the other types have one spelling.
FORMATS = {
    1: (
        "xact",
        "id",
        "at AT TIME ZONE 'UTC'",
        "verb",
        "refused",
        "user_id",
        "membership_id",
        "role",
        "sector",
        "tenant_id",
        "team_id",
        "controller",
        "target_type",
        "target_id",
        "case_id",
        "ground",
        "sections",
        "detail",
    )
}
NEWEST = max(FORMATS)
_RANGE = "xact >= %s::text::xid8 AND xact < %s::text::xid8"
_ORDER = "ORDER BY xact, id"
_SETTINGS = (
    "search_path = pg_catalog, public",
    "timezone = 'UTC'",
    "datestyle = 'ISO'",
    "work_mem = '64MB'",
    # Hashing costs more than the planner thinks: long spans are shared among processes, short ones are not.
    "parallel_tuple_cost = 0",
    "min_parallel_table_scan_size = 0",
    "min_parallel_index_scan_size = 0",
)
MOST_ROWS = 50_000  # in one seal, unless one transaction wrote more: what is altered is named by its seal
AT_ONCE = 5_000  # rows fetched for an export


@dataclass(frozen=True)
class Unsealed:
    """Rows after the last seal, and how many of them claim a transaction that has not begun."""

    rows: int
    impossible: int


def text(version: int) -> str:
    """The SQL of a row's canonical text. Casting to text here costs half of what JSON's own conversion does."""
    return f"array_to_json(ARRAY[{', '.join(f'({column})::text' for column in FORMATS[version])}])::text"


def leaves(version: int, bounds: list[int]) -> list[bytes]:
    """The leaves of the rows of adjoining spans, hashed by the database: for each span, from one of the growing `bounds`
    up to the next, all leaves one after the other in the order (xact, id)."""
    hashed = f"sha256('\\x00'::bytea || convert_to({text(version)}, 'UTF8'))"
    gathered = f"width_bucket(xact, %s::text[]::xid8[]), string_agg(told, ''::bytea {_ORDER})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {gathered} {_span(hashed)} GROUP BY 1", [list(map(str, bounds)), *_ends(bounds)])
        found = {span: bytes(joined) for span, joined in cursor.fetchall()}
    return [found.get(span, b"") for span in range(1, len(bounds))]


def texts(version: int, since: int, below: int) -> Iterator[str]:
    """The canonical texts of the rows of one span in the same order, however many. Inside a transaction only."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT told {_span(text(version))}", _ends([since, below]))
        while some := cursor.fetchmany(AT_ONCE):
            yield from (told for (told,) in some)


def _span(value: str) -> str:
    """Something of each row of a span. Made and sorted apart from gathering it, so that several processes may share that."""
    return f"FROM (SELECT xact, id, {value} AS told FROM {TABLE} WHERE {_RANGE} {_ORDER} OFFSET 0) AS rows"  # noqa: S608


def _ends(bounds: list[int]) -> tuple[str, str]:
    return str(bounds[0]), str(bounds[-1])


def finished() -> int:
    """Every transaction with a number below this one is over, and what it wrote can be seen."""
    return int(_one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))


def bound(since: int, finished_below: int) -> int | None:
    """Where the next seal ends, or None when nothing waits: after about MOST_ROWS rows, never inside a transaction."""
    span = _ends([since, finished_below])
    waiting = f"SELECT xact FROM {TABLE} WHERE {_RANGE} ORDER BY xact"  # noqa: S608 our own names
    first = _one(f"SELECT xact::text FROM ({waiting} LIMIT 1) AS rows", *span)  # noqa: S608
    if first is None:
        return None
    full = _one(f"SELECT xact::text FROM ({waiting} OFFSET %s LIMIT 1) AS rows", *span, MOST_ROWS)  # noqa: S608
    return finished_below if full is None else max(int(full), int(first) + 1)


def unsealed(below: int) -> Unsealed:
    """What stands after the last seal, which ended before transaction `below`."""
    counts = "count(*), count(*) FILTER (WHERE xact >= pg_snapshot_xmax(pg_current_snapshot()))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM {TABLE} WHERE xact >= %s::text::xid8", [str(below)])  # noqa: S608
        return Unsealed(*cursor.fetchone())


def as_one_reader() -> None:
    """For a transaction that has not read yet: one view of all rows, none hidden by a policy or by names of its own."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a transaction of its own is needed")
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL row_security = off")  # whoever is shown less than everything is told so
        _settle(cursor)


def as_sealer() -> None:
    """For the transaction that makes a seal: it is on the disk before its line is in the anchor.

    A policy of its own shows the sealer every row (anchor/access/outside.py); what another one hid from it is found by
    whoever verifies, for a row that no seal covers stands among those that are sealed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        _settle(cursor)


def _settle(cursor: Any) -> None:
    for setting in _SETTINGS:
        cursor.execute(f"SET LOCAL {setting}")


def _one(sql: str, *values: Any) -> Any:
    """The first column of the first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchone()
    return found[0] if found else None
