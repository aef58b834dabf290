"""Emptying a demonstration: all records, people and teams. Never an installation that serves real people."""

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Max

from anchor.access.matrix import MATRIX
from anchor.access.outside import OUTSIDE

# What a new world is not about: areas and code lists, keys, the memory (nothing in the program deletes it), Django's own.
KEPT_APPS = ("tenancy", "audit", "contenttypes", "auth")


class NotADemonstration(RuntimeError):
    """This installation serves real people; nothing was touched."""


def walled_tables() -> list[str]:
    """Everything behind the wall."""
    return _tables({row.model for row in MATRIX.values()})


def emptied_tables() -> list[str]:
    """Everything behind the wall, and what lies outside it about people, jobs and sessions."""
    return walled_tables() + _tables({label for label in OUTSIDE if label.split(".")[0] not in KEPT_APPS})


def _tables(labels: set[str]) -> list[str]:
    return sorted(apps.get_model(label)._meta.db_table for label in labels)


def empty() -> None:
    """Delete every row of those tables. Raises NotADemonstration anywhere else than in a demonstration."""
    if not settings.IS_DEMO:
        raise NotADemonstration("only a demonstration is emptied")
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(emptied_tables())} RESTART IDENTITY")


def restart_numbers() -> None:
    """Let the database number on after rows whose numbers were given."""
    with connection.cursor() as cursor:
        for label in ("accounts.Team", "accounts.TeamArea", "accounts.Organisation"):
            table = apps.get_model(label)._meta.db_table
            last = apps.get_model(label)._base_manager.aggregate(last=Max("id"))["last"]
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
