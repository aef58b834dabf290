"""Writing the whole memory into one file that is verified without a database (offline.py reads it).

A seal in a line, then the rows it covers as their canonical texts, a line each; after the last seal a line that counts the
rows not sealed yet, and those. A name that ends with .gz is compressed.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.db import transaction

from anchor.audit.sealing import rows, stored
from anchor.audit.sealing.offline import END, FORMAT

FOREVER = 2**63 - 1


def write(path: Path) -> int:
    """Write everything there is; only the owner of the file may read it. Returns how many rows. Raises OSError."""
    with _opened(path) as file, transaction.atomic():
        rows.as_one_reader()
        seals, count = stored.seals(), 0
        _line(file, json.dumps({"memory": FORMAT, "seals": len(seals)}))
        for seal in seals:
            _line(file, seal.line)
            count += _texts(file, seal.format, seal.since, seal.below)
        below = seals[-1].below if seals else 0
        _line(file, json.dumps({"unsealed": rows.unsealed(below).rows}))
        count += _texts(file, rows.NEWEST, below, FOREVER)
        _line(file, END)
    return count


def _texts(file: IO[bytes], version: int, since: int, below: int) -> int:
    count = 0
    for count, text in enumerate(rows.texts(version, since, below), 1):  # noqa: B007 asked for after the loop
        _line(file, text)
    return count


def _line(file: IO[bytes], text: str) -> None:
    file.write(text.encode() + b"\n")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        if path.suffix != ".gz":
            yield file
            return
        with gzip.GzipFile(path.name, "wb", 6, file) as packed:
            yield cast(IO[bytes], packed)
