"""A page's question, written and planned once per role instead of once per reader.

Under the wall a page's statement names a hundred tables, each with its policy: building its text cost Django and planning it cost
PostgreSQL many times what answering does. Such a question is therefore built with a stand-in for the asker (as its rules are,
`compiled.py`) and for the keys of what it is about, prepared by the server, and asked with the asker's own values.
Nothing but these values is a parameter, so the plan still knows states and partial indexes. For questions that look up
by keys or by grants only: one plan has to fit everybody of a role.
"""

import copy
import datetime
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, UUIDField, Value
from django.utils import timezone
from django.utils.translation import get_language
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

from anchor.access.compiled import OWN, StandIn
from anchor.access.holdings import ONCE, looked_up_once
from anchor.access.lookups import How, LookedUp, writing
from anchor.accounts.actor import Actor
from anchor.core.prepared import connection, prepared_cursor
from anchor.tenancy.scope import require_scope

type Key = uuid.UUID | list[uuid.UUID]

_CASTS = {uuid.UUID: "uuid", str: "text", int: "bigint", datetime.date: "date"}
_PLACE = re.compile("%[s%]")


@dataclass(frozen=True)
class _Written:
    """A question's text with numbered places for the asker's values and the keys, their names, and what turns its rows into objects."""

    text: str
    names: tuple[str, ...]
    question: QuerySet
    compiler: Any


_written: dict[tuple, _Written | None] = {}


def forget() -> None:
    """Write every question anew; for tests that change a rule in the running program."""
    _written.clear()


@dataclass(frozen=True)
class _Shared:
    """What the first question of a page has looked up for one asker about one case: each column as an array's text."""

    about: tuple[Any, Any]
    columns: dict[str, str]


_shared: ContextVar[_Shared | None] = ContextVar("anchor_shared", default=None)


def what_it_looked_up() -> dict[str, LookedUp]:
    """Annotations for a page's first question about a case: what `sharing` hands on to the further ones."""
    return {f"_{name}": LookedUp(of=name) for name in ONCE}


@contextmanager
def sharing(actor: Actor, case: Any) -> Iterator[None]:
    """In here further questions about this case take what its own question has looked up for this actor (`what_it_looked_up`).

    For a page that only shows: a consent that ends in here would end for the next request.
    """
    columns = {
        f"{name}.{column}": _array([row[column] for row in getattr(case, f"_{name}") or ()])
        for name, types in ONCE.items()
        for column in types
    }
    token = _shared.set(_Shared((actor.membership_id, case.pk), columns))
    try:
        yield
    finally:
        _shared.reset(token)


def _array(values: list[str | None]) -> str:
    """Keys, days and names of grips as the text of an array: none of them holds a comma or a quote."""
    return "{" + ",".join("NULL" if value is None else value for value in values) + "}"


def answers[Row](question: Callable[..., QuerySet[Any, Row]], actor: Actor, **keys: Key) -> list[Row]:
    """All rows of `question(actor, **keys)`; keys are those of cases, `case_id` or a list of `case_ids`.

    What such a question asks is about these cases and their clients; what it asks about others it writes `by key`
    (`lookups.py`), else they are not found. The question may look at the asker's role and rights; of who asks, of the keys and of the clock (but for the day) it
    makes nothing but values of its conditions. Raises ValueError when it does otherwise.
    """
    require_scope()
    if actor.tenant_id is None:
        return list(question(actor, **keys))
    shared = _shared.get()
    known = shared.columns if shared and shared.about == (actor.membership_id, keys.get("case_id")) else {}
    written = _as_written(question, actor, keys, known)
    if written is None:
        return []
    values = {name: getattr(actor, name) for name in OWN.values()} | keys | known
    compiler = copy.copy(written.compiler)
    compiler.as_sql = lambda: (written.text, [_sent(values[name]) for name in written.names])
    compiler.connection = _Preparing()
    rows = written.question.all()
    rows.query.get_compiler = lambda *arguments, **named: compiler  # type: ignore[method-assign]
    return list(rows)  # never the queryset: a filter put on it would not be asked


def _sent(value: Any) -> Any:
    """A whole number of one width, whatever it is: the width is part of what a prepared statement is known by."""
    return Int8(value) if isinstance(value, int) else value


def _as_written(
    question: Callable[..., QuerySet], actor: Actor, keys: Mapping[str, Key], known: Mapping[str, str]
) -> _Written | None:
    day, right = timezone.localdate(), actor.processes_protected
    shape = (question, actor.role, right, tuple(sorted(keys)), day, get_language(), bool(known))
    if shape in _written:
        return _written[shape]
    if any(older[4] != day for older in list(_written)):
        forget()  # what was written for yesterday says yesterday
    # Another thread may forget what this one has just written: it is not looked up again.
    return _written.setdefault(shape, _write(question, StandIn(actor.role, right), keys, known))


