"""`manage.py build_demo`: the country of invented people that `make demo` shows."""

import time
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from anchor.desk.demo import builder, lately
from clients.services.ages import reckon_all

# Whoever tries the program over several days keeps what they wrote; after a week nothing planned would lie ahead.
KEPT_DAYS = timedelta(days=7)


class Command(BaseCommand):
    help = "Empties a demonstration and builds it anew: the same seed and day give the same people. Connects as owner."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contacts-per-year", type=int, default=7000, help="in the whole country")
        parser.add_argument("--years", type=int, default=3)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="the day of the demo; default today")
        parser.add_argument(
            "--if-missing", action="store_true", help="keep a world of the same wish that is at most a week old"
        )

    def handle(self, *args: Any, if_missing: bool, until: date | None, verbosity: int, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This is not a demonstration: nothing is built, and nothing was touched.")
        names = ("contacts_per_year", "years", "seed")
        wish = builder.Wish(**{name: options[name] for name in names}, until=until or timezone.localdate())
        if min(wish.contacts_per_year, wish.years) < 1:
            raise CommandError("A world needs a contact and a year at least.")
        if if_missing and _is_there(wish, exactly=until is not None):
            self._say(verbosity, "The world is there already.")
            return
        began = time.monotonic()
        with transaction.atomic():
            world = builder.build(wish, lambda line: self._say(verbosity, line))
            lately.tell(world.cases)
            reckon_all()  # as a night would
        seconds = time.monotonic() - began
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for table, count in world.rows.items():
            self._say(verbosity, f"{count:>10,} {table}")
        self._say(verbosity, f"{world.total:>10,} rows in {seconds:.1f} s")

    def _say(self, verbosity: int, line: str) -> None:
        if verbosity:
            self.stdout.write(line)


def _is_there(wish: builder.Wish, *, exactly: bool) -> bool:
    """Whether the same wish stands built; without a day of its own, a world of the last week will do."""
    there = builder.built()
    if there is None or there | {"until": ""} != wish.marker | {"until": ""}:
        return False
    built_until = date.fromisoformat(there["until"])
    return built_until == wish.until if exactly else wish.until - KEPT_DAYS < built_until <= wish.until
