"""The wall alone: a stranger's raw SELECT finds nothing in any tenant table, and no child hangs on a foreign parent.

Tables and keys are the database's own: every table with a tenant, every foreign key that carries one.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection

from anchor.accounts.actor import actor_of
from tests.proofs.controls import taken_back
from tests.proofs.locks import as_application
from tests.proofs.random_world import RandomWorld

# It carries a tenant and holds nothing about anybody: keys are wrapped.
OUTSIDE_THE_WALL = ("tenancy_tenantkey",)


def rows_of(statement: str, *values: Any) -> list[tuple]:
    """Rows of a statement asked as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def tenant_tables() -> list[str]:
    """Every table of the database that has a tenant, from pg_class."""
    found = rows_of(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    return [table for (table,) in found if table not in OUTSIDE_THE_WALL]


def strangers(world: RandomWorld) -> Iterator[Any]:
    """Whoever has no part in anything: everybody of an idle team elsewhere, and all offices."""
    idle = next(people for team, people in world.people.items() if team.name == "idle")
    for membership in [*idle, *world.offices]:
        actor = actor_of(membership.pk)
        assert actor is not None
        yield actor


def read_by_strangers(world: RandomWorld) -> tuple[int, list[str]]:
    """How many looks at filled tables were answered with no foreign row, and those that were not."""
    looks, seen = 0, []
    tables = tenant_tables()
    others = {table: rows_of(f"SELECT count(*) FROM {table} WHERE tenant_id <> '091'")[0][0] for table in tables}
    seen += [f"{table} holds no row to be hidden" for table, number in others.items() if not number]
    for actor in strangers(world):
        with as_application(actor.scope()) as cursor:
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")
                mine = [column.name for column in cursor.description].index("tenant_id")
                foreign = [row for row in cursor.fetchall() if row[mine] != "091"]
                looks += 1
                if foreign:
                    seen.append(f"{actor.role} reads {len(foreign)} rows of {table}")
    return looks, seen


@dataclass(frozen=True)
class Key:
    """A foreign key that carries its tenant."""

    name: str
    table: str
    column: str


def composite_keys() -> list[Key]:
    """Every foreign key of two columns of which one is the tenant."""
    found = rows_of(
        "SELECT k.conname, c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
        " JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND t.attnum = ANY (k.conkey)"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey) AND a.attname <> 'tenant_id'"
        " WHERE k.contype = 'f' ORDER BY 1"
    )
    return [Key(*row) for row in found]


def is_refused(key: Key) -> bool:
    """Whether a child of one tenant that points at a parent of another is refused by this key, as the owner.

    A child of the other tenant is taken away and written anew as the own tenant's, still pointing at its parent.
    """
    with taken_back() as cursor:
        cursor.execute(
            f"SELECT * FROM {key.table} WHERE tenant_id = '837' AND {key.column} IS NOT NULL ORDER BY id LIMIT 1"
        )
        names = [column.name for column in cursor.description]
        child = cursor.fetchone()
        assert child, f"no row of {key.table} points by {key.column} in the other tenant"
        values = dict(zip(names, child, strict=True))
        cursor.execute(f"DELETE FROM {key.table} WHERE id = %s", [values["id"]])
        values |= {"tenant_id": "109", "id": uuid.uuid4() if isinstance(values["id"], uuid.UUID) else 10**12}
        row = {name: None if isinstance(value, dict) else value for name, value in values.items()}
        columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO {key.table} ({columns}) VALUES ({places})", list(row.values()))
        try:
            cursor.execute(f"SET CONSTRAINTS {key.name} IMMEDIATE")
        except IntegrityError as refused:
            return key.name in str(refused)
    return False


def is_noticed_without(key: Key) -> bool:
    """The control: without the key the same child is let in, and that is seen."""
    with taken_back() as cursor:
        cursor.execute(f"ALTER TABLE {key.table} DROP CONSTRAINT {key.name}")
        cursor.execute(
            f"ALTER TABLE {key.table} ADD CONSTRAINT {key.name} FOREIGN KEY (tenant_id) REFERENCES tenancy_municipality"
            " DEFERRABLE INITIALLY DEFERRED"
        )
        return not is_refused(key)
    return False
