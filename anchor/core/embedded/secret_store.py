"""Secrets of an installation that nobody configured: made once, kept in one file that only its owner reads."""

import json
import os
import secrets

from anchor.core.embedded.leases import locked
from anchor.core.embedded.places import var_folder

FILE = "secrets.json"
SHORTEST_IN_PRODUCTION = 32


def in_production() -> bool:
    """Whether this process serves real people: then nothing is started or invented on the side."""
    return os.environ.get("ANCHOR_PRODUCTION", "") not in ("", "0")


def local_secret(name: str) -> str:
    """The secret `name`: `$ANCHOR_<name>` when set, else a random one of 32 bytes (urlsafe base64) kept in `var/secrets.json`.

    Raises RuntimeError in production when the environment names none, or one shorter than 32 characters.
    """
    variable = f"ANCHOR_{name}"
    given = os.environ.get(variable, "")
    if in_production() and len(given) < SHORTEST_IN_PRODUCTION:
        problem = "is too short" if given else "is not set"
        raise RuntimeError(f"{variable} {problem}: production needs {SHORTEST_IN_PRODUCTION} characters or more.")
    return given or _kept(name)


def _kept(name: str) -> str:
    path = var_folder() / FILE
    with locked(path.with_suffix(".lock")):
        known = json.loads(path.read_text()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(known, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        return str(known[name])
