"""Seeded tamperings with the memory by somebody who may do everything in the database, and how to undo them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import psycopg
from psycopg import sql

from anchor.audit.sealing import merkle, rows, stored
from anchor.audit.sealing.seal import Seal
from tests.audit.conftest import signer

# What another value of a column's type is.
OTHER = {
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "coalesce({column}, now()) + interval '1 microsecond'",
    "boolean": "NOT {column}",
    "bigint": "coalesce({column}, 0) + 1",
    "character varying": "CASE WHEN {column} = '' THEN 'x' ELSE '' END",
    "character varying[]": "{column} || ARRAY['x']::varchar[]",
    "jsonb": "{column} || jsonb_build_object('status', 404 + random())",
}


@dataclass
class Tamperer:
    """Alters one thing at a time, and says which seal is the first that must be named."""

    database: psycopg.Connection
    chance: random.Random
    seals: list[Seal]

    def __post_init__(self) -> None:
        self.database.execute("CREATE TABLE kept_rows AS TABLE audit_auditrow")
        self.database.execute("CREATE TABLE kept_seals AS TABLE audit_sealrow")
        found = self.database.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = 'audit_auditrow'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'xact'"
            " ORDER BY attnum"
        )
        self.columns = found.fetchall()

    def undo(self) -> None:
        """As it was."""
        self.database.execute("TRUNCATE audit_auditrow, audit_sealrow")
        self.database.execute("INSERT INTO audit_auditrow TABLE kept_rows")
        self.database.execute("INSERT INTO audit_sealrow TABLE kept_seals")

    def forget(self) -> None:
        self.database.execute("DROP TABLE IF EXISTS kept_rows, kept_seals")

    def kinds(self) -> dict[str, Callable[[int], int]]:
        """Each takes the number of the attempt and returns the number of the first seal that is no longer as it was."""
        return {
            "edit": self.edit,
            "delete": self.delete,
            "insert": self.insert,
            "reorder": self.reorder,
            "truncate": self.truncate,
            "reseal": self.reseal,
        }

    def edit(self, turn: int) -> int:
        """Another value in one column of one row; the columns take turns."""
        name, kind = self.columns[turn % len(self.columns)]
        row, xact = self._some_row()
        column = sql.Identifier(name)
        value = sql.SQL(OTHER[kind]).format(column=column)
        self._do(sql.SQL("UPDATE audit_auditrow SET {} = {} WHERE id = %s").format(column, value), row)
        return self._seal_of(xact)

    def delete(self, turn: int) -> int:
        """One to five rows, anywhere."""
        gone = [self._some_row() for _ in range(self.chance.randint(1, 5))]
        for row, _ in dict(gone).items():
            self._do(sql.SQL("DELETE FROM audit_auditrow WHERE id = %s"), row)
        return min(self._seal_of(xact) for _, xact in gone)

    def insert(self, turn: int) -> int:
        """A row with a forged place: a copy of another one, or one in a transaction that wrote none."""
        row, xact = self._some_row()
        seal = self.chance.choice(self.seals)
        place = self.chance.randrange(seal.since, seal.below) if turn % 2 else xact
        self.database.execute("CREATE TEMP TABLE forged AS SELECT * FROM audit_auditrow WHERE id = %s", [row])
        self.database.execute("UPDATE forged SET id = gen_random_uuid(), xact = %s::text::xid8", [str(place)])
        self.database.execute("INSERT INTO audit_auditrow TABLE forged")
        self.database.execute("DROP TABLE forged")
        return self._seal_of(place)

    def reorder(self, turn: int) -> int:
        """Two rows change their keys or their transactions, or one row moves elsewhere."""
        (one, first), (other, second) = self._two_rows()
        if turn % 3 == 0:
            spare = "00000000-0000-0000-0000-000000000000"
            for before, after in ((one, spare), (other, one), (spare, other)):
                self.database.execute("UPDATE audit_auditrow SET id = %s WHERE id = %s", [after, before])
            return min(self._seal_of(first), self._seal_of(second))
        self._move(one, second)
        if turn % 3 == 1:
            self._move(other, first)
        return min(self._seal_of(first), self._seal_of(second))

    def truncate(self, turn: int) -> int:
        """The end is cut off: rows and seals, or rows alone, as though it had never been written."""
        first = self.chance.choice(self.seals)
        self.database.execute("DELETE FROM audit_auditrow WHERE xact >= %s::text::xid8", [str(first.since)])
        if turn % 2:
            self.database.execute("DELETE FROM audit_sealrow WHERE number >= %s", [first.number])
        return first.number

    def reseal(self, turn: int) -> int:
        """Rows are altered, and every seal from there on is made anew, in order, without the key or with a strange one."""
        number = (self.edit, self.delete, self.insert, self.reorder)[turn % 4](turn // 4)
        before = self.seals[number - 2] if number > 1 else None
        for seal in self.seals[number - 1 :]:
            (leaves,) = rows.leaves(seal.format, [seal.since, seal.below])
            previous = before.head if before else seal.previous
            count = len(leaves) // merkle.SIZE
            new = replace(seal, rows=count or 1, root=merkle.root(leaves) if count else seal.root, previous=previous)
            if turn % 3 == 1:
                new = signer(9).sign(replace(new, key=signer(9).name))
            elif turn % 3 == 2:
                new = replace(signer(9).sign(new), key=seal.key)
            self.database.execute("DELETE FROM audit_sealrow WHERE number = %s", [seal.number])
            names = sql.SQL(", ").join(map(sql.Identifier, stored.FIELDS))
            values = [getattr(new, name) for name in stored.FIELDS]
            places = sql.SQL(", ").join([sql.Placeholder()] * len(values))
            self.database.execute(sql.SQL("INSERT INTO audit_sealrow ({}) VALUES ({})").format(names, places), values)
            before = new
        return number

    def _do(self, statement: sql.Composable, row: object) -> None:
        if self.database.execute(statement, [row]).rowcount != 1:
            raise AssertionError("nothing was altered")

    def _move(self, row: object, xact: int) -> None:
        self.database.execute("UPDATE audit_auditrow SET xact = %s::text::xid8 WHERE id = %s", [str(xact), row])

    def _some_row(self) -> tuple[object, int]:
        there = self.database.execute("SELECT id, xact::text::bigint FROM audit_auditrow ORDER BY xact, id").fetchall()
        return self.chance.choice(there)

    def _two_rows(self) -> tuple[tuple[object, int], tuple[object, int]]:
        """Of different transactions."""
        while True:
            one, other = self._some_row(), self._some_row()
            if one[1] != other[1]:
                return one, other

    def _seal_of(self, xact: int) -> int:
        (number,) = [seal.number for seal in self.seals if seal.since <= xact < seal.below]
        return number


def written(memory, chance: random.Random, seals: int) -> list[Seal]:
    """A memory with at least so many seals, each over some transactions of some rows."""
    made: list[Seal] = []
    while len(made) < seals:
        for _ in range(chance.randint(1, 4)):
            memory.write(chance.randint(1, 12), team_id=chance.choice([None, 1, 2]), detail={"status": 200})
        made += memory.seal()
    assert all(a.below == b.since for a, b in pairwise(made))
    assert rows.unsealed(made[-1].below).rows == 0
    return made
