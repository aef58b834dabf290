"""Asking the program's two locks separately, everything at once: the rule past the wall, and the wall without a rule."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from anchor.access import rules
from anchor.access.actions import ACTIONS, Action
from anchor.accounts.actor import Actor
from anchor.tenancy.scope import NOBODY, Scope, beyond_the_wall, tell_database
from clients.models import Client, ClientIdentity
from tests.proofs.oracle import ACTS, DELETED, Asker, Thing
from tests.proofs.program import KINDS, MODELS, kinds_of, model_of

Ids = set[Any]


def table_of(model: str) -> str:
    """The table of a model."""
    return str(apps.get_model(model)._meta.db_table)


def known_by_rule(actor: Actor, models: Iterable[str] = MODELS) -> dict[str, Ids]:
    """Ids of all rows that `visible_to` gives somebody, asked as the owner so that no wall helps."""
    with beyond_the_wall("the rule alone"):
        return {
            model: set(_visible(apps.get_model(model), actor).order_by().values_list("pk", flat=True))
            for model in models
        }


def _visible(model: Any, actor: Actor) -> Any:
    """The queryset's own `visible_to`; a draft is asked for by its rule."""
    rows = model.objects.all()
    return rows.visible_to(actor) if hasattr(rows, "visible_to") else rows.filter(rules.rows(model, actor))


def done_by_rule(actor: Actor) -> dict[tuple[str, str], Ids]:
    """Ids of the records somebody may act upon, by action and kind."""
    found = {}
    with beyond_the_wall("the rule alone"):
        for name, act in ACTS.items():
            for kind in act.to:
                model = model_of(KINDS[kind])
                may = rules.doable(actor, Action(name), model)
                found[name, kind] = set(model.objects.filter(may).order_by().values_list("pk", flat=True))
    return found


def role_alone(actor: Actor) -> set[str]:
    """The acts for which somebody's role is enough."""
    return {action.value for action, rule in ACTIONS.items() if not rule.relations and rules.can(actor, action)}


def scope_of(asker: Asker, actor: Actor | None) -> Scope:
    """What the wall is told of somebody; the collector is a task without a person."""
    if actor is None:
        return Scope(tenant=asker.tenant, role=asker.role)
    if asker.seeks is None:
        return actor.scope()
    return replace(actor.scope(), role=asker.role, **sought(asker.seeks, by_code=asker.by_code))


def sought(client_id: Any, *, by_code: bool = False) -> dict[str, str]:
    """The name and birth date that a search for somebody gives the wall, or the hash of the identity code."""
    with beyond_the_wall("whom somebody seeks"):
        if by_code:
            return {"sought_code": bytes(ClientIdentity._base_manager.get(client_id=client_id).identity_hash).hex()}
        client = Client._base_manager.select_related("birth").get(pk=client_id)
    return {
        "sought_given": client.folded_given,
        "sought_family": client.folded_family,
        "sought_born": client.birth.birth_date.isoformat(),
    }


@contextmanager
def as_application(scope: Scope) -> Iterator[Any]:
    """A cursor under the application's login in this scope, inside the proof's own transaction: no rule is near."""
    tell_database(scope, role=settings.ASSUME_ROLE)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        tell_database(NOBODY, role="none")


def _ids(cursor: Any, statement: str) -> Ids:
    cursor.execute(statement)
    return {row[0] for row in cursor.fetchall()}


def through_wall(scope: Scope, models: Iterable[str] = MODELS) -> dict[tuple[str, str], Ids]:
    """Ids of all rows the wall lets somebody read, change and delete, by action and model."""
    found: dict[tuple[str, str], Ids] = {}
    with as_application(scope) as cursor:
        for model in models:
            table = table_of(model)
            found["read", model] = _ids(cursor, f"SELECT id FROM {table}")
            # Locking a row asks for the right to change it, and changes nothing.
            found["write", model] = _ids(cursor, f"SELECT id FROM {table} FOR UPDATE")
            if any(kind in DELETED for kind in kinds_of(model)):
                cursor.execute("SAVEPOINT deleting")
                found["delete", model] = _ids(cursor, f"DELETE FROM {table} RETURNING id")
                cursor.execute("ROLLBACK TO deleting")
            else:
                found["delete", model] = set()
    return found


# A column anybody who may write the row may set to this, and no origin of it.
HARMLESS = {
    "core.Draft": "saved_at = now()",
    "clients.CaseNumbering": "last = 1",
    "clients.CaseGrant": "ends_on = ends_on",
    "referrals.QuestionGrant": "ends_on = ends_on",
    "referrals.ContactGrant": "ends_on = NULL",
    "clients.EmergencyAttempt": "at = now()",
    "referrals.Event": "controller = controller",
    "referrals.EventDetails": "happened_on = NULL",
    "clients.ExtractRequest": "asked_by_id = NULL",
    "clients.PresenceNotice": "ground = ''",
}


