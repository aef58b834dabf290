"""Celery processes as an installation runs them, each under its own login, started and killed by the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from celery import current_app
from django.conf import settings

from reporting.services.asking import ask_for_report
from tests.reporting.broker import whole

STARTED_WITHIN, MADE_WITHIN = 60, 60  # seconds
QUEUES = ("default", "statistics")


@dataclass
class Worker:
    """One worker process with the process that does its tasks; it leads a group of its own."""

    name: str
    queue: str
    process: subprocess.Popen
    log: Path

    @property
    def ready(self) -> bool:
        """Whether it lives and listens."""
        return self.process.poll() is None and "ready." in self.said

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """kill -9 of all its processes, and of nothing else."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def kill_child(self) -> bool:
        """kill -9 of the process that does its tasks; the worker makes a new one. False when it had none just then."""
        children = psutil.Process(self.process.pid).children()
        for child in children:
            child.kill()
        return bool(children)


@dataclass
class Workers:
    """Starts workers on the tests' database and broker, and kills them all at the end."""

    told: dict[str, str]
    broker: str
    folder: Path
    started: list[Worker] = field(default_factory=list)

    def start(self, queue: str, *, app: str = "anchor", **told: str) -> Worker:
        """A worker of one queue; it may not be ready yet."""
        name = f"{queue}{len(self.started)}"
        login = "statistics" if queue == "statistics" else "app"
        line = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-b", self.broker, "-A", app, "worker"]
        line += ["-Q", queue, "-c", "1", "-n", f"{name}@%h", "--loglevel", "INFO"]
        log = self.folder / f"{name}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*line, "--without-gossip", "--without-mingle"],
                cwd=settings.BASE_DIR,
                env=os.environ | self.told | {"ANCHOR_LOGIN": login, "PGAPPNAME": name} | told,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.started.append(Worker(name, queue, process, log))
        return self.started[-1]

    def start_all(self, *queues: str, **how: str) -> list[Worker]:
        """One worker for each queue named, all of them ready."""
        workers = [self.start(queue, **how) for queue in queues]
        self.wait_for(lambda: all(worker.ready for worker in workers), STARTED_WITHIN)
        return workers

    def kill_all(self) -> None:
        """Whatever still runs."""
        for worker in self.started:
            if worker.process.poll() is None:
                worker.kill()

    def wait_for[T](self, truth: Callable[[], T], seconds: float, meanwhile: Callable[[], None] = lambda: None) -> T:
        """Wait until something is true; what the workers said is the message when it does not come true."""
        deadline = time.monotonic() + seconds
        while not (true := truth()):
            if time.monotonic() > deadline:
                logs = "\n".join(f"--- {worker.name}\n{worker.said[-2500:]}" for worker in self.started)
                pytest.fail(f"not within {seconds} s:\n{logs}")
            meanwhile()
            time.sleep(0.1)
        return true


def ask(world, who, *, years_ago=1, language="en"):
    """Somebody asks for a report, as they would in the browser."""
    with world.acting_as(who):
        year = time.localtime().tm_year - years_ago
        return ask_for_report(actor=world.actor(who), year=year, language=language)


def is_done(*reports):
    return all(whole(report).job.state == "done" for report in reports)


def beat() -> Callable[[], None]:
    """What beat sends, at its pace, whenever this is called; a beat of its own would outlive its use."""
    sent = dict.fromkeys(settings.CELERY_BEAT_SCHEDULE, 0.0)

    def tick() -> None:
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            if not isinstance(entry["schedule"], int | float):
                continue  # of the night, by the clock
            if time.monotonic() - sent[name] > entry["schedule"]:
                sent[name] = time.monotonic()
                current_app.send_task(entry["task"], retry=False, **entry["options"])

    return tick
