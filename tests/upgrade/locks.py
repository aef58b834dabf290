"""What people who work during a migration would feel: whether any table keeps a writer waiting for long."""

import threading
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

LONGEST = 2.0  # seconds a lock may keep others waiting (quality.md, Reliability)


class Watch:
    """`with Watch(connection) as watch:` asks each table in turn for a writer's lock; `stuck` names those that refused.

    `rounds` counts how often all tables were asked. The connection is the watch's own, in autocommit.
    """

    def __init__(self, connection: psycopg.Connection, longest: float = LONGEST) -> None:
        self.connection = connection
        self.rounds = 0
        self.stuck: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        connection.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(f"{longest * 1000:.0f}ms")))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self.connection.close()

    def _watch(self) -> None:
        while not (self._over.is_set() and self.rounds):
            for table in self._tables():
                self._ask(table)
            self.rounds += 1
            self._over.wait(0.05)

    def _tables(self) -> list[str]:
        ours = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        return [table for (table,) in self.connection.execute(ours)]

    def _ask(self, table: str) -> None:
        try:
            with self.connection.transaction():
                self.connection.execute(sql.SQL("LOCK TABLE {} IN ROW EXCLUSIVE MODE").format(sql.Identifier(table)))
        except psycopg.errors.LockNotAvailable:
            self.stuck.add(table)
        except psycopg.errors.UndefinedTable:
            return  # dropped by the migration since it was listed
