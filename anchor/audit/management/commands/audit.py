"""`manage.py audit seal | verify | export`: sealing by hand, verifying against the anchor, taking everything along."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchor.audit.sealing import export, installation, offline, verifying
from anchor.audit.sealing.anchor import AnchorTrouble
from anchor.audit.sealing.examining import UNREADABLE
from anchor.audit.sealing.offline import ExportTrouble
from anchor.audit.sealing.sealer import SealingRefused
from anchor.audit.sealing.signing import KeyTrouble


class Command(BaseCommand):
    """The memory's command line."""

    help = (
        "The memory: seal what waits (ANCHOR_LOGIN=sealer), verify it, export it. Verifying exits with 0 when nothing was "
        "altered up to the last anchored root, 1 when something was, 2 when it could not be told, 3 when no anchor was given."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The three acts and their options."""
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("seal", help="seal what waits now, as the sealing worker does each minute")
        verify = acts.add_parser("verify", help="compare rows, seals and anchor")
        verify.add_argument("--anchor", type=Path, help="the anchor file, or a copy of it")
        verify.add_argument("--public-key", type=Path, default=Path(settings.SEAL_PUBLIC_KEYS), help="PEM file")
        verify.add_argument("--export", type=Path, help="verify this export instead of the database")
        acts.add_parser("export", help="write all rows and seals into a file").add_argument("file", type=Path)

    def handle(self, *, act: str, **options: Any) -> None:
        """Do one of them. Raises CommandError with the exit code."""
        try:
            getattr(self, f"_{act}")(options)
        except (AnchorTrouble, ExportTrouble, KeyTrouble, SealingRefused, OSError) as wrong:
            raise CommandError(str(wrong), returncode=UNREADABLE) from wrong

    def _seal(self, options: dict[str, Any]) -> None:
        if settings.LOGIN != "sealer":
            raise CommandError("only the sealer seals: ANCHOR_LOGIN=sealer")
        made = installation.sealer().run()
        self.stdout.write(f"{len(made)} seals over {sum(seal.rows for seal in made)} rows")

    def _verify(self, options: dict[str, Any]) -> None:
        keys, anchored = options["public_key"], options["anchor"]
        if options["export"]:
            verdict = offline.verify(options["export"], keys, anchored)
        else:
            verdict, after = verifying.verify(keys, anchored)
            self.stdout.write(f"{after.rows} rows are not sealed yet")
        self.stdout.write("\n".join(verdict.lines()))
        if verdict.code:
            sys.exit(verdict.code)

    def _export(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{export.write(options['file'])} rows written to {options['file']}")
