"""`manage.py demo_signins`: whom a visitor of the demo may be."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from anchor.desk.demo import signins


class Command(BaseCommand):
    """Prints the addresses and the one password of the demo's people."""

    help = "Prints the demo's sign-ins."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """In English, as everything on the command line."""
        with translation.override("en"):
            self.stdout.write(f"Sign in as one of:\n{signins()}")
