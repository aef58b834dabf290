"""`manage.py run_demo`: everything behind `make demo`, from empty folder to running pages, and back to nothing on Ctrl-C."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from anchor.core import embedded
from anchor.core.embedded.places import REPOSITORY, EmbeddedError
from anchor.core.embedded.supervisor import ChildDied, Stopped, Supervisor, ended_by_signals

HOST = "127.0.0.1"
FIRST_PAGE_WITHIN = 60  # seconds
# Pages of these two packages are not served; compressing their files would take longer than all the rest.
UNUSED_FILES = ["rest_framework", "guardian"]
# The tests in a browser walk through a smaller world.
DEMO_WORLD = os.environ.get("ANCHOR_DEMO_WORLD", "--contacts-per-year 7000 --years 3 --seed 1").split()


class Command(BaseCommand):
    """Prepares, starts, watches and ends the demo."""

    help = "Prepares and runs the demo with its own PostgreSQL, Redis, web server and workers. Ctrl-C ends everything."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        """Run until a signal (exit code 0) or until a process dies (exit code 1)."""
        os.environ |= {"ANCHOR_LOGIN": "owner", "ANCHOR_VAR": str(embedded.var_folder())}
        self.port = free_port(os.environ.get("PORT") or "8000")
        self.supervisor = Supervisor()
        failure = ""
        with ended_by_signals():
            try:
                self._prepare()
                self._start()
                self._say_hello()
                self.supervisor.watch()
            except Stopped:
                self.stdout.write("\nStopping …")
            except (ChildDied, EmbeddedError) as error:
                failure = str(error)
            except subprocess.CalledProcessError as error:
                failure = f"`{' '.join(error.cmd[1:])}` failed (exit code {error.returncode})"
            finally:
                self.supervisor.stop()
                close_connections()
                embedded.let_go()
        if failure:
            raise CommandError(f"{failure}. Everything has been stopped.")
        self.stdout.write("All processes have ended.")

    def _prepare(self) -> None:
        # PostgreSQL and Redis have been started by the settings.
        self._step("database and logins", call_command, "prepare_database", verbosity=0)
        self._command("translations", "compile_translations")
        self._command("tables", "migrate", interactive=False)
        self._command("reference data", "load_reference_data")
        if "build_demo" in get_commands():  # in a process of its own, which gives its memory back
            line = [sys.executable, str(REPOSITORY / "manage.py"), "build_demo", *DEMO_WORLD, "--if-missing"]
            self._step("demo world", self.supervisor.run, line)
        self._command("static files", "collectstatic", interactive=False, ignore_patterns=UNUSED_FILES)

    def _command(self, what: str, name: str, **options: Any) -> None:
        if name in get_commands():
            self._step(what, call_command, name, verbosity=0, **options)

    def _step(self, what: str, do: Any, *arguments: Any, **options: Any) -> None:
        self.stdout.write(f"  {what} … ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        do(*arguments, **options)
        self.stdout.write(f"{time.monotonic() - began:.1f} s")
        self.stdout.flush()

    def _start(self) -> None:
        run = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m"]
        worker = [*run, "celery", "-q", "-A", "anchor", "worker", "--loglevel", "WARNING", "-Q"]
        schedule = embedded.var_folder() / "beat-schedule"
        beat = [*run, "celery", "-q", "-A", "anchor", "beat", "--loglevel", "WARNING", "--schedule", str(schedule)]
        web = [*run, "gunicorn", "-c", str(REPOSITORY / "anchor/gunicorn.py"), "-b", f"{HOST}:{self.port}"]
        start = self.supervisor.start
        start("the web server", [*web, "anchor.wsgi:application"], patience=4, ANCHOR_LOGIN="app")
        start("beat", [*beat, "--pidfile", ""], patience=2, ANCHOR_LOGIN="app")
        start("the worker", [*worker, "default", "-c", "2", "-n", "default@%h"], patience=4, ANCHOR_LOGIN="app")
        statistics = [*worker, "statistics", "-c", "1", "-n", "statistics@%h"]
        start("the statistics worker", statistics, patience=4, ANCHOR_LOGIN="statistics")
        sealing = [*worker, "sealing", "-P", "solo", "-n", "sealing@%h"]
        start("the sealing worker", sealing, patience=4, ANCHOR_LOGIN="sealer")

    def _say_hello(self) -> None:
        address = f"http://{HOST}:{self.port}/"
        self._step("web server and workers", self._wait_for, address)
        self.stdout.write(f"\nAnchor runs at {address}\n")
        if "demo_signins" in get_commands():
            call_command("demo_signins", stdout=self.stdout)
        self.stdout.write("\nCtrl-C ends everything.")
        self.stdout.flush()

    def _wait_for(self, address: str) -> None:
        browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
        deadline = time.monotonic() + FIRST_PAGE_WITHIN
        while time.monotonic() < deadline:
            self.supervisor.check()
            try:
                with browser.open(address, timeout=10):
                    return
            except urllib.error.HTTPError as error:  # it answers, and will not answer better by asking again
                error.close()
                raise ChildDied(f"{address} answers with status {error.code}") from None
            except OSError:
                time.sleep(0.1)
        raise ChildDied(f"{address} gave no answer within {FIRST_PAGE_WITHIN} s")


def free_port(text: str) -> int:
    """The port `text` names, when a server can take it on the loopback address; else CommandError says what to do."""
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT={text} is no port number: give one from 1024 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise CommandError(
                f"Port {text} on {HOST} cannot be used ({error.strerror}). Try another: `make demo PORT={int(text) + 1}`."
            ) from error
    return int(text)


def close_connections() -> None:
    """Leave the database before it is stopped."""
    from django.db import connections

    connections.close_all()
