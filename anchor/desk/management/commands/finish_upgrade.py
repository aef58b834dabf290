"""Move what the release before this one still wrote into its old columns while this one was installed.

Run as the owner, at once when its last process has ended: later it would undo what was corrected since. Twice changes nothing.
"""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from anchor.tenancy.scope import beyond_the_wall

MOVES = (
    ("meetings.migrations.0016_places_apart", "keep_apart"),
    ("referrals.migrations.0021_origins_apart", "keep_apart"),
    ("clients.migrations.0037_birth_dates_moved", "move"),
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with beyond_the_wall("an upgrade"), transaction.atomic(), connection.cursor() as cursor:
            for module, move in MOVES:
                getattr(import_module(module), move)(apps, cursor)
        self.stdout.write("What the earlier release wrote has been moved.")
