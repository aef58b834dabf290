"""`make release-dump VERSION=0.1`: keep a release's database, with a small country of invented people in it.

Run it when the release's migrations are final, and commit what it writes with the release.
"""

import gzip
import json
import os
import sys
import time
from pathlib import Path

# The servers of the tests; a database of its own on them.
os.environ.setdefault("ANCHOR_VAR", str(Path(__file__).resolve().parents[2] / "var" / "test"))
os.environ.setdefault("ANCHOR_EMBEDDED_DURABLE", "0")

from tests.upgrade.installation import Installation
from tests.upgrade.releases import Release, migration_digests

# The world's last day is a fixed one: the same seed and day give the same world whenever the dump is made.
UNTIL = "2026-11-20"
WORLD = ["--contacts-per-year", "60", "--years", "1", "--seed", "1", "--until", UNTIL]
PERSON = "salla@demo.example"
LARGEST = 1_000_000  # bytes


def main(version: str) -> str:
    """Write the dump and its manifest. Returns one line that says what they hold."""
    began, release = time.monotonic(), Release(version)
    with Installation(f"release_{os.getpid()}") as installation:
        installation.run("manage.py", "migrate", "--verbosity", "0")
        installation.run("manage.py", "load_reference_data", "--today", "2026-01-01", "--verbosity", "0")
        installation.run("manage.py", "build_demo", *WORLD, "--verbosity", "0")
        if bombs := installation.ends_after(UNTIL):
            raise SystemExit(
                f"The tests of this dump would fail some day, because something ends in {', '.join(bombs)}."
            )
        installation.seen_by(PERSON)  # so that the memory has something to keep
        dump, rows = gzip.compress(installation.dump(), mtime=0), installation.rows()
        saw = installation.seen_by(PERSON)
    if len(dump) > LARGEST:
        raise SystemExit(f"The dump has {len(dump):,} bytes: too many to keep.")
    manifest = {"person": PERSON, "rows": rows, "saw": saw, "migrations": migration_digests()}
    release.dump.write_bytes(dump)
    release.manifest_file.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return (
        f"{release.dump.name}: {len(dump):,} bytes, {len(rows)} tenant tables with {sum(rows.values()):,} rows, "
        f"{len(manifest['migrations'])} migrations, {time.monotonic() - began:.0f} s\n"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].replace(".", "").isdigit():
        raise SystemExit("Say which release: make release-dump VERSION=0.1")
    sys.stdout.write(main(sys.argv[1]))
