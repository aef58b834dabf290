"""`manage.py prepare_database [--createdb]`: the logins and the database, before any migration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchor.core.embedded.places import EmbeddedError
from anchor.core.embedded.roles import prepare


class Command(BaseCommand):
    """Roles are cluster-wide and need a superuser, so migrations, which run as the owner, only grant."""

    help = "Makes the database logins and the database, or brings them up to date. Connects as superuser."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command line."""
        parser.add_argument("--createdb", action="store_true", help="let the owner make databases, as tests need")

    def handle(self, *, createdb: bool, **options: Any) -> None:
        """Do it, under an advisory lock; running it again changes nothing."""
        try:
            prepare(createdb)
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            self.stdout.write("Database and logins are ready.")
