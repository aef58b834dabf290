"""The program's logins and the database itself. Roles belong to the whole server, so migrations cannot make them."""

import psycopg
from psycopg import sql

from anchor.core.embedded.addresses import DATABASE, LOGINS, database_settings, database_url
from anchor.core.embedded.places import EmbeddedError

ONE_AT_A_TIME = 0x616E63686F72  # the advisory lock: "anchor"
ROLES = ("owner", "app", "statistics", "sealer")
NO_POWERS = "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION"
# A page that waits longer than this is a fault; a forgotten transaction must not hold others up.
LIMITS = {
    "app": {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "5s"},
    "statistics": {"statement_timeout": "240s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "5s"},
    "sealer": {"statement_timeout": "240s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "5s"},
}


def prepare(createdb: bool = False) -> None:
    """Make the roles and the database, or bring them to what is written here. Can be run again, by several at once.

    Connects as admin, who must be a superuser. `createdb` lets the owner make databases, which tests need. Raises
    EmbeddedError when an address in the environment names another role or none.
    """
    logins = {login: database_settings(login) for login in ROLES}
    for login, settings in logins.items():
        if settings["USER"] != LOGINS[login][1]:
            raise EmbeddedError(f"{LOGINS[login][0]} must sign in as {LOGINS[login][1]}, not {settings['USER']!r}.")
    name = logins["owner"]["NAME"] or DATABASE
    with psycopg.connect(database_url("admin"), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        for login in ROLES:
            _make_role(admin, login, logins[login]["PASSWORD"])
        admin.execute(sql.SQL("ALTER ROLE anchor_owner {}").format(_word("CREATEDB" if createdb else "NOCREATEDB")))
        # Tests run requests under SET LOCAL ROLE; the owner may become them, but inherits nothing of theirs.
        admin.execute("GRANT anchor_app, anchor_statistics, anchor_sealer TO anchor_owner WITH INHERIT FALSE, SET TRUE")
        _make_database(admin, name)
        for database in (name, "template1") if createdb else (name,):
            _equip(database, ours=database == name)


def _make_role(admin: psycopg.Connection, login: str, password: str) -> None:
    role = sql.Identifier(LOGINS[login][1])
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [LOGINS[login][1]]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {}").format(role))
    # Hashed here, so that no server log can show the password.
    hashed = admin.pgconn.encrypt_password(password.encode(), LOGINS[login][1].encode(), b"scram-sha-256").decode()
    admin.execute(sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(role, _word(NO_POWERS), sql.Literal(hashed)))
    for setting, value in LIMITS.get(login, {}).items():
        admin.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), sql.Literal(value)))


def _make_database(admin: psycopg.Connection, name: str) -> None:
    database = sql.Identifier(name)
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        # The built-in provider sorts and folds the same on every machine, whatever its C library.
        make = "CREATE DATABASE {} OWNER anchor_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' {}"
        provider = _word("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'")
        admin.execute(sql.SQL(make).format(database, provider))
    admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO anchor_owner").format(database))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    admin.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO anchor_app, anchor_statistics, anchor_sealer").format(database)
    )


def _equip(database: str, *, ours: bool) -> None:
    """Close the schema to all but the owner, and install the extension that exclusion constraints need."""
    with psycopg.connect(database_url("admin"), dbname=database, autocommit=True) as admin:
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        if ours:
            admin.execute("ALTER SCHEMA public OWNER TO anchor_owner")
            admin.execute("GRANT USAGE ON SCHEMA public TO anchor_app, anchor_statistics, anchor_sealer")
        admin.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def _word(text: str) -> sql.SQL:
    """One of this module's own constants as SQL."""
    return sql.SQL(text)  # type: ignore[arg-type]
