"""`manage.py build_large`: a country to measure with, in a database of its own (`ANCHOR_VAR=var/large`)."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from anchor.desk.large import builder


class Command(BaseCommand):
    help = "Builds a large country by COPY, or keeps the one that is there while its builder is unchanged."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=1_000_000)
        parser.add_argument("--again", action="store_true", help="build it anew even when it is there")

    def handle(self, *args: Any, clients: int, again: bool, verbosity: int, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This is not a demonstration: nothing is built, and nothing was touched.")
        if clients < 1000:
            raise CommandError("A large country has a thousand clients at least.")
        if builder.holds_another_world():
            raise CommandError("Another world stands in this database. Choose one of its own: ANCHOR_VAR=var/large")
        if not again and builder.is_there(clients):
            self._say(verbosity, f"{clients:,} clients are there already.")
            return
        began = time.monotonic()
        rows = builder.build(clients, lambda line: self._say(verbosity, line))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # as autovacuum would have, long before so many rows had come together
        for model, count in sorted(rows.items(), key=lambda one: -one[1]):
            self._say(verbosity, f"{count:>12,} {model}")
        self._say(verbosity, f"{sum(rows.values()):>12,} rows in {time.monotonic() - began:.1f} s")

    def _say(self, verbosity: int, line: str) -> None:
        if verbosity:
            self.stdout.write(line)
