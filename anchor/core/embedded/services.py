"""Attach this process to an embedded server, starting it when nobody has.

Each server has a keeper (keeper.py), a process of its own that outlives whoever asked first. Three locks below
`var/run` tell who is there: `start` is held while a server is started or stopped, `users` is shared by every process
that uses it, `keeper` by the keeper while it lives. The keeper stops the server when `users` is free.
"""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from anchor.core.embedded.leases import Lease, is_free, locked, take, take_now
from anchor.core.embedded.places import EmbeddedError, var_folder

logger = logging.getLogger("anchor.embedded")

DYING_KEEPER = 30.0  # seconds

_held: dict[tuple[str, Path], Lease] = {}
_one_thread = threading.Lock()


class Desk:
    """The files through which processes and the keeper of one server find each other."""

    def __init__(self, service: str, var: Path) -> None:
        folder = var / "run"
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        self.start = folder / f"{service}.start"
        self.users = folder / f"{service}.users"
        self.keeper = folder / f"{service}.keeper"
        self.state = folder / f"{service}.json"
        self.log = folder / f"{service}.log"


def attach(service: str) -> str:
    """The path of the running server's socket. The server stays while this process or a fork of it lives.

    Raises EmbeddedError with the reason when it cannot be started.
    """
    var = var_folder()
    desk = Desk(service, var)
    with _one_thread, locked(desk.start):
        if (service, var) not in _held:
            _held[service, var] = take(desk.users, shared=True)
        return _running(desk) or _start(service, var, desk)


def let_go(*, patience: float = 60.0) -> None:
    """Give back every server this process uses and wait until those that nobody else uses have stopped.

    `patience` is in seconds. Only for a process that needs them no more; ending a process does the same.
    """
    leases = dict(_held)
    _held.clear()
    for lease in leases.values():
        lease.close()
    deadline = time.monotonic() + patience
    for service, var in leases:
        desk = Desk(service, var)
        while not is_free(desk.keeper) and not _used_by_others(desk):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The embedded {service} did not stop within {patience:.0f} s, see {desk.log}")
            time.sleep(0.05)


def _used_by_others(desk: Desk) -> bool:
    """Whether the lock is shared: not free, and not held alone by a keeper that is ending."""
    lease = take_now(desk.users, shared=True)
    if lease is None:
        return False
    lease.close()
    return not is_free(desk.users)


def _running(desk: Desk) -> str | None:
    """The socket of a living server. Called under `start`, so that a living keeper has finished starting."""
    if is_free(desk.keeper):
        return None
    state = _read(desk.state)
    if state and _answers(state["socket"]):
        return str(state["socket"])
    _wait_for_end(desk)
    return None


def _wait_for_end(desk: Desk) -> None:
    """Its server died a moment ago; the keeper sees that within a blink and ends."""
    deadline = time.monotonic() + DYING_KEEPER
    while not is_free(desk.keeper):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"a server that does not answer is still running, see {desk.state} and {desk.log}")
        time.sleep(0.05)


def _start(service: str, var: Path, desk: Desk) -> str:
    done = subprocess.run(  # noqa: S603 our own file
        [sys.executable, "-P", str(Path(__file__).with_name("launch.py")), service, str(var)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines() or [f"no word from its keeper, see {desk.log}"]
    if done.returncode != 0:
        raise EmbeddedError(f"The embedded {service} did not start: " + "\n".join(lines))
    state = json.loads(lines[-1])
    if state.get("note"):
        logger.warning("%s", state["note"])
    return str(state["socket"])


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return None


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        try:
            probe.connect(address)
        except OSError:
            return False
        return True
