"""Seeded defects, one at a time, in the running program: each must be found and named by the comparison.

A cell of the matrix is flipped in the rule and, apart from it, in the wall; a policy is dropped or opened, a table's wall
taken down, a `visible_to` replaced by `all()`. Everything is undone again before the next.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from anchor.access import compiled, kept, rules, wall
from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import READ, WRITE, Record, Relation
from anchor.core.ids import uuid7
from anchor.tenancy.scope import scoped
from anchor.tenancy.tenant import TenantManager, TenantQuerySet
from referrals.services.questions import ask_expert
from tests.proofs import locks
from tests.proofs.comparison import Comparison
from tests.proofs.formed import ON_CASE, is_implied, is_well_formed
from tests.proofs.oracle import TEAM_WORK
from tests.proofs.program import KINDS, MODELS, STANDING_OF, kind_of

NO_PERSON = (Relation.COLLECTOR, Relation.ENDED, Relation.SEEKER, Relation.CODE_SEEKER)  # the wall alone knows them


@dataclass(frozen=True)
class Defect:
    """One seeded defect: what kind of control it belongs to, its name, and the model that should show it."""

    sort: str
    name: str
    model: str


class _Undone(Exception):
    """The defect is taken back with the savepoint."""


@contextmanager
def taken_back() -> Iterator[Any]:
    """A cursor as the owner of the schema, in a savepoint that is always rolled back."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                yield cursor
            raise _Undone
    except _Undone:
        return


def forget() -> None:
    """The rules keep what they have compiled; a changed matrix is read anew."""
    rules.rows_of.cache_clear()
    compiled._text.cache_clear()
    kept.forget()


# --- the matrix ---


@dataclass(frozen=True)
class Flip:
    """One cell of the matrix set to another level; None closes it."""

    record: Record
    relation: Relation
    level: str | None

    def __str__(self) -> str:
        return f"{kind_of(self.record)} x {STANDING_OF[self.relation]} {self.level or 'closed'}"

    @contextmanager
    def made(self) -> Iterator[None]:
        """The matrix with this cell flipped."""
        opens = MATRIX[self.record].opens
        before = dict(opens)
        opens.pop(self.relation, None)
        if self.level:
            opens[self.relation] = self.level
        elif not opens and self.relation != Relation.COLLECTOR:
            opens[Relation.COLLECTOR] = READ  # a rule of no relation cannot be written; no person is a collector
        forget()
        try:
            yield
        finally:
            opens.clear()
            opens.update(before)
            forget()


def flips(*, of_reading: bool) -> Iterator[Flip]:
    """Every cell closed where it is open and opened where it is closed; else each level of an open cell the other way.

    What is implied by another cell of the record is left out: it would change nothing for anybody.
    """
    for record, row in MATRIX.items():
        for relation in Relation:
            if not is_well_formed(relation, row):
                continue
            level = row.opens.get(relation)
            if of_reading and not is_implied(record, relation, set(row.opens)):
                yield Flip(record, relation, None if level else READ)
            writers = {other for other, held in row.opens.items() if held != READ}
            if relation in ON_CASE and not (row.case or row.client):
                continue  # the wall has no words for writing on a contact by its case
            if not of_reading and level and not is_implied(record, relation, writers):
                yield Flip(record, relation, WRITE if level == READ else READ)


def flipped_in_the_rule(comparison: Comparison) -> Iterator[tuple[Defect, bool]]:
    """Each cell flipped in the matrix the rules are compiled from; the wall stays as it is."""
    for flip in flips(of_reading=True):
        if flip.relation in NO_PERSON:
            continue
        model = MATRIX[flip.record].model
        with flip.made():
            yield (
                Defect("cells flipped in the rule", str(flip), model),
                found(comparison, model, comparison.by_the_rule),
            )


def flipped_in_the_wall(comparison: Comparison) -> Iterator[tuple[Defect, bool]]:
    """Each cell flipped in the matrix the wall's policies are written from, put into the database."""
    for flip in [*flips(of_reading=True), *flips(of_reading=False)]:
        model = MATRIX[flip.record].model
        if flip.relation == Relation.ASKED_ABOUT and MATRIX[flip.record].access:
            continue  # the wall looks it up among the accesses an officer reads, and those are the own controller's
        with flip.made(), taken_back() as cursor:
            for name, body in wall.table_policies(apps.get_model(model)):
                table = locks.table_of(model)
                cursor.execute(f"DROP POLICY {name} ON {table}")
                kind, how = body.split(" ", 2)[1], body.split(" ", 2)[2]
                cursor.execute(f"CREATE POLICY {name} ON {table} FOR {kind} TO {wall.APP} {how}")
            noticed = found(comparison, model, comparison.through_the_wall)
            yield Defect("cells flipped in the wall", str(flip), model), noticed


# --- the wall ---


