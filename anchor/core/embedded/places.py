"""Where the embedded servers keep their files, and who can reach them there."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
# A Unix socket's path holds 107 bytes on Linux and 103 on macOS, the server's own file name included.
LONGEST_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
SUPERUSER = "postgres"
PORT = 5432  # PostgreSQL opens no TCP port: this is only in its socket's file name
SERVER_HOME = Path("/var/lib/anchor-embedded")


class EmbeddedError(RuntimeError):
    """An embedded server cannot run here; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The system user a server runs as, when the program itself runs as root."""

    uid: int
    gid: int


def var_folder() -> Path:
    """Folder for everything this installation writes: `$ANCHOR_VAR`, else `var/` in the clone. Made when missing.

    As root it can be passed through by others (mode 711), because PostgreSQL refuses to run as root; else it is 700.
    """
    folder = Path(os.environ.get("ANCHOR_VAR") or REPOSITORY / "var").absolute()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder.resolve()


def mark(folder: Path) -> str:
    """A short name for a folder, the same in every process."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def reachable_by_others(path: Path) -> bool:
    """Whether any system user can pass through every folder up the path. Permissions are never widened for that:
    a home folder that is closed stays closed."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def server_home() -> Path:
    """Where root keeps a server's files that its system user could not reach in the clone."""
    for folder in (SERVER_HOME, Path(tempfile.gettempdir()) / "anchor-embedded"):
        try:
            folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError:
            continue
        folder.chmod(0o711)
        if folder.stat().st_uid == os.geteuid() and reachable_by_others(folder):
            return folder
    raise EmbeddedError(f"Neither {SERVER_HOME} nor the temporary folder can hold the embedded servers' files.")


def socket_folder(var: Path, service: str, account: Account | None) -> Path:
    """A folder for a server's Unix socket that only the server's user and root can enter, made when missing.

    It lies below `var` unless that path is too long for a socket or closed to the server's user; then in the
    system's temporary folder, under a name derived from `var`.
    """
    near = var / "run" / service
    candidates = [near] if account is None or reachable_by_others(var) else []
    name = f"anchor-{mark(var)}-{service}"
    candidates += [Path(base) / name for base in (tempfile.gettempdir(), "/tmp", "/run")]  # noqa: S108 owner and mode are checked
    for folder in candidates:
        if len(os.fsencode(folder)) + LONGEST_SOCKET_NAME > LONGEST_SOCKET_PATH:
            continue
        if not folder.parent.is_dir() and folder != near:
            continue
        if account is None or folder == near or reachable_by_others(folder.parent):
            return _private(folder, account)
    raise EmbeddedError(
        f"No folder for a Unix socket is short and open enough. Tried: {', '.join(map(str, candidates))}"
    )


def _private(folder: Path, account: Account | None) -> Path:
    if folder.parent.name == "run" and not folder.parent.is_dir():
        folder.parent.mkdir()
        folder.parent.chmod(0o711)
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    ours = {os.geteuid()} | ({account.uid} if account else set())
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in ours:
        raise EmbeddedError(f"{folder} belongs to somebody else; remove it, or set ANCHOR_VAR to another folder.")
    if account:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    return folder
