"""A rule's predicate, turned into SQL once per process and role instead of once per question.

Building such a predicate from Q objects costs Django milliseconds, and a page asks a dozen. The text depends on the rule and
on the asker's role and named right alone, so it is made once with a stand-in for the asker; each question then fills in the asker's own
membership, tenant, team, sector and day.
"""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, Model, Q, QuerySet

from anchor.access.lookups import How, how
from anchor.accounts.actor import TEAM_ROLES
from anchor.accounts.models import Role

# What stands in the text for the asker's own values; none of them can be a value of a rule itself.
_STAND_IN: dict[str, Any] = {
    "membership_id": uuid.UUID("5ca1ab1e-0000-8000-8000-00000000feed"),
    "tenant_id": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}tenant",
    "team_id": 9_007_199_254_740_881,
    "sector": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}sector",
    "today": datetime.date(1, 2, 3),
    "controller": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}controller",
}
OWN = {value: name for name, value in _STAND_IN.items()}


@dataclass(frozen=True)
class StandIn:
    """Somebody of a role, for whom a predicate is written before it is known who asks."""

    role: str
    processes_protected: bool = False
    membership_id: uuid.UUID = _STAND_IN["membership_id"]
    tenant_id: str = _STAND_IN["tenant_id"]
    team_id: int = _STAND_IN["team_id"]
    sector: str = _STAND_IN["sector"]
    today: datetime.date = _STAND_IN["today"]
    controller: str = _STAND_IN["controller"]

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def works_in_team(self) -> bool:
        return self.role in TEAM_ROLES


class Predicate(Expression):
    """A condition on the rows of one model, for one asker; stands wherever a Q of that model does."""

    def __init__(self, pieces: tuple[str, ...], values: tuple[Any, ...], alias: str = "") -> None:
        super().__init__(output_field=BooleanField())
        self.pieces, self.values, self.alias = pieces, values, alias

    def resolve_expression(self, query: Any = None, *arguments: Any, **named: Any) -> Self:
        """Stand on the table of the query it was put into; a query around that one asks again and changes nothing."""
        return self if self.alias else self._of(query.get_initial_alias())

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Self:
        return self._of(change_map.get(self.alias, self.alias))

    def _of(self, alias: str) -> Self:
        resolved = self.copy()
        resolved.alias = alias
        return resolved

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"{compiler.quote_name(self.alias)}.".join(self.pieces), self.values


def compiled(question: Callable[..., Q], model: type[Model], *about: Any, actor: Any) -> Predicate:
    """`question(model, *about, actor)` as a predicate, for somebody who works in a team."""
    pieces, values = _text(question, model, about, actor.role, actor.processes_protected, how.get())
    return Predicate(pieces, tuple(_filled(value, actor) for value in values))


@cache
def _text(
    question: Callable[..., Q], model: type[Model], about: tuple, role: str, right: bool, as_: How
) -> tuple[tuple[str, ...], tuple]:
    """The predicate's text as the look-ups are now to be written, cut where the model's table is named, and its values in their order."""
    query = QuerySet(model).filter(question(model, *about, StandIn(role, right))).query
    if len([alias for alias, count in query.alias_refcount.items() if count]) > 1:
        raise ValueError(f"a rule on {model._meta.label} joins another table; say it with a look-up")
    try:
        sql, values = query.get_compiler(connection=connection).compile(query.where)
    except EmptyResultSet:
        sql, values = "(FALSE)", ()
    return tuple(sql.split(f"{connection.ops.quote_name(model._meta.db_table)}.")), tuple(values)


def _filled(value: Any, actor: Any) -> Any:
    """A value of the text with the asker's own in place of a stand-in's."""
    if isinstance(value, list | tuple):
        return [_filled(part, actor) for part in value]
    return getattr(actor, OWN[value]) if value in OWN else value
