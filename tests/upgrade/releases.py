"""What is kept of each release: its database as SQL, and a manifest that says what was in it.

`make release-dump VERSION=0.1` writes both. From then on the release's migrations are not changed any more; new ones
carry its data forward (docs/decisions.md).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]


@dataclass(frozen=True)
class Release:
    """One landed release."""

    version: str

    @property
    def dump(self) -> Path:
        """The database, as plain SQL in gzip."""
        return HERE / f"{self.version}.sql.gz"

    @property
    def manifest_file(self) -> Path:
        return HERE / f"{self.version}.json"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """`migrations`, `rows`, `person` and what that person `saw`."""
        return dict(json.loads(self.manifest_file.read_text()))


def kept_releases() -> list[Release]:
    """All releases whose database is kept here."""
    return [Release(path.name.removesuffix(".sql.gz")) for path in sorted(HERE.glob("*.sql.gz"))]


def migration_digests(root: Path = REPOSITORY) -> dict[str, str]:
    """The SHA-256 of each of the project's migrations, by its path in the repository."""
    rooms = [*root.glob("*/migrations/0*.py"), *root.glob("anchor/*/migrations/0*.py")]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(rooms)}


def changed_migrations(landed: dict[str, str], now: dict[str, str]) -> list[str]:
    """One sentence for each landed migration that is not what it was. New migrations are nobody's business here."""
    return [
        f"{path} was {'edited' if path in now else 'removed'} after its release: undo that, and write a new migration"
        for path, digest in landed.items()
        if now.get(path) != digest
    ]


def differences(before: dict[str, Any], after: dict[str, Any], what: Iterable[str]) -> list[str]:
    """One sentence for each entry of these parts of two accounts that is not the same any more.

    A table or a column that came later and holds nothing is no difference.
    """
    found = []
    for part in what:
        then, now = _entries(before[part]), _entries(after[part])
        found += [
            f"{part}: {key} was {then.get(key)}, is {now.get(key)}"
            for key in sorted(then | now)
            if then.get(key) != now.get(key) and not (key not in then and str(now[key]).split()[0] == "0")
        ]
    return found


def _entries(part: Any) -> dict[str, Any]:
    return part if isinstance(part, dict) else dict.fromkeys(part, "there")
