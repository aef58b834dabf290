"""manage.py compile_translations: .po to .mo by polib, so that no gettext tools are needed where the program runs."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test.utils import override_settings

SOURCE_LANGUAGE = "en"
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_NOT_OURS = {"var", "tests", "docs", "locale", "node_modules"}

type Key = tuple[str, str]


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po where the .mo is older. --strict fails on any hole in a translation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--strict", action="store_true", help="fail on fuzzy, empty, missing or misformatted entries"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues = sorted(
            path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")
        )
        compiled = sum(compile_catalogue(path) for path in catalogues)
        if options["verbosity"]:
            self.stdout.write(f"{compiled} of {len(catalogues)} catalogues compiled")
        if options["strict"]:
            holes = [*_missing_catalogues(catalogues), *self._holes(catalogues)]
            if holes:
                raise CommandError("\n".join([*holes, f"{len(holes)} holes in the translations"]))

    def _holes(self, catalogues: list[Path]) -> Iterator[str]:
        wanted = self._extract()
        for path in catalogues:
            name = f"{path.parent.parent.name}/{path.name}"
            yield from (f"{name}: {hole}" for hole in holes_in(polib.pofile(str(path)), wanted))

    def _extract(self) -> set[Key]:
        if shutil.which("xgettext") is None:
            self.stderr.write("xgettext is not installed: strings missing from the catalogues were not looked for")
            return set()
        return extract(Path(settings.BASE_DIR))


def compile_catalogue(path: Path) -> bool:
    """Compile one catalogue when it is newer than what was compiled. Several processes may do so at once."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".mo")
    os.close(handle)
    polib.pofile(str(path)).save_as_mofile(temporary)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
    return True


def holes_in(catalogue: polib.POFile, wanted: set[Key]) -> Iterator[str]:
    """What is fuzzy, empty, differently formatted, or wanted and not there, one sentence each."""
    there: set[Key] = set()
    for entry in catalogue:
        if entry.obsolete:
            continue
        there.add((entry.msgctxt or "", entry.msgid))
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        if not all(texts):
            yield f"empty: {entry.msgid!r}"
        elif not _same_placeholders(entry, texts):
            yield f"other placeholders: {entry.msgid!r}"
    for _context, message in sorted(wanted - there):
        yield f"missing: {message!r}"


def _same_placeholders(entry: polib.POEntry, texts: list[str]) -> bool:
    """A translation names what the source names; a plural form may leave the number out, as "one day" does."""
    allowed = set(_PLACEHOLDER.findall(entry.msgid)) | set(_PLACEHOLDER.findall(entry.msgid_plural))
    found = [set(_PLACEHOLDER.findall(text)) for text in texts]
    return all(one <= allowed if entry.msgid_plural else one == allowed for one in found)


def extract(root: Path) -> set[Key]:
    """Every translatable string of the project, by makemessages in a folder of its own: the catalogues stay untouched."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in root.iterdir():
            if not path.name.startswith(".") and path.name not in _NOT_OURS:
                (folder / path.name).symlink_to(path)
        (folder / "locale").mkdir()
        with override_settings(LOCALE_PATHS=[str(folder / "locale")]), contextlib.chdir(folder):
            call_command("makemessages", exclude=["none"], keep_pot=True, symlinks=True, verbosity=0)
        pots = list((folder / "locale").glob("*.pot"))
        return {(entry.msgctxt or "", entry.msgid) for pot in pots for entry in polib.pofile(str(pot))}


def _missing_catalogues(catalogues: list[Path]) -> Iterator[str]:
    there = {path.parent.parent.name for path in catalogues if path.name == "django.po"}
    for code, _name in settings.LANGUAGES:
        if code not in there and code != SOURCE_LANGUAGE:
            yield f"{code}: there is no catalogue"
