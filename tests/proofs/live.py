"""The doors, the lists and the wall once more, as an installation has them: gunicorn under the application's own login.

The tests' browser asks inside the test's own connection, which plays the application. Here nobody plays: another process
serves what has been committed, and whoever asks comes over HTTP (access.md, The transaction).
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.urls import reverse
from psycopg import sql

from anchor.tenancy.scope import SETTINGS
from tests.databases import addresses
from tests.doors.table import DOORS, arguments
from tests.proofs import walls
from tests.proofs.doors import Answers
from tests.proofs.id_swap import ID
from tests.world import EVERYBODY

HOST, STARTS_WITHIN = "127.0.0.1", 60
STRANGER = "other_municipality_member"


@contextmanager
def server(application: str = "anchor.wsgi:application") -> Iterator[int]:
    """The web server on the tests' database; gives its port. Raises RuntimeError when it does not start."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    told = addresses(str(connection.settings_dict["NAME"])) | {
        "ANCHOR_LOGIN": "app",
        "ANCHOR_VAR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "anchor.settings.test",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    line = [sys.executable, "-W", "ignore", "-m", "gunicorn", "-c", "anchor/gunicorn.py", "-b", f"{HOST}:{port}"]
    # What it logs are the refusals that are asked for.
    process = subprocess.Popen(
        [*line, application], cwd=settings.BASE_DIR, env=os.environ | told, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the web server did not start (exit code {process.poll()})")


class Visitor:
    """One person's browser: a connection with their session."""

    def __init__(self, world: Any, who: str, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        morsels = world.browser(who, "en").cookies.items()
        self.headers = {
            "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in morsels),
            "Accept-Language": "en",
        }

    def get(self, address: str) -> tuple[int, str]:
        """Status and text of a page; a redirection is not followed."""
        self.connection.request("GET", address, headers=self.headers)
        response = self.connection.getresponse()
        return response.status, response.read().decode(errors="ignore")

    def close(self) -> None:
        """The browser is closed."""
        self.connection.close()


def doors(world: Any, port: int, only: str = "") -> Answers:
    """Everybody looks in at every door."""
    answers = Answers()
    places = {name: reverse(name, kwargs=arguments(world, name)) for name in sorted(DOORS) if only in ("", name)}
    for who in EVERYBODY:
        with closing(Visitor(world, who, port)) as visitor:
            for name, address in places.items():
                status, _ = visitor.get(address)
                answers.number += 1
                if status != (means := DOORS[name].statuses("GET")[who]):
                    answers.wrong.append(f"live: GET {name} answers {status} to {who}, not {means}")
    return answers


def agreement(world: Any, port: int) -> tuple[int, list[str]]:
    """For everybody who has a list of cases: it names exactly the cases whose page opens. How many were compared."""
    cases = [str(pk) for pk in world.everything(type(world.case)).values_list("pk", flat=True)]
    compared, wrong = 0, []
    for who in EVERYBODY:
        with closing(Visitor(world, who, port)) as visitor:
            status, text = visitor.get(f"{reverse('cases')}?stage=all")
            if status != 200:
                continue
            listed = set(ID.findall(text)) & set(cases)
            # What was opened in an emergency has a page of its own, and this one leads there.
            opened = {pk for pk in cases if visitor.get(reverse("case", args=[pk]))[0] in (200, 302)}
            compared += len(cases)
        if listed != opened:
            wrong.append(f"live: the list shows {len(listed)} cases to {who}, pages {len(opened)}")
    return compared, wrong


def wall(world: Any) -> tuple[int, list[str]]:
    """A stranger's own connection under the application's login: no row of any other tenant, and none without a scope."""
    told = addresses(str(connection.settings_dict["NAME"]))
    scopes: list[dict[str, str]] = [{}, _settings_of(world)]
    looks, seen = 0, []
    with psycopg.connect(told["DATABASE_URL"], autocommit=True) as login:
        for scope in scopes:
            for table in walls.tenant_tables():
                with login.transaction():
                    for name, value in scope.items():
                        login.execute("SELECT set_config(%s, %s, true)", [name, value])
                    query = sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = '109'").format(sql.Identifier(table))
                    rows = login.execute(query).fetchone()
                looks += 1
                if rows and rows[0]:
                    seen.append(f"live: {'a stranger' if scope else 'nobody'} reads {rows[0]} rows of {table}")
    return looks, seen


def _settings_of(world: Any) -> dict[str, str]:
    return dict(zip(SETTINGS, astuple(world.actor(STRANGER).scope()), strict=True))


def defects_found(world: Any) -> Iterator[tuple[str, bool]]:
    """The controls: a server that shows reports to everybody, and a table whose wall is down."""
    with server("tests.proofs.opened:application") as port:
        yield "a live server with reports open to all", bool(doors(world, port, "report").wrong)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clients_case DISABLE ROW LEVEL SECURITY")
    try:
        _, seen = wall(world)
        yield "a live wall taken down", bool(seen) and all(words.endswith(" clients_case") for words in seen)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE clients_case ENABLE ROW LEVEL SECURITY")
