"""Verifying an export without a database: `python -m anchor.audit.sealing.offline EXPORT --public-key FILE [--anchor FILE]`.

Needs Python and `cryptography`. Exit codes as of `manage.py audit verify`.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, cast

from anchor.audit.sealing import anchor, merkle
from anchor.audit.sealing.examining import UNREADABLE, Found, Verdict, examine
from anchor.audit.sealing.seal import NotASeal, Seal
from anchor.audit.sealing.signing import KeyTrouble, read_keys

FORMAT = 1
END = '{"end": true}'


class ExportTrouble(ValueError):
    """The file is no export, or only a part of one."""


@dataclass
class Exported:
    """What a file holds: its seals, and for each span of transactions its rows' number and root."""

    seals: list[Seal] = field(default_factory=list)
    spans: dict[tuple[int, int, int], tuple[int, str]] = field(default_factory=dict)

    def read(self, seals: list[Seal]) -> Found:
        """For `examine`."""
        spans = {seal.number: (seal.format, seal.since, seal.below) for seal in seals}
        return {number: self.spans[span] for number, span in spans.items() if span in self.spans}


def read(path: Path) -> Exported:
    """Read and hash a file. Raises ExportTrouble."""
    found = Exported()
    try:
        with cast(IO[bytes], gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as file:
            groups = _groups(file)
            head, _ = next(groups, (b"", b""))
            if not head.startswith(b'{"memory": %d,' % FORMAT):
                raise ExportTrouble(f"{path} is no export of the memory")
            last = head
            for last, leaves in groups:
                if last.startswith((b'{"unsealed"', b'{"end"')):
                    continue
                seal = Seal.from_line(last)
                found.seals.append(seal)
                count = len(leaves) // merkle.SIZE
                found.spans[seal.format, seal.since, seal.below] = count, merkle.root(leaves) if count else ""
            if last != END.encode() or len(found.seals) != json.loads(head)["seals"]:
                raise ExportTrouble(f"{path} is only a part of an export")
    except (OSError, EOFError, NotASeal) as wrong:
        raise ExportTrouble(f"{path}: {wrong}") from wrong
    return found


def _groups(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each line that begins a group, and the leaves of the rows after it."""
    head, leaves = b"", []
    for line in file:
        if line[:1] == b"[":
            leaves.append(sha256(merkle.LEAF + line[:-1]).digest())
            continue
        if head:
            yield head, b"".join(leaves)
        head, leaves = line.rstrip(b"\n"), []
    if head:
        yield head, b"".join(leaves)


def verify(export: Path, keys: Path, anchored: Path | None) -> Verdict:
    """The verdict on an export. Raises ExportTrouble, KeyTrouble or AnchorTrouble."""
    there = read(export)
    return examine(there.seals, anchor.read(anchored) if anchored else None, read_keys(keys), there.read)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Verify an export of the memory without a database.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--public-key", type=Path, required=True, help="PEM, one key or several")
    parser.add_argument("--anchor", type=Path, default=None, help="the anchor file, or a copy of it")
    asked = parser.parse_args()
    try:
        verdict = verify(asked.export, asked.public_key, asked.anchor)
    except (ExportTrouble, KeyTrouble, anchor.AnchorTrouble) as wrong:
        sys.stderr.write(f"cannot verify: {wrong}\n")
        return UNREADABLE
    sys.stdout.write("\n".join(verdict.lines()) + "\n")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
