"""Loading many rows fast: references (and for the largest loads indexes) are taken away, and put back over what is there.

PostgreSQL checks each reference of each row by a trigger; put back afterwards, a reference is checked for all rows at
once, in a tenth of the time. Needs the owner's login, and leaves the schema as it found it or, on an error, rolls back.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


def builder_hash(*folders: Path) -> str:
    """Changes with any file of these folders: what was built by another builder is built anew."""
    content = b"".join(path.read_bytes() for folder in folders for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(content).hexdigest()[:16]


type Statement = tuple[str, str]  # take away, put back


@contextmanager
def without_references(tables: Iterable[str]) -> Iterator[None]:
    """Foreign keys of these tables do not exist inside the block. Only inside a transaction."""
    yield from _without(_references(list(tables)))


@contextmanager
def without_indexes(tables: Iterable[str]) -> Iterator[None]:
    """Nor do indexes, unique and primary keys: enter it inside `without_references`, for references lean on them."""
    yield from _without(_indexes(list(tables)))


def _without(statements: list[Statement]) -> Iterator[None]:
    if not connection.in_atomic_block:
        raise RuntimeError("a broken load would leave the schema without its references")
    with connection.cursor() as cursor:
        for take_away, _ in statements:
            cursor.execute(take_away)
        yield
        for _, put_back in statements:
            cursor.execute(put_back)


def _references(tables: list[str]) -> list[Statement]:
    return _constraints(tables, "f")


def _constraints(tables: list[str], kinds: str) -> list[Statement]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            ' WHERE conrelid = ANY (%s::regclass[]) AND contype = ANY (%s::"char"[]) ORDER BY conname',
            [tables, list(kinds)],
        )
        found = cursor.fetchall()
    return [
        (f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table, name, definition in found
    ]


def _indexes(tables: list[str]) -> list[Statement]:
    """Primary, unique and exclusion constraints with the indexes beneath them, then the indexes that stand alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY (%s::regclass[])"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))"
            " ORDER BY 1",
            [tables],
        )
        alone = [(f"DROP INDEX {name}", definition) for name, definition in cursor.fetchall()]
    return [*_constraints(tables, "pux"), *alone]
