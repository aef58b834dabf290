"""`field__any=ArraySubquery(…)`: the one shape of a grant look-up that stays fast (access.md, Facts measured).

`id = ANY(ARRAY(select …))` runs the look-up once per statement and then uses the index: 0.2 ms where `IN (select …)` took
375 ms on a million rows. A question about a few records named by their keys asks the other way round, of each record,
for there the look-up itself is what costs: hundreds of grants, to find one among them. A question about named cases
looks the asker's grants on their clients up once, and everything else in it among those few (`Once`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Field, ForeignKey, Func, JSONField, Lookup, OneToOneField, QuerySet


class How(StrEnum):
    """How look-ups are written."""

    AT_ONCE = "at once"  # each an array that is computed once per statement
    BY_KEY = "by key"  # each value by an index
    NAMED = "named"  # the same, and what the asker holds once, as far as it is on the clients of the named cases


how: ContextVar[How] = ContextVar("anchor_how", default=How.AT_ONCE)


@contextmanager
def writing(as_: How) -> Iterator[None]:
    """What is compiled in here writes its look-ups so."""
    before = how.set(as_)
    try:
        yield
    finally:
        how.reset(before)


class Once(ArraySubquery):
    """Values that a question about named cases looks up once, before all else; `among` says in SQL which of these they are.

    What is looked up so is written in `holdings.py`, and placed before the question in `kept.py`.
    """

    def __init__(self, rows: QuerySet, among: str) -> None:
        super().__init__(rows)
        self.among = among


class LookedUp(Func):
    """What a question about named cases has looked up, to be handed on to the page's further questions (`kept.sharing`)."""

    template = "(SELECT jsonb_agg(held) FROM %(of)s AS held)"
    arity = 0
    output_field = JSONField()

    def as_sql(self, compiler, connection, *arguments, **context):
        if how.get() != How.NAMED:
            return "NULL::jsonb", []  # nothing was looked up once
        return super().as_sql(compiler, connection, *arguments, **context)


class AnyOf(Lookup):
    """True for a value that is an element of an array computed once per statement, or found by an index for each value."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        if how.get() == How.NAMED and isinstance(self.rhs, Once):
            return f"{lhs} = ANY(ARRAY({self.rhs.among}))", lhs_params
        if how.get() != How.AT_ONCE and isinstance(self.rhs, ArraySubquery):
            sought, params = self.rhs.as_sql(compiler, connection, template="(%(subquery)s)")
            found = f"EXISTS (SELECT FROM {sought} AS looked_up (found) WHERE looked_up.found = {lhs})"
            return found, [*params, *lhs_params]
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} = ANY({rhs})", [*lhs_params, *rhs_params]


Field.register_lookup(AnyOf)
ForeignKey.register_lookup(AnyOf)
OneToOneField.register_lookup(AnyOf)


class TransactionTime(Func):
    """The moment the transaction began, which is the wall's `now()`: what lasts an hour ends for both locks at once."""

    template = "now()"
    arity = 0
    output_field = DateTimeField()
