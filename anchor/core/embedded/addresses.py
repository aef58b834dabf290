"""The addresses of PostgreSQL and Redis: from the environment when it names them, else of the embedded servers."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from anchor.core.embedded.places import PORT, SUPERUSER, EmbeddedError
from anchor.core.embedded.secret_store import in_production, local_secret
from anchor.core.embedded.services import attach

DATABASE = "anchor"
# login -> environment variable, role
LOGINS = {
    "admin": ("DATABASE_ADMIN_URL", SUPERUSER),
    "owner": ("DATABASE_OWNER_URL", "anchor_owner"),
    "app": ("DATABASE_URL", "anchor_app"),
    "statistics": ("DATABASE_STATISTICS_URL", "anchor_statistics"),
    "sealer": ("DATABASE_SEALER_URL", "anchor_sealer"),
}


def database_url(login: str) -> str:
    """A libpq address for one of the five logins: admin, owner, app, statistics, sealer.

    As soon as the environment names one database address, or in production, all come from there: EmbeddedError names
    the variable that is missing. Else the embedded server is started or shared. The admin's database is `postgres`.
    """
    variable, role = LOGINS[login]
    if given := os.environ.get(variable):
        return given
    if in_production() or any(os.environ.get(other) for other, _ in LOGINS.values()):
        raise EmbeddedError(f"{variable} is not set: without it nothing here can connect to the database as {login}.")
    folder = Path(attach("postgres")).parent
    name = "postgres" if login == "admin" else DATABASE
    return f"postgresql://{role}:{_password(login)}@/{name}?host={quote(str(folder), safe='')}&port={PORT}"


def database_settings(login: str) -> dict[str, Any]:
    """The same as an entry for Django's DATABASES: ENGINE, NAME, USER, PASSWORD, HOST, PORT and, when given, OPTIONS."""
    address = urlsplit(database_url(login))
    options = dict(parse_qsl(address.query))
    host = options.pop("host", None) or unquote(address.hostname or "")
    port = options.pop("port", None) or str(address.port or "")
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": port,
    }
    return settings | ({"OPTIONS": options} if options else {})


def redis_url() -> str:
    """Redis for redis-py and Django's cache: `$REDIS_URL`, else `unix:///…` of the embedded server."""
    if given := os.environ.get("REDIS_URL"):
        return given
    if in_production():
        raise EmbeddedError("REDIS_URL is not set: production starts no server of its own.")
    return f"unix://{quote(attach('redis'))}"


def celery_broker_url() -> str:
    """The same server in Celery's spelling, which calls a Unix socket `redis+socket://`."""
    address = redis_url()
    return f"redis+socket://{address.removeprefix('unix://')}" if address.startswith("unix://") else address


def _password(login: str) -> str:
    return quote(local_secret(f"DATABASE_{login.upper()}_PASSWORD"), safe="")
