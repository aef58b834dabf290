"""Lists in pages by key: the tenth page costs what the first does, and nobody skips a row when another is added.

An address holds only the id of the row where the page begins or ends. Its sort values, which may be names, are looked up
under the same queryset, so a token tells nothing and opens nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import Count, F, Model, Q, QuerySet, Window
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

COUNT_LIMIT = 1_000
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page[Row: Model]:
    """Some rows of a list, tokens of its neighbours, and how many rows there are in all.

    `count` is exact up to 1,000; beyond that it is 1,000 and `over_limit` is true: say "over 1,000". `restarted` tells
    that the token's row is no longer there for this reader, so that this is the first page.
    """

    rows: list[Row]
    next_token: str | None
    previous_token: str | None
    count: int
    over_limit: bool
    restarted: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    """One column of the order: PostgreSQL puts NULL last when ascending and first when descending."""

    name: str
    descending: bool
    nullable: bool

    def expression(self, backwards: bool) -> OrderBy:
        return OrderBy(F(self.name), descending=self.descending != backwards)

    def equals(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, backwards: bool) -> Q | None:
        """Rows strictly after the value in this column, or None when there can be none."""
        descending = self.descending != backwards
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if descending else None
        return self._compared("lt" if descending else "gt", value, or_null=not descending)

    def reaches(self, value: Any, backwards: bool) -> Q:
        """Rows at the value or after it: what an index can begin with."""
        descending = self.descending != backwards
        if value is None:
            return Q() if descending else self.equals(None)
        return self._compared("lte" if descending else "gte", value, or_null=not descending)

    def _compared(self, lookup: str, value: Any, *, or_null: bool) -> Q:
        compared = Q(**{f"{self.name}__{lookup}": value})
        return compared | self.equals(None) if or_null and self.nullable else compared


def page_by_key[Row: Model](
    queryset: QuerySet[Row],
    keys: Sequence[str],
    after: str | None = None,
    before: str | None = None,
    size: int = PAGE_SIZE,
    *,
    along_index: bool = False,
    bounded: bool = False,
) -> Page[Row]:
    """One page of a queryset in the order of `keys`, like ("-opened_on", "id"); the last key must be unique.

    `after` and `before` are tokens of a former page; a token that is garbage or whose row is gone gives the first page.
    Three queries, whatever the size: the token's row, the rows, the count. `along_index` is for a list of nearly all rows of
    an index in this order: behind a wall the planner takes it for a few rows, and would fetch and sort thousands. `bounded` is for
    a list of a thousand rows or two at the very most: its first page counts them in the same statement.
    """
    columns = _columns(queryset, keys)
    token = before or after
    values = _values_at(queryset, columns, token) if token else None
    backwards = bool(before) and values is not None
    counts = bounded and values is None
    with _walking() if along_index else nullcontext():
        asked: Any = queryset.annotate(rows_in_all=Window(Count("pk"))) if counts else queryset
        rows: list[Row] = _rows(asked, columns, values, backwards, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    count = _counted(rows) if counts else queryset.order_by()[: COUNT_LIMIT + 1].count()
    return Page(
        rows=rows,
        next_token=str(rows[-1].pk) if rows and (more or backwards) else None,
        previous_token=str(rows[0].pk) if rows and (more if backwards else values is not None) else None,
        count=min(count, COUNT_LIMIT),
        over_limit=count > COUNT_LIMIT,
        restarted=bool(token) and values is None,
    )


def _counted(rows: Sequence[Any]) -> int:
    return rows[0].rows_in_all if rows else 0


@contextmanager
def _walking() -> Iterator[None]:
    """Let the planner sort nothing it could read in order; for the rest of the transaction it may again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL max_parallel_workers_per_gather = 0")
        yield
        cursor.execute("SET LOCAL enable_sort TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT")


def _columns(queryset: QuerySet, keys: Sequence[str]) -> list[_Key]:
    columns = [_key(queryset, key) for key in keys]
    if not _is_unique(queryset.model, columns[-1].name):
        raise ValueError(f"the last key of a paged list must be unique, and {columns[-1].name} is not")
    return columns


def _rows[Row: Model](
    queryset: QuerySet[Row], columns: Sequence[_Key], values: Sequence[Any] | None, backwards: bool, most: int
) -> list[Row]:
    ordered = queryset.order_by(*(column.expression(backwards) for column in columns))
    if values is not None:
        ordered = ordered.filter(_beyond(columns, values, backwards))
    return list(ordered[:most])


def _key(queryset: QuerySet, key: str) -> _Key:
    name = key.removeprefix("-")
    nullable, model = False, queryset.model
    for part in name.split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            if part in queryset.query.annotations:
                return _Key(name, key.startswith("-"), nullable=True)
            raise
        nullable = nullable or bool(getattr(field, "null", False))
        model = getattr(field, "related_model", None) or model
    return _Key(name, key.startswith("-"), nullable)


def _is_unique(model: type[Model], name: str) -> bool:
    return name == "pk" or ("__" not in name and bool(getattr(model._meta.get_field(name), "unique", False)))


def _values_at(queryset: QuerySet, columns: Sequence[_Key], token: str) -> tuple[Any, ...] | None:
    """The sort values of the token's row, if this reader's list still has it."""
    try:
        pk = queryset.model._meta.pk.to_python(token)
    except ValidationError:
        return None
    return queryset.order_by().filter(pk=pk).values_list(*(column.name for column in columns)).first()


def _beyond(columns: Sequence[_Key], values: Sequence[Any], backwards: bool) -> Any:
    """What lies beyond a row: one row comparison, which an index answers, or the same spelled out where it cannot be."""
    directions = {column.descending != backwards for column in columns}
    if len(directions) == 1 and not any(column.nullable for column in columns):
        compare = TupleLessThan if directions.pop() else TupleGreaterThan
        return compare(Tuple(*(F(column.name) for column in columns)), tuple(values))
    beyond = Q()
    same = Q()
    for column, value in zip(columns, values, strict=True):
        further = column.beyond(value, backwards)
        if further is not None:
            beyond |= same & further
        same &= column.equals(value)
    return columns[0].reaches(values[0], backwards) & beyond