def blindly(scope: Scope, models: Iterable[str] = MODELS) -> dict[tuple[str, str], int]:
    """How many rows somebody changes and deletes without looking at any; -1 when the wall refuses loudly."""
    found: dict[tuple[str, str], int] = {}
    with as_application(scope) as cursor:
        for model in models:
            table, row = table_of(model), KINDS[kinds_of(model)[0]]
            change = HARMLESS.get(model, "version = 1" if row.stamped else "month = 1")
            statements = {"write": f"UPDATE {table} SET {change}"}
            if row.deletable:
                statements["delete"] = f"DELETE FROM {table}"
            for action, statement in statements.items():
                found[action, model] = _rows_touched(cursor, statement)
    return found


def _rows_touched(cursor: Any, statement: str) -> int:
    try:
        with transaction.atomic():
            cursor.execute(statement)
            raise _NotKept(cursor.rowcount)
    except _NotKept as touched:
        return int(touched.args[0])
    except ProgrammingError as refused:
        if "row-level security" not in str(refused):
            raise
        return -1


# What can be made for this moment alone.
OPENED_NOW: dict[str, Callable[[datetime.datetime], dict[str, Any]]] = {
    "extract request": lambda now: {
        "opened_at": now,
        "until": now + datetime.timedelta(hours=2),
        **dict.fromkeys(("closed_at", "log_made_at", "data_made_at", "asked_by_id")),
        "asker": "",
        "left_out": "{}",
    },
    "emergency attempt": lambda now: {"at": now},
    "emergency access": lambda now: {
        "opened_at": now,
        "until": now + datetime.timedelta(minutes=60),
        "review_due_on": now.date() + datetime.timedelta(days=3),
        "renewed_at": None,
        "address_confirmed_at": None,
        "reviewed_at": None,
        "reviewed_by_id": None,
        "judgement": "",
    },
}


class Copies:
    """Rows as they stand, to be made anew by somebody else under the same parents."""

    def __init__(self, models: Iterable[str] = MODELS) -> None:
        self.rows: dict[str, dict[Any, dict[str, Any]]] = {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            self.now = cursor.fetchone()[0]
            for model in models:
                cursor.execute(f"SELECT * FROM {table_of(model)}")
                names = [column.name for column in cursor.description]
                rows = (dict(zip(names, values, strict=True)) for values in cursor.fetchall())
                self.rows[model] = {row["id"]: row for row in rows}

    def of(self, thing: Thing, asker: Asker, user: Any) -> dict[str, Any]:
        """The row of a thing as this asker would write it: in the own name, for the own team, about the same."""
        row = dict(self.rows[KINDS[thing.kind].model][thing.id])
        row["id"] = uuid.uuid4()
        if isinstance(thing.id, int):
            del row["id"]
        if asker.role != "collector":
            own = {"author_id": asker.id, "team_id": asker.team, "membership_id": asker.id, "user_id": user}
            # What an event was bears the contact's receiver, whoever tells it.
            is_anothers = thing.holder is None or thing.kind == "event details"
            named = {"membership_id", "user_id"} if is_anothers else {"author_id"}
            row |= {name: value for name, value in own.items() if name in row and name not in named}
        if "number" in row:
            row["number"] = uuid.uuid4().hex[:16]
        if thing.kind == "contact":
            row["case_id"] = None
        if thing.kind == "transfer":  # a new one waits
            row |= {"state": "waiting", "answered_on": None, "answered_by_id": None, "decline_reason": ""}
        if thing.kind == "disclosure":  # what has been taken back is not made anew
            row["taken_back_on"] = None
        if thing.kind in OPENED_NOW:
            row |= OPENED_NOW[thing.kind](self.now)
        return {name: None if isinstance(value, dict) else value for name, value in row.items()}


def may_make(cursor: Any, model: str, row: dict[str, Any]) -> bool:
    """Whether the wall lets this row in; what another constraint then says does not matter here."""
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    try:
        with transaction.atomic():
            cursor.execute(f"INSERT INTO {table_of(model)} ({columns}) VALUES ({places})", list(row.values()))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise _NotKept
    except ProgrammingError as refused:
        if "row-level security" not in str(refused):
            raise
        return False
    except IntegrityError as refused:
        return "_same_team" not in str(refused)  # a key that stands where the wall cannot ask
    except _NotKept:
        return True


class _NotKept(Exception):
    """The row was let in, and is taken back."""


def made_through_wall(
    asker: Asker, actor: Actor | None, things: Iterable[Thing], copies: Copies
) -> Iterator[tuple[Thing, bool]]:
    """Of each thing, whether the wall lets the asker make another one about the same."""
    user = actor.user_id if actor else None
    with as_application(scope_of(asker, actor)) as cursor:
        for thing in things:
            yield thing, may_make(cursor, KINDS[thing.kind].model, copies.of(thing, asker, user))


def today() -> datetime.date:
    """The day the database has, in Helsinki: one clock for all three."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Europe/Helsinki')::date")
        return cursor.fetchone()[0]
