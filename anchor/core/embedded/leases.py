"""File locks: who starts a server, who uses it, who keeps it. The kernel drops them when a process dies, however it dies.

A lock belongs to an open file, which forked children share: a server stays as long as one of them lives. So a lock is
given back by closing the file, never by unlocking it, which would take it from the parent too.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lease:
    """One held lock on a file."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Give the lock back, as far as this process holds it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def take(path: Path, *, shared: bool = False) -> Lease:
    """Wait for the lock on `path` and hold it."""
    lease = _try(path, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    assert lease is not None  # noqa: S101 a waiting lock either comes or raises
    return lease


def take_now(path: Path, *, shared: bool = False) -> Lease | None:
    """The lock on `path`, or None when somebody holds it so that one would have to wait."""
    return _try(path, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock on `path` at this moment."""
    lease = take_now(path)
    if lease is not None:
        lease.close()
    return lease is not None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the exclusive lock on `path` for the block."""
    lease = take(path)
    try:
        yield
    finally:
        lease.close()


def _try(path: Path, kind: int) -> Lease | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return Lease(descriptor)
