"""A statement whose text never changes, kept by the server together with its plan."""

from typing import Any

from django.db import connection as _connection
from psycopg import RawCursor

connection: Any = _connection  # Django's types know nothing of what a cursor is made of


class _Prepared(RawCursor):
    """Lets the server keep the statement and its plan; its places are numbered already, for to find them in a long text takes long."""

    def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
        return super().execute(query, params, prepare=True)


def prepared_cursor() -> Any:
    """A cursor of this thread's connection whose statements are kept; they name their places $1, $2 and so on."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_Prepared(connection.connection))
