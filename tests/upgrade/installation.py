"""A whole installation beside the tests' own: a database, and processes that use it under the real logins."""

import base64
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql

from anchor.core.embedded import var_folder
from anchor.core.embedded.addresses import database_url
from tests.databases import addresses, run_program
from tests.upgrade.releases import REPOSITORY

# Published with the dumps, which hold invented people only: whoever restores one must be able to open its texts.
KEYS = {
    f"ANCHOR_{name}": base64.urlsafe_b64encode(
        hashlib.sha256(f"Anchor, kept release, {name}".encode()).digest()
    ).decode()
    for name in ("SECRET_KEY", "MASTER_KEY", "LOOKUP_KEY")
}
DUMP = ["--no-owner", "--exclude-extension=*", "--restrict-key=anchor"]
# PostgreSQL writes the casts of a list of words in another way once they have been dumped and restored.
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")
NOT_SCHEMA = re.compile(r"^(--.*|\\.*|.*\bSCHEMA public\b.*|)$")


class Installation:
    """`with Installation("name") as installation:` makes the database as production does, and drops it at the end."""

    def __init__(self, name: str, *, copy_of: str = "") -> None:
        self.name = name
        self.copy_of = copy_of

    def __enter__(self) -> Self:
        self._drop()
        if self.copy_of:
            with self._owner("postgres") as owner:
                copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
                owner.execute(copy.format(sql.Identifier(self.name), sql.Identifier(self.copy_of)))
        self.run("manage.py", "prepare_database", "--createdb")
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._drop()

    def run(self, *line: str, login: str = "owner") -> str:
        """What a Python process of this installation printed. Raises RuntimeError with its last words."""
        told = {
            "DJANGO_SETTINGS_MODULE": "anchor.settings.test",
            "ANCHOR_VAR": str(var_folder()),
            "ANCHOR_LOGIN": login,
        }
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *line],
            cwd=REPOSITORY,
            env=os.environ | addresses(self.name) | KEYS | told | {"PGOPTIONS": "-c lock_timeout=2s"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(line)}: {(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def seen_by(self, email: str) -> dict[str, Any]:
        """What this person is shown by the program under the application's login (look.py)."""
        return dict(json.loads(self.run("-m", "tests.upgrade.look", email, login="app")))

    def connect(self) -> psycopg.Connection:
        """As the owner of the schema, each statement for itself."""
        return self._owner(self.name)

    def restore(self, dump: Path) -> None:
        """Fill the empty database as its owner."""
        options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        run_program("psql", *options, login="owner", name=self.name, given=gzip.decompress(dump.read_bytes()))

    def dump(self) -> bytes:
        """Tables, data, rights and policies as plain SQL; the extension comes from `prepare_database`."""
        return run_program("pg_dump", *DUMP, login="admin", name=self.name)

    def rows(self) -> dict[str, int]:
        """How many rows each tenant table holds, whoever may see them."""
        with self.connect() as owner:
            tables = owner.execute(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p')"
                " AND NOT c.relispartition AND a.attname = 'tenant_id' AND c.relnamespace = 'public'::regnamespace"
                " ORDER BY 1"
            ).fetchall()
            return {table: self.count(owner, table) for (table,) in tables}

    def ends_after(self, day: str) -> list[str]:
        """Columns in which something ends by itself after a day: what people see there would change with the calendar."""
        with self.connect() as owner:
            columns = owner.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND column_name IN ('ends_on', 'ended_on', 'valid_to') AND table_name NOT LIKE 'tenancy%%' ORDER BY 1, 2"
            ).fetchall()
            late = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE {} > {})")
            return [
                f"{table}.{column}"
                for table, column in columns
                if owner.execute(late.format(*map(sql.Identifier, (table, column)), day)).fetchone() == (True,)
            ]

    @staticmethod
    def count(owner: psycopg.Connection, table: str) -> int:
        """Rows of one table."""
        counted = owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        return int(counted[0]) if counted else 0

    @staticmethod
    def _owner(database: str) -> psycopg.Connection:
        return psycopg.connect(database_url("owner"), dbname=database, autocommit=True)

    def _drop(self) -> None:
        with psycopg.connect(database_url("admin"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))


def schema_of(name: str) -> set[str]:
    """Every table, column, constraint, index, function, trigger, right and policy of a database, one statement each."""
    text = run_program("pg_dump", "--schema-only", *DUMP, login="admin", name=name).decode()
    kept = "\n".join(line for line in text.splitlines() if not NOT_SCHEMA.match(line))
    return {statement.strip() for statement in CASTS.sub("", kept).split(";\n") if statement.strip()}
