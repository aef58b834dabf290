"""`manage.py bench`, behind `make bench`: how fast the pages are, as a table and as JSON."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchor.core import embedded
from anchor.desk.bench.countries import Country
from anchor.desk.bench.measures import Measure, measure
from anchor.desk.bench.server import load

SMALL = 10_000


class Command(BaseCommand):
    help = "Builds what is missing, measures the pages against their budgets, and prints a table."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=1_000_000, help="in the large country")
        parser.add_argument("--small", type=int, default=SMALL, help="in the small one")
        parser.add_argument("--rounds", type=int, default=100, help="how often each page is asked for")
        parser.add_argument("--json", type=Path, default=None, help="where the figures go; default var/bench.json")

    def handle(self, *args: Any, clients: int, small: int, rounds: int, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This is not a demonstration: nothing was built or measured.")
        if rounds < 20:
            raise CommandError("A 95th percentile needs twenty rounds at least.")
        countries = [Country(small), Country(clients)]
        for country in countries:
            self.stdout.write(f"Country of {country.clients:,} clients")
            self.stdout.flush()
            country.build()
        before, began = load(), time.monotonic()
        rows = []
        for row in measure(countries[0], countries[1], rounds, self._say):
            rows.append(row)
            self._print(row)
        over = [row.what for row in rows if not row.holds]
        self.stdout.write(f"{len(rows) - len(over)} of {len(rows)} within budget; {time.monotonic() - began:.0f} s")
        if before > 1:
            self.stdout.write(f"The machine was busy before the first measure (load {before:.1f}): times are too long.")
        self._save(options["json"] or embedded.var_folder() / "bench.json", clients, small, rounds, before, rows)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  … {line}")
        self.stdout.flush()

    def _print(self, row: Measure) -> None:
        limit = f"at most {row.limit:g}" if row.limit is not None else ""
        verdict = "" if row.holds else "OVER"
        self.stdout.write(
            f"{row.what:<62} {row.value:>9.2f} {row.unit:<3} {limit:<12} {verdict:<5} {row.note}".rstrip()
        )
        self.stdout.flush()

    def _save(self, path: Path, clients: int, small: int, rounds: int, load_: float, rows: list[Measure]) -> None:
        measured = [asdict(row) | {"holds": row.holds} for row in rows]
        about = {"clients": clients, "small": small, "rounds": rounds, "load_before": load_, "measures": measured}
        path.write_text(json.dumps(about, indent=1))
        self.stdout.write(f"Figures: {path}")
