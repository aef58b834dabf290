"""A real web server in a country, and readers that ask it for pages."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from anchor.core.embedded.places import REPOSITORY
from anchor.core.embedded.processes import end_with_parent
from anchor.desk.bench.countries import Country

HOST = "127.0.0.1"
STARTS_WITHIN = 60  # seconds
GUARDED, UNGUARDED = ("anchor.wsgi:application", "app"), ("anchor.desk.bench.unguarded:application", "owner")


@dataclass(frozen=True)
class Server:
    """A running web server."""

    port: int

    def reader(self, session: str) -> "Reader":
        return Reader(self.port, session)


class Reader:
    """Somebody signed in, on one connection that stays."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._headers = {"Cookie": f"anchor_session={session}", "Accept-Encoding": "gzip"}

    def get(self, path: str) -> tuple[float, bytes, http.client.HTTPResponse]:
        """Seconds until the whole answer was there, its body as sent, and the answer. Raises unless it is a page."""
        try:
            return self._ask(path)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()  # it had been idle for too long; the next ask opens another one
            return self._ask(path)

    def _ask(self, path: str) -> tuple[float, bytes, http.client.HTTPResponse]:
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - began
        if response.status != 200:
            raise RuntimeError(f"{path} answers {response.status}")
        return seconds, body, response

    def times(self, path: str, count: int) -> list[float]:
        return [self.get(path)[0] for _ in range(count)]


@contextmanager
def serving(country: Country, kind: tuple[str, str] = GUARDED) -> Iterator[Server]:
    """The web server of the demo, with two workers, under the application's login or the unguarded twin's."""
    application, login = kind
    port = _free_port()
    line = [sys.executable, "-m", "gunicorn", "-c", str(REPOSITORY / "anchor/gunicorn.py"), "-b", f"{HOST}:{port}"]
    environment = country.environment(login) | {"WEB_CONCURRENCY": "2"}
    if kind == UNGUARDED:
        environment["ANCHOR_BENCH"] = "unguarded"
    process = subprocess.Popen(  # noqa: S603 our own program
        [*line, application], env=environment, cwd=REPOSITORY, preexec_fn=end_with_parent(signal.SIGTERM)
    )
    try:
        _wait(process, port)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the web server has ended by itself (exit code {process.returncode})")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the web server did not start within {STARTS_WITHIN} s")


def crowd(server: Server, session: str, path: str, readers: int, each: int) -> list[float]:
    """Seconds of each answer when so many readers ask at once, each one page after the other."""
    everybody = [server.reader(session) for _ in range(readers)]
    times: list[list[float]] = [[] for _ in everybody]
    ready = threading.Barrier(readers)

    def read(place: int) -> None:
        ready.wait()
        times[place] = everybody[place].times(path, each)

    threads = [threading.Thread(target=read, args=(place,)) for place in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(len(one) != each for one in times):
        raise RuntimeError(f"{path}: somebody got no answer")
    return [seconds for one in times for seconds in one]


def taking_turns(asks: list[tuple[Reader, str]], rounds: int) -> list[list[float]]:
    """Times of several pages asked in turn, so that whatever else the machine does meets all of them."""
    times: list[list[float]] = [[] for _ in asks]
    for turn in range(rounds + 10):
        for place, (reader, path) in enumerate(asks):
            seconds, _, _ = reader.get(path)
            if turn >= 10:  # the first ones warm up
                times[place].append(seconds)
    return times


def load() -> float:
    """How many processes waited for this machine's processors in the last minute."""
    return os.getloadavg()[0]
