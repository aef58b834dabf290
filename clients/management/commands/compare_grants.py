"""`manage.py compare_grants`: does every key to a case follow from work on it, and every work have its key?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.services.drift import compare_grants


class Command(BaseCommand):
    help = "Compares the grants of every tenant with its participations and open questions of today. Ends with an error when they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        found = compare_grants()
        self.stdout.write(
            f"{found.grants:,} grants, {found.facts:,} participations and questions: drift {found.differing.total()}"
        )
        for kind, number in sorted(found.differing.items()):
            self.stdout.write(f"  {kind}: {number}")
        for about in sorted(found.about):
            self.stdout.write(f"  about {about}")
        if found.differing:
            raise CommandError("grants have drifted from participations")
