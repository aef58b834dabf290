"""The embedded servers: two at once, killed, too deep a folder, and what the logins can do. Real servers, no Django.

Each test runs small programs in processes of their own, with a `var` folder of their own, and ends only those.
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from anchor.core.embedded import addresses, secret_store, services
from anchor.core.embedded.leases import is_free
from anchor.core.embedded.places import EmbeddedError, socket_folder
from anchor.core.embedded.postgres_server import NOT_DURABLE, Postgres
from anchor.core.embedded.roles import prepare

REPOSITORY = Path(__file__).resolve().parents[2]
SERVER_VARIABLES = [name for name, _ in addresses.LOGINS.values()] + ["REDIS_URL", "ANCHOR_PRODUCTION"]

# Without Celery these programs start in a tenth of the time.
BARE = "import runpy; runpy.run_path('anchor/core/embedded/launch.py')['bare_package']()\n"

# Several of these start a server: on one worker, so that they do not slow the others' timing down.
pytestmark = pytest.mark.xdist_group("embedded")


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that the server's system user can pass through, as pytest's own is not."""
    made = Path(tempfile.mkdtemp(prefix="anchor-test-")).resolve()
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def var(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the servers of one test keep their files."""
    return _use(monkeypatch, folder / "var")


def _use(monkeypatch: pytest.MonkeyPatch, var: Path) -> Path:
    for name in SERVER_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANCHOR_VAR", str(var))
    monkeypatch.setenv("ANCHOR_EMBEDDED_DURABLE", "0")
    return var


class Users:
    """Starts processes that use an embedded server, say so in one line, and stay until their input is closed."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[str]] = []

    def __call__(self, program: str = "print(embedded.database_url('admin'))") -> subprocess.Popen[str]:
        code = f"{BARE}import sys\nfrom anchor.core import embedded\n{program}\nsys.stdout.flush()\nsys.stdin.read()"
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.running.append(process)
        return process

    def end(self) -> None:
        """Let all of them end, and wait until the servers they used have ended too."""
        keepers = [_state(Path(os.environ["ANCHOR_VAR"]), one)["keeper"] for one in services_running()]
        for process in self.running:
            process.communicate()
        self.running.clear()
        assert all(_gone(pid) for pid in keepers)


def services_running() -> list[str]:
    return [file.stem for file in (Path(os.environ["ANCHOR_VAR"]) / "run").glob("*.json")]


@pytest.fixture
def user(folder: Path) -> Iterator[Users]:
    users = Users()
    yield users
    users.end()


def _says(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip()


def _state(var: Path, service: str = "postgres") -> dict:
    return json.loads((var / "run" / f"{service}.json").read_text())


def _gone(pid: int, within: float = 15) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:  # perhaps between one look and the next
            return True
        time.sleep(0.05)
    return False


def _one(address: str, query: str):
    with psycopg.connect(address) as connection:
        return connection.execute(query).fetchone()[0]


def test_two_at_once_share_one_server_which_ends_with_the_last(var, user):
    first, second = user(), user()
    address = _says(first)

    assert _says(second) == address
    state = _state(var)
    assert _one(address, "SHOW server_version").startswith("18.")
    assert _one(address, "SHOW fsync") == "off"
    assert _one(address, "SHOW listen_addresses") == ""

    first.communicate()
    time.sleep(3 * 0.2)  # the keeper looks every 0.2 s
    assert _one(address, "SELECT 1") == 1, "the second process still uses it"

    second.communicate()
    assert _gone(state["pid"])
    assert _gone(state["keeper"])
    assert not list((var / "run").glob("*.json"))


def test_a_killed_user_leaves_no_server(var, user):
    process = user("print(embedded.database_url('admin'), embedded.redis_url())")
    _says(process)
    pids = [_state(var, service)[who] for service in ("postgres", "redis") for who in ("pid", "keeper")]

    process.kill()

    assert all(_gone(pid) for pid in pids)


@pytest.mark.parametrize("victim", ["pid", "keeper"])
def test_a_killed_server_or_keeper_is_replaced_and_keeps_its_data(var, user, victim, monkeypatch):
    monkeypatch.setenv("ANCHOR_EMBEDDED_DURABLE", "1")
    address = _says(user())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
    before = _state(var)

    os.kill(before[victim], signal.SIGKILL)
    again = _says(user())

    assert again == address
    assert _state(var)["pid"] != before["pid"]
    assert _gone(before["pid"])
    assert _one(again, "SELECT word FROM kept") == "still here"


def test_a_stale_pid_file_that_names_a_stranger_hinders_nothing(var, user):
    first = user()
    _says(first)
    server = _state(var)["pid"]
    first.communicate()
    assert _gone(server)
    stale = var / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{var}/postgres\n1\n5432\n\n\n\nready\n")

    assert _one(_says(user()), "SELECT 1") == 1
    assert psutil.pid_exists(os.getpid()), "and the stranger, this test, was left alone"


def test_a_half_made_data_folder_is_made_again(var, user):
    draft = var / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("1")
    var.chmod(0o711)

    assert _one(_says(user()), "SELECT 1") == 1
    assert not draft.exists()


def test_redis_has_no_port_and_a_socket_for_its_owner_only(var, user):
    address, broker = _says(user("print(embedded.redis_url(), embedded.celery_broker_url())")).split()
    path = Path(address.removeprefix("unix://"))

    assert broker == f"redis+socket://{path}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with Redis.from_url(address) as client:
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}


def _deep(folder: Path) -> Path:
    return folder.joinpath(*["a_folder_far_down"] * 9)


def test_a_deep_folder_gets_its_sockets_elsewhere(folder, monkeypatch, user):
    deep = _use(monkeypatch, _deep(folder))
    database, redis = _says(user("print(embedded.database_url('admin'), embedded.redis_url())")).split()
    sockets = Path(redis.removeprefix("unix://")).parent

    assert len(str(deep)) > 107
    assert _one(database, "SELECT 1") == 1
    assert deep not in sockets.parents
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700

    user.end()
    assert not sockets.exists()


def test_a_socket_folder_of_somebody_else_is_refused(folder, monkeypatch):
    deep = _deep(folder)
    deep.mkdir(parents=True)
    sockets = socket_folder(deep, "redis", None)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    try:
        with pytest.raises(EmbeddedError, match="belongs to somebody else"):
            socket_folder(deep, "redis", None)
    finally:
        sockets.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_a_closed_home_folder_stays_closed_and_works(folder, monkeypatch, user):
    home = folder / "home"
    home.mkdir(mode=0o700)
    var = _use(monkeypatch, home / "clone" / "var")
    address = _says(user())
    data = (var / "postgres").resolve()
    try:
        assert _one(address, "SELECT 1") == 1
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert home not in data.parents
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
    finally:
        user.end()
        shutil.rmtree(data)


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """A server with roles and database, prepared twice, used by this process."""
    folder = Path(tempfile.mkdtemp(prefix="anchor-test-")).resolve()
    folder.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        var = _use(patch, folder / "var")
        prepare()
        prepare()
    yield var
    keeper = _state(var)["keeper"]
    services._held.pop(("postgres", var)).close()
    assert _gone(keeper)
    shutil.rmtree(folder)


@pytest.fixture
def logins(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    _use(monkeypatch, prepared)
    return {login: addresses.database_url(login) for login in addresses.LOGINS}


@pytest.mark.parametrize("login", ["owner", "app", "statistics"])
def test_no_login_has_powers(logins, login):
    with psycopg.connect(logins[login]) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication, rolcanlogin, current_user::text"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row == (False, False, False, False, False, True, f"anchor_{login}")


@pytest.mark.parametrize("login", ["app", "statistics"])
@pytest.mark.parametrize(
    "act", ["CREATE TABLE t (a int)", "CREATE TEMP TABLE t (a int)", "CREATE SCHEMA s", "SET ROLE anchor_owner"]
)
def test_only_the_owner_makes_things(logins, login, act):
    with psycopg.connect(logins[login]) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(act)


def test_the_owner_makes_tables_and_may_become_the_others_but_inherits_nothing(logins):
    with psycopg.connect(logins["owner"]) as owner:
        owner.execute("CREATE TABLE seen_by_nobody (a int)")
        owner.execute("SET LOCAL ROLE anchor_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("SELECT * FROM seen_by_nobody")
        owner.rollback()
        assert not owner.execute("SELECT pg_has_role('anchor_owner', 'anchor_app', 'USAGE')").fetchone()[0]


def test_the_application_does_not_wait_for_ever(logins):
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")

    assert [_one(logins["app"], f"SHOW {name}") for name in names] == ["30s", "5s", "1min"]


def test_a_wrong_password_does_not_get_in(logins):
    right = addresses.local_secret("DATABASE_APP_PASSWORD")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(logins["app"].replace(right, "wrong"))


def test_the_database_has_what_constraints_need_and_sorts_alike_everywhere(logins):
    assert _one(logins["owner"], "SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'") == 1
    assert _one(logins["app"], "SELECT lower('ÅÄÖ')") == "åäö"
    assert _one(logins["app"], "SHOW server_encoding") == "UTF8"


def test_preparing_for_tests_lets_the_owner_make_equipped_databases(logins, prepared):
    prepare(createdb=True)
    try:
        with psycopg.connect(logins["owner"], autocommit=True) as owner:
            owner.execute("CREATE DATABASE scratch")
        with psycopg.connect(logins["owner"], dbname="scratch") as scratch:
            scratch.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            scratch.execute("CREATE TABLE t (a int, EXCLUDE USING gist (a WITH =))")
    finally:
        prepare()
    assert not _one(logins["owner"], "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'anchor_owner'")


def test_the_log_repeats_nothing_that_was_typed(logins, prepared):
    with psycopg.connect(logins["owner"]) as owner:
        owner.execute("CREATE TABLE person (name text UNIQUE)")
        owner.execute("INSERT INTO person VALUES ('Aino Salainen')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO person VALUES ('Aino Salainen')")
    log = (prepared / "run" / "postgres.log").read_text()

    assert "person_name_key" in log
    assert "Salainen" not in log


def test_only_data_made_for_tests_runs_without_fsync(var, monkeypatch):
    var.mkdir()
    var.chmod(0o711)
    monkeypatch.setenv("ANCHOR_EMBEDDED_DURABLE", "1")
    server = Postgres(var)
    server.prepare()
    monkeypatch.setenv("ANCHOR_EMBEDDED_DURABLE", "0")
    line, _ = server.command()

    assert line[0].endswith("/postgres")
    assert not {f"{name}={value}" for name, value in NOT_DURABLE.items()} & set(line)


def test_settings_follow_the_environment(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anchor_app:p%40ss@db.example:6432/anchor?sslmode=verify-full")

    assert addresses.database_settings("app") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "anchor",
        "USER": "anchor_app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full"},
    }


@pytest.mark.parametrize("login", ["admin", "owner", "statistics"])
def test_one_address_given_means_all_are_given(var, monkeypatch, login):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anchor_app:x@db.example/anchor")

    with pytest.raises(EmbeddedError, match=addresses.LOGINS[login][0]):
        addresses.database_url(login)
    assert not var.exists(), "nothing was started on the side"


@pytest.mark.parametrize(
    "ask",
    [lambda: addresses.database_url("app"), addresses.redis_url, lambda: secret_store.local_secret("SECRET_KEY")],
    ids=["database", "redis", "secret"],
)
def test_production_starts_and_invents_nothing(var, monkeypatch, ask):
    monkeypatch.setenv("ANCHOR_PRODUCTION", "1")
    monkeypatch.delenv("ANCHOR_SECRET_KEY", raising=False)

    with pytest.raises(RuntimeError, match="is not set"):
        ask()
    assert not var.exists()


def test_production_takes_no_short_secret(var, monkeypatch):
    monkeypatch.setenv("ANCHOR_PRODUCTION", "1")
    monkeypatch.setenv("ANCHOR_SECRET_KEY", "x" * 31)
    with pytest.raises(RuntimeError, match="too short"):
        secret_store.local_secret("SECRET_KEY")
    monkeypatch.setenv("ANCHOR_SECRET_KEY", "x" * 32)
    assert secret_store.local_secret("SECRET_KEY") == "x" * 32


def test_roles_with_other_names_are_refused(monkeypatch, var):
    for login, (variable, _) in addresses.LOGINS.items():
        monkeypatch.setenv(variable, f"postgresql://{login}:x@db.example/anchor")

    with pytest.raises(EmbeddedError, match="anchor_owner"):
        prepare()


def test_secrets_are_made_once_and_read_by_their_owner_only(var, user):
    program = "print(*[embedded.local_secret(f'S{n}') for n in range(20)])"
    first, second = user(program), user(program)

    said = _says(first)
    assert _says(second) == said
    assert len({len(secret) for secret in said.split()}) == 1
    assert len(set(said.split())) == 20
    assert stat.S_IMODE((var / "secrets.json").stat().st_mode) == 0o600


def test_letting_go_waits_for_the_end(var):
    program = f"{BARE}from anchor.core import embedded\nembedded.redis_url()\nembedded.let_go()"
    subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=True)

    assert is_free(services.Desk("redis", var.resolve()).keeper)
