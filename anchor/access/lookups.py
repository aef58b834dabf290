"""`field__any=ArraySubquery(…)`: the one shape of a grant look-up that stays fast (access.md, Facts measured).

`id = ANY(ARRAY(select …))` runs the look-up once per statement and then uses the index: 0.2 ms where `IN (select …)` took
375 ms on a million rows. A question about a few records named by their keys asks the other way round, of each record,
for there the look-up itself is what costs: hundreds of grants, to find one among them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Field, ForeignKey, Func, Lookup, OneToOneField

asked_by_key: ContextVar[bool] = ContextVar("asked_by_key", default=False)


@contextmanager
def by_key() -> Iterator[None]:
    """What is compiled in here looks each value up by itself: for questions that name their records."""
    before = asked_by_key.set(True)
    try:
        yield
    finally:
        asked_by_key.reset(before)


class AnyOf(Lookup):
    """True for a value that is an element of an array computed once per statement, or found by an index for each value."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        if asked_by_key.get() and isinstance(self.rhs, ArraySubquery):
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
