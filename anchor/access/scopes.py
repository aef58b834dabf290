"""The middleware's twin for tasks: on whose behalf a task acts, with the rights of the time it runs."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from anchor.accounts.actor import Actor, actor_of
from anchor.core.folding import fold
from anchor.tenancy.scope import PROTECTED, Scope, scoped


class NoLongerAMember(Exception):
    """The membership a task was to act for has ended, or its person may no longer sign in."""


@contextmanager
def on_behalf_of(membership_id: uuid.UUID | str) -> Iterator[Actor]:
    """Open a transaction in the scope of the asker. Raises NoLongerAMember when their rights have ended meanwhile."""
    actor = actor_of(membership_id)
    if actor is None:
        raise NoLongerAMember(str(membership_id))
    with scoped(actor.scope()):
        yield actor


@contextmanager
def protecting(actor: Actor) -> Iterator[None]:
    """The one write that puts something under non-disclosure, by somebody who may not read it afterwards.

    Anybody who may write an address may protect it at once; the database refuses a row its writer could not read back,
    so this write, and nothing else, stands in the scope of the right.
    """
    with scoped(replace(actor.scope(), rights=PROTECTED)):
        yield


@contextmanager
def collecting(tenant_id: str) -> Iterator[None]:
    """Open a transaction in which one tenant's records may be read to count them, by no person."""
    with scoped(Scope(tenant=tenant_id, role="collector")):
        yield


def collect_from_each(tenants: Sequence[str], rows: Callable[[str], QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """What `rows` of each tenant gives, each asked in that tenant's scope; one round trip, however many tenants."""
    found: list[tuple[Any, ...]] = []
    if not tenants:
        return found
    with collecting(tenants[0]), connection.cursor() as cursor:
        statements, values = [], []
        for tenant_id in tenants:
            sql, params = rows(tenant_id).query.sql_with_params()
            statements += ["SELECT set_config('app.tenant', %s, true)", sql]
            values += [tenant_id, *params]
        cursor.execute("; ".join(statements), values)
        for _tenant in tenants:
            cursor.nextset()  # past the setting
            found += cursor.fetchall()
            cursor.nextset()
    return found


@contextmanager
def seeking(actor: Actor, *, given_names: str, family_name: str, birth_date: datetime.date) -> Iterator[None]:
    """Open a transaction in which the wall shows whoever is named exactly, of the actor's team, and lets their case be opened.

    Nothing else of the emergency access is asked in it (access.md, Emergency access).
    """
    sought = {
        "sought_given": fold(given_names),
        "sought_family": fold(family_name),
        "sought_born": birth_date.isoformat(),
    }
    with scoped(replace(actor.scope(), role="seeker", **sought)):
        yield


@contextmanager
def seeking_code(actor: Actor, hashed: bytes) -> Iterator[None]:
    """The same by the exact identity code, for a register officer: only a code the own controller has written down is found."""
    with scoped(replace(actor.scope(), role="seeker", sought_code=hashed.hex())):
        yield


@contextmanager
def counting() -> Iterator[None]:
    """Open a transaction that counts facts of every tenant: the wall shows them to the statistics login, and only them."""
    with scoped(Scope(role="statistics")):
        yield