def policies() -> list[tuple[str, str, str, bool]]:
    """Table, name and command of each policy of the application's on a tenant table, and whether it lets anybody through.

    From the database itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.polname, p.polcmd::text,"
            " pg_get_expr(coalesce(p.polqual, p.polwithcheck), p.polrelid) !~ 'AND false\\)*$' FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE %s::regrole = ANY (p.polroles) AND c.relname = ANY (%s) ORDER BY 1, 2",
            [wall.APP, [locks.table_of(model) for model in MODELS]],
        )
        return cursor.fetchall()


def opened_and_dropped(comparison: Comparison) -> Iterator[tuple[Defect, bool]]:
    """Each policy dropped, and each opened to everybody."""
    tables = {locks.table_of(model): model for model in MODELS}
    ways = {
        "r": comparison.through_the_wall,
        "a": _making(comparison),
        "w": _touching(comparison),
        "d": _touching(comparison),
    }
    for table, name, command, opens in policies():
        if table not in tables:
            continue  # the memory's own: no row of the matrix (tests/audit/test_reading.py)
        clause = "WITH CHECK (true)" if command == "a" else "USING (true)"
        defects = [("policies opened", f"ALTER POLICY {name} ON {table} {clause}")]
        if opens:  # to drop what lets nobody through changes nothing
            defects.append(("policies dropped", f"DROP POLICY {name} ON {table}"))
        for sort, statement in defects:
            with taken_back() as cursor:
                cursor.execute(statement)
                noticed = found(comparison, tables[table], ways[command])
                if not noticed and sort == "policies dropped" and f"{table} {name}" in COME_WITH:
                    noticed = not COME_WITH[f"{table} {name}"](comparison)
                yield Defect(sort, f"{table} {name}", tables[table]), noticed


def an_expert_can_be_asked(comparison: Comparison) -> bool:
    """Whether somebody who works on an open case asks an expert of the team: the key comes with the question."""
    oracle, experts = comparison.oracles["the rule"], [one for one, _ in comparison.people if one.role == "expert"]
    for asker, actor in comparison.people:
        if actor is None or asker.seeks is not None or asker.role not in TEAM_WORK:
            continue
        there = [one for one in experts if one.team == asker.team]
        mine = [case for case in oracle.stand(asker).cases if comparison.world.cases[case].closed is None]
        if there and mine:
            return _asks(actor, mine[0], there[0])
    raise AssertionError("nobody could ask an expert")


def _asks(actor: Any, case_id: Any, expert: Any) -> bool:
    try:
        with transaction.atomic(), scoped(actor.scope()):
            case = apps.get_model("clients.Case").objects.get(pk=case_id)
            named = apps.get_model("accounts.Membership").objects.get(pk=expert.id)
            ask_expert(actor=actor, question_id=uuid7(), about=case, expert=named, text="x", until=actor.today)
            raise _Undone
    except ProgrammingError:
        return False
    except _Undone:
        return True


# What nobody makes alone, and the act it comes with.
COME_WITH = {"referrals_questiongrant wall_insert": an_expert_can_be_asked}


def taken_down(comparison: Comparison) -> Iterator[tuple[Defect, bool]]:
    """Each table's wall taken down."""
    for model in MODELS:
        with taken_back() as cursor:
            cursor.execute(f"ALTER TABLE {locks.table_of(model)} DISABLE ROW LEVEL SECURITY")
            noticed = found(comparison, model, comparison.through_the_wall)
            yield Defect("walls taken down", locks.table_of(model), model), noticed


def _making(comparison: Comparison) -> Callable[..., None]:
    return lambda asker, actor, models: comparison.making(asker, actor, 20, models)


def _touching(comparison: Comparison) -> Callable[..., None]:
    def touch(asker: Any, actor: Any, models: Any) -> None:
        comparison.through_the_wall(asker, actor, models)
        comparison.blindly(asker, actor, models)

    return touch


# --- the rule ---


def replaced_by_all(comparison: Comparison) -> Iterator[tuple[Defect, bool]]:
    """Each model's `visible_to` replaced by `all()`."""
    asked = TenantQuerySet.visible_to
    for model in MODELS:
        if not isinstance(apps.get_model(model).objects, TenantManager):
            continue
        try:
            TenantQuerySet.visible_to = all_of(apps.get_model(model), asked)  # type: ignore[method-assign]
            noticed = found(comparison, model, comparison.by_the_rule)
            yield Defect("visible_to replaced by all()", model, model), noticed
        finally:
            TenantQuerySet.visible_to = asked  # type: ignore[method-assign]


def all_of(model: Any, asked: Any) -> Any:
    """A `visible_to` that forgets the rule of one model."""
    return lambda rows, actor: rows.all() if rows.model is model else asked(rows, actor)


def found(comparison: Comparison, model: str, ask: Callable[..., None]) -> bool:
    """Whether somebody notices: people are asked one after another, until a surprise names the model's record."""
    tally = comparison.tally
    comparison.chance.shuffle(comparison.people)
    for asker, actor in comparison.people:
        ask(asker, actor, [model])
        if tally.surprises:
            named = {KINDS[surprise.kind].model for surprise in tally.surprises}
            tally.surprises.clear()
            return named == {model}
    return False
