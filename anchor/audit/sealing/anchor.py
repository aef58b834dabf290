"""The anchor: a file outside the database to which each seal is appended, one line each, before the next is made.

A crash may leave half a line. It stays, because the file may allow nothing but appending, and the whole line follows it:
half a line is believed to be an accident only when the next line begins with it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from anchor.audit.sealing.seal import NotASeal, Seal

TAIL = 16 * 1024  # bytes; a line has about 500


class AnchorTrouble(RuntimeError):
    """The anchor cannot be used as it is; the text says why."""


@dataclass
class Anchored:
    """What stands in an anchor file: the seals in order, and lines that no sealer has written."""

    seals: list[Seal] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(path: Path) -> Anchored:
    """All seals of the file. Raises AnchorTrouble when it cannot be read."""
    try:
        *lines, _torn = path.read_bytes().split(b"\n")
    except OSError as wrong:
        raise AnchorTrouble(f"{path}: {wrong.strerror}") from wrong
    found = Anchored()
    torn: list[tuple[int, bytes, str]] = []
    for number, line in enumerate(lines, 1):
        try:
            seal = Seal.from_line(line)
        except NotASeal as wrong:
            torn.append((number, line, str(wrong)))
            continue
        found.faults += [_odd(at, why) for at, part, why in torn if not line.startswith(part)]
        torn.clear()
        if found.seals[-1:] != [seal]:  # only the end of its line was missing, so it was written once more
            found.seals.append(seal)
    found.faults += [_odd(at, why) for at, _, why in torn]
    return found


def _odd(number: int, why: str) -> str:
    return f"line {number} of the anchor is no seal: {why}"


def last(path: Path) -> Seal | None:
    """The last seal in the file, or None when there is no file or nothing whole in it. Raises AnchorTrouble."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise AnchorTrouble(f"{path}: {wrong.strerror}") from wrong
    # The last lines may be torn ones, when the crash came between ending one and repeating it.
    for line in reversed(lines):
        try:
            return Seal.from_line(line)
        except NotASeal:
            continue
    if lines:
        raise AnchorTrouble(f"{path} does not end with a seal")
    return None


def append(path: Path, seal: Seal) -> None:
    """Add a seal and return when the disk has it. Raises AnchorTrouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            line = (b"\n" if torn else b"") + seal.line.encode() + b"\n"
            if os.write(handle, line) != len(line):
                raise AnchorTrouble(f"{path} took only a part of the line")
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            _keep_name(path.parent)
    except OSError as wrong:
        raise AnchorTrouble(f"{path}: {wrong.strerror}") from wrong


def _keep_name(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