def _write(
    question: Callable[..., QuerySet], asker: StandIn, keys: Mapping[str, Key], known: Mapping[str, str]
) -> _Written | None:
    stand_ins: dict[str, Any] = {name: uuid.uuid5(uuid.NAMESPACE_OID, f"anchor {name}") for name in keys}
    names = OWN | {stand_in: name for name, stand_in in stand_ins.items()} | {_stand_in(name): name for name in known}
    stand_ins |= {name: [stand_ins[name]] for name, key in keys.items() if isinstance(key, list)}
    with writing(How.NAMED if keys else How.AT_ONCE):
        asked = question(asker, **stand_ins)
        compiler = asked.query.get_compiler(using=asked.db)
        try:
            sql, params = compiler.as_sql()
            if keys:
                once = _handed_on() if known else _looked_up(asker, _named(**stand_ins))
                sql, params = _after(once, sql, params)
        except EmptyResultSet:
            return None
    lists = {name for name, key in keys.items() if isinstance(key, list)}
    left, places = iter(params), _Places(names, lists)
    text = _PLACE.sub(lambda place: "%" if place[0] == "%%" else places.said(next(left)), sql)
    return _Written(text, tuple(places.numbers), asked, compiler)


def _named(*, case_id: uuid.UUID | None = None, case_ids: list[uuid.UUID] | None = None) -> QuerySet:
    """The cases a question names, whoever may know them."""
    keys = Value(case_ids, output_field=ArrayField(UUIDField())) if case_ids else [case_id]
    return apps.get_model("clients", "Case").objects.filter(pk__any=keys)


def _looked_up(asker: StandIn, cases: QuerySet) -> dict[str, tuple[str, Any]]:
    """What a question looks up once, as it is looked up."""
    found = looked_up_once(asker, cases).items()
    return {name: rows.query.get_compiler(using=rows.db).as_sql() for name, rows in found}


def _handed_on() -> dict[str, tuple[str, Any]]:
    """The same as values that the page's first question has found."""
    handed: dict[str, tuple[str, Any]] = {}
    for name, types in ONCE.items():
        arrays = ", ".join(f"%s::{type_}[]" for type_ in types.values())
        text = f"SELECT * FROM unnest({arrays}) AS held ({', '.join(types)})"  # noqa: S608 our own names
        handed[name] = text, [_stand_in(f"{name}.{column}") for column in types]
    return handed


def _stand_in(column: str) -> str:
    return f"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}{column}"


def _after(once: Mapping[str, tuple[str, Any]], sql: str, params: Any) -> tuple[str, tuple[Any, ...]]:
    """A question behind what it looks up once, as far as it looks among it; the later look among the earlier."""
    wanted: dict[str, tuple[str, Any]] = {}
    for name in reversed(list(once)):
        if any(name in text for text in (sql, *(text for text, _ in wanted.values()))):
            wanted[name] = once[name]
    if not wanted:
        return sql, params
    first = ", ".join(f"{name} AS MATERIALIZED ({text})" for name, (text, _) in reversed(wanted.items()))
    before = [value for _, values in reversed(wanted.values()) for value in values]
    return f"WITH {first} {sql}", (*before, *params)


class _Places:
    """The places of a text that is being written, numbered as the server wants them."""

    def __init__(self, names: Mapping[Any, str], lists: set[str]) -> None:
        self._names, self._lists = names, lists
        self.numbers: dict[str, int] = {}

    def said(self, value: Any) -> str:
        """A value of the text: the place of a stand-in, or the value itself, which is the same for everybody."""
        if isinstance(value, list | tuple):
            if not any(part in self._names for part in value):
                return _literal(value)
            if len(value) == 1 and self._names.get(value[0]) in self._lists:
                return self._place(self._names[value[0]], "uuid[]")
            return f"ARRAY[{', '.join(self.said(part) for part in value)}]"
        if value.__hash__ and value in self._names:
            return self._place(self._names[value], _CASTS[type(value)])
        return _literal(value)

    def _place(self, name: str, cast: str) -> str:
        return f"${self.numbers.setdefault(name, len(self.numbers) + 1)}::{cast}"


def _literal(value: Any) -> str:
    """Raises ValueError for what was made from a stand-in, or from the clock: it would be somebody else's, or yesterday's."""
    of_stand_in = isinstance(value, str) and "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}" in value
    early = isinstance(value, datetime.date) and value.year < 1900
    moment = isinstance(value, datetime.datetime) and timezone.localtime(value).time() != datetime.time()
    if of_stand_in or early or moment:
        raise ValueError(f"a kept question makes something of who asks or when: {value}")
    connection.ensure_connection()
    return Literal(value).as_string(connection.connection)


class _Preparing:
    """The connection of this thread, as a compiler uses it, with cursors whose statements are kept."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)

    def cursor(self) -> Any:
        return prepared_cursor()
