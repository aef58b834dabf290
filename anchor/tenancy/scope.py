"""The transaction's scope: on whose behalf the database answers, told to the wall with transaction-local settings.

Outside a scope every query on tenant data raises, so a forgotten scope is found before it shows an empty page. A setting
reads as '' after its transaction, never NULL: policies say NULLIF wherever '' would be cast or match (design: access.md, The transaction).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import astuple, dataclass

from django.conf import settings
from django.db import connection, transaction

SETTINGS = (
    "app.user",
    "app.membership",
    "app.tenant",
    "app.team",
    "app.sector",
    "app.role",
    "app.controller",
    "app.rights",
    "app.sought_given",
    "app.sought_family",
    "app.sought_born",
    "app.sought_code",
)
# The named right to process data under non-disclosure, as the setting app.rights says it.
PROTECTED = "protected"


class NoScope(RuntimeError):
    """Tenant data was asked for outside a scope: a programmer's error, never a user's."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the wall knows of the asker; the empty string means none."""

    user: str = ""
    membership: str = ""
    tenant: str = ""
    team: str = ""
    sector: str = ""
    role: str = ""
    controller: str = ""
    rights: str = ""  # named rights of the membership, separated by spaces
    # Who is sought: the name as it is searched and the birth date, or the keyed hash of the identity code.
    sought_given: str = ""
    sought_family: str = ""
    sought_born: str = ""
    sought_code: str = ""


NOBODY = Scope()
_current: ContextVar[Scope | None] = ContextVar("anchor_scope", default=None)


def current() -> Scope | None:
    """The scope of this transaction, or None outside one."""
    return _current.get()


def require_scope() -> None:
    """Raise NoScope when nobody has said on whose behalf the database is asked."""
    if _current.get() is None:
        raise NoScope("tenant data was queried outside a scope; use the middleware, a task's twin, or beyond_the_wall")


def tell_database(scope: Scope, *, role: str = "") -> None:
    """Write the scope into the transaction's settings, in one round trip.

    `role` is the database role to assume for the rest of the transaction: only tests do, which build their world as the
    owner and ask as the application.
    """
    settings_ = dict(zip(SETTINGS, astuple(scope), strict=True))
    if role:
        settings_["role"] = role
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings_)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in settings_.items() for part in pair])


@contextmanager
def scoped(scope: Scope, *, to_the_end: bool = False) -> Iterator[Scope]:
    """Open a transaction in which the database answers for this scope; the scope before it returns afterwards.

    Transaction-local settings vanish with their transaction. Inside another one (a savepoint, as in tests) they would
    stay, so there they are set back; a rollback sets them back by itself. `to_the_end` says that the caller has opened the
    transaction and ends it right after: then it needs no savepoint, and outside tests nothing is set back.
    """
    before = _current.get()
    nested = connection.in_atomic_block
    token = _current.set(scope)
    try:
        with nullcontext() if to_the_end else transaction.atomic():
            tell_database(scope, role=settings.ASSUME_ROLE)
            yield scope
            stays = nested and not (to_the_end and not settings.ASSUME_ROLE)
            if stays and not connection.needs_rollback:
                inside = before is not None and before is not NOBODY
                back = settings.ASSUME_ROLE if inside else "none"
                tell_database(before or NOBODY, role=back if settings.ASSUME_ROLE else "")
    finally:
        _current.reset(token)


@contextmanager
def beyond_the_wall(reason: str) -> Iterator[None]:
    """The ugly escape hatch: builders, migrations and tests that act as the owner of the schema. Grep for it.

    It sets no rights: under the application's login the wall still answers with nothing.
    """
    if not reason:
        raise ValueError("say why")
    if _current.get() not in (None, NOBODY):
        raise RuntimeError("the wall cannot be left from inside a scope")
    token = _current.set(NOBODY)
    try:
        yield
    finally:
        _current.reset(token)
