"""Small things about processes that the keeper and the supervisor share."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1


def end_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` by which the kernel sends `number` to the child when this process dies, even by kill -9.

    Linux only; elsewhere it does nothing. The starting process must be single-threaded at that moment.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def in_child() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)

    return in_child


def end_leftovers(names: Iterable[str], folder: Path, number: signal.Signals, *, patience: float = 20.0) -> None:
    """End server processes that work in `folder` although their keeper is gone; others are never touched.

    `number` is sent first; what is left after `patience` seconds is killed.
    """
    left = [process for process in psutil.process_iter() if _works_in(process, set(names), folder)]
    for process in left:
        _signal(process, number)
    _, stubborn = psutil.wait_procs(left, timeout=patience)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=patience)


def _works_in(process: psutil.Process, names: set[str], folder: Path) -> bool:
    try:
        return process.name() in names and Path(process.cwd()) == folder
    except psutil.Error:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
