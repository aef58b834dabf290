"""`launch.py SERVICE VAR`: a process that starts one server, and stops it when nobody uses it.

It prints one line of JSON once the server answers, or the reason why it does not, and goes on in the background.
It is no child of whoever asked, so a Ctrl-C or a kill of that process does not take the server from the others.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from anchor.core.embedded.leases import Lease, take, take_now
from anchor.core.embedded.places import EmbeddedError
from anchor.core.embedded.postgres_server import Postgres
from anchor.core.embedded.processes import end_with_parent
from anchor.core.embedded.redis_server import Redis
from anchor.core.embedded.services import Desk

LOOK_EVERY = 0.2  # seconds
START_WITHIN = 300  # seconds; recovery after a crash may take a while
STOP_WITHIN = 30  # seconds for each stop signal in turn
LARGEST_LOG = 5_000_000  # bytes; then the log is begun anew and the old one kept once


class Server(Protocol):
    """What a keeper must know of a server."""

    stop_signals: tuple[signal.Signals, ...]
    note: str

    def prepare(self) -> None:
        """Make folders and data; end leftovers of a killed predecessor."""

    def command(self) -> tuple[list[str], dict[str, Any]]:
        """The command line, and further arguments of Popen."""

    def ready(self, pid: int) -> bool:
        """Whether the server takes connections."""

    def socket(self) -> Path:
        """The socket it listens on."""

    def tidy(self) -> None:
        """Remove what must not stay behind."""


SERVERS: dict[str, type[Postgres] | type[Redis]] = {"postgres": Postgres, "redis": Redis}


def main(service: str, var: Path) -> int:
    """Fork; the parent tells how starting went, the child keeps the server."""
    os.environ["ANCHOR_VAR"] = str(var)  # whatever folder a relative one was meant from
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with open(reader) as pipe:
            answer = pipe.read()
        sys.stdout.write(answer or "the keeper died while starting")
        return 0 if answer.startswith("{") else 1
    os.close(reader)
    os.setsid()
    desk = Desk(service, var)
    _into_log(desk.log)
    with open(writer, "w") as pipe:
        try:
            keeper = Keeper(SERVERS[service](var), desk)
            keeper.start()
        except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
            pipe.write(str(error))
            return 1
        pipe.write(json.dumps({"socket": str(keeper.server.socket()), "note": keeper.server.note}))
    return keeper.keep()


class Keeper:
    """One running server and the locks around it."""

    def __init__(self, server: Server, desk: Desk) -> None:
        self.server = server
        self.desk = desk
        self.told_to_stop = False
        self.lease = take(desk.keeper)
        signal.signal(signal.SIGTERM, self._stop_soon)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def start(self) -> None:
        """Start the server and wait until it answers. Raises EmbeddedError with the end of its log."""
        self.server.prepare()
        line, how = self.server.command()
        before = self.desk.log.stat().st_size
        self.process = subprocess.Popen(  # noqa: S603 our own server
            line, stdin=subprocess.DEVNULL, preexec_fn=end_with_parent(self.server.stop_signals[0]), **how
        )
        deadline = time.monotonic() + START_WITHIN
        while not self.server.ready(self.process.pid):
            if self.process.poll() is not None or self.told_to_stop or time.monotonic() > deadline:
                self.stop()
                said = self.desk.log.read_bytes()[before:].decode(errors="replace")[-3000:]
                raise EmbeddedError(f"see {self.desk.log}\n{said}")
            time.sleep(0.02)
        state = {"socket": str(self.server.socket()), "pid": self.process.pid, "keeper": os.getpid()}
        draft = self.desk.state.with_suffix(".new")
        draft.write_text(json.dumps(state))
        draft.replace(self.desk.state)

    def keep(self) -> int:
        """Watch until nobody uses the server, then stop it. The locks are held to the end of the process."""
        locks: tuple[Lease, ...] = ()
        while not locks and not self.told_to_stop and self.process.poll() is None:
            time.sleep(LOOK_EVERY)
            locks = self._nobody_uses_it()
        died = self.process.returncode is not None
        self.desk.state.unlink(missing_ok=True)
        self.stop()
        self.server.tidy()
        return 1 if died else 0

    def _nobody_uses_it(self) -> tuple[Lease, ...]:
        start = take_now(self.desk.start)
        if start is None:
            return ()
        users = take_now(self.desk.users)
        if users is None:
            start.close()
            return ()
        return start, users

    def stop(self) -> None:
        """Stop the server, gently first."""
        for number in (*self.server.stop_signals, signal.SIGKILL):
            if self.process.poll() is not None:
                return
            self.process.send_signal(number)
            try:
                self.process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                continue


def _into_log(log: Path) -> None:
    """Send everything this process and its server print to the log, and leave the caller's terminal and pipes."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, source in ((0, nothing), (1, target), (2, target)):
        os.dup2(source, number)
    os.close(target)
    os.close(nothing)
