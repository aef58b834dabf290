"""Counting what a page asks of the database."""

from typing import Any

# Savepoints and the roles of tests are not asked for by a page: they come with the transaction of a test.
_OF_TESTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "SELECT set_config('app.user', ''")


def asked(captured: Any) -> list[str]:
    """The statements of a request, without those that only a test's transaction brings."""
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(_OF_TESTS)]
