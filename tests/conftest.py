"""The bench of carelessness: what is forgotten in the program fails here (house.md, principle 15)."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.template import Context, base
from django.utils import translation

from anchor.access.grants import permission_id
from anchor.core.embedded.roles import prepare
from anchor.tenancy import codes


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The three logins exist before the tests' database is made; the owner may make databases here."""
    prepare(createdb=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> None:
    """Every test finds the areas and code lists loaded, as every installation does."""
    from anchor.tenancy.reference import load_reference_data

    with django_db_blocker.unblock():
        load_reference_data(datetime.date(2026, 1, 1))


@pytest.fixture
def reference_data_again(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """After a test that commits, the tables are emptied: areas and code lists return for those that follow."""
    from anchor.tenancy.reference import load_reference_data

    yield
    with django_db_blocker.unblock():
        load_reference_data(datetime.date(2026, 1, 1))


@pytest.fixture
def committed(reference_data_again: None, transactional_db: None) -> None:
    """For tests whose writes other processes or threads must see."""


@pytest.fixture
def world(db: Any) -> Any:
    """A small world with named people (tests/world.py).

    Its code lists have been read: which test reads them first is chance, and may not change what another one counts.
    """
    from tests.world import World

    codes.labels("reason")
    return World()


@pytest.fixture(autouse=True)
def an_empty_cache() -> Iterator[None]:
    """No look of an earlier test silences a row of the memory in this one."""
    yield
    cache.clear()
    permission_id.cache_clear()
    translation.deactivate()  # a request leaves its reader's language behind


class UndefinedVariable(AssertionError):
    """A template asked for a variable nobody gave it."""


@pytest.fixture(autouse=True)
def undefined_variables_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable in a template is an error, not an empty place. `{% if %}`, `default` and `firstof` may ask."""
    resolve = base.FilterExpression.resolve

    def strict(self: Any, context: Context, ignore_failures: bool = False) -> Any:
        if ignore_failures or not isinstance(self.var, base.Variable) or _may_be_missing(self):
            return resolve(self, context, ignore_failures)
        try:
            self.var.resolve(context)
        except base.VariableDoesNotExist as missing:
            raise UndefinedVariable(f"{self.token}: {missing}") from missing
        return resolve(self, context, ignore_failures)

    monkeypatch.setattr(base.FilterExpression, "resolve", strict)


def _may_be_missing(expression: Any) -> bool:
    return any(
        getattr(function, "__name__", "") in ("default", "default_if_none") for function, _ in expression.filters
    )
