"""manage.py load_reference_data: areas of Finland and code lists, from the files in the repository."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from anchor.tenancy.reference import DATA, WrongData, load_reference_data


class Command(BaseCommand):
    help = "Load municipalities, wellbeing services counties, police departments and code lists. Can be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="where the CSV files are")
        parser.add_argument(
            "--today", type=date.fromisoformat, default=None, help="the day of the load, like 2027-01-01"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = load_reference_data(options["today"] or timezone.localdate(), options["folder"])
        except WrongData as wrong:
            raise CommandError(f"Nothing was loaded. {wrong}") from wrong
        if options["verbosity"]:
            self.stdout.write(str(summary))
