"""Real workers: Celery processes over Redis, each under its own login, one of which is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

import psycopg
import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import connection

from anchor.core.embedded.addresses import LOGINS, database_settings, database_url
from anchor.core.models import JobStep
from anchor.tenancy.scope import beyond_the_wall
from reporting.models import CaseFact
from reporting.services.asking import ask_for_report
from tests import factories
from tests.reporting.broker import whole

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]

STARTED_WITHIN, MADE_WITHIN = 30, 40  # seconds
LEASE = 3  # seconds
QUEUES = ("default", "statistics")


@pytest.fixture
def committed_world(committed):
    """The small world where other processes see it, with a year that has ended."""
    from tests.world import World

    made = World()
    last_year = time.localtime().tm_year - 1
    for number in range(12):
        case = factories.case_in_work(made, responsible="responsible_social_worker", age=9 + number % 8)
        with beyond_the_wall("tests"):
            type(case)._base_manager.filter(pk=case.pk).update(opened_on=f"{last_year}-{number + 1:02}-03")
    return made


@pytest.fixture
def environment(request):
    """What a worker of these tests is told: the tests' database, a Redis database of its own, a short lease."""
    name = connection.settings_dict["NAME"]
    number = 1 + int(getattr(request.config, "workerinput", {}).get("workerid", "gw0")[2:]) % 14
    told = {
        "DJANGO_SETTINGS_MODULE": "anchor.settings.test",
        "ANCHOR_VAR": str(settings.VAR_DIR),
        "ANCHOR_JOB_LEASE_SECONDS": str(LEASE),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    for login, (variable, _) in LOGINS.items():
        there = database_settings(login)
        secret = quote(there["PASSWORD"], safe="")
        folder = quote(there["HOST"], safe="")
        told[variable] = f"postgresql://{there['USER']}:{secret}@/{name}?host={folder}&port={there['PORT']}"
    socket = settings.CELERY_BROKER_URL.removeprefix("redis+socket://").split("?")[0]
    return told, f"redis+socket://{socket}?virtual_host={number}"


@pytest.fixture
def broker(environment):
    """This process sends where the workers listen; what an earlier run left there is thrown away."""
    before = current_app._get_current_object()
    app = Celery("tests", broker=environment[1])
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = environment[1]
    app.set_current()
    with app.connection_for_write() as link:
        for queue in QUEUES:
            link.SimpleQueue(queue).clear()
    yield app
    app.close()
    before.set_current()


@contextmanager
def worker(environment, queue, name, folder):
    """A worker process of one queue, ended at the end however it went."""
    told, address = environment
    log = (folder / f"{name}.log").open("wb")
    login = "statistics" if queue == "statistics" else "app"
    line = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-b", address, "-A", "anchor", "worker"]
    line += ["-Q", queue, "-c", "1", "-n", f"{name}@%h", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen(
        line,
        cwd=settings.BASE_DIR,
        env=os.environ | told | {"ANCHOR_LOGIN": login, "PGAPPNAME": name},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        log.close()
        if process.poll() is None:
            kill(process)


def kill(process):
    """kill -9 of a worker with the process that does its tasks, and of nothing else: it leads its own group."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@pytest.fixture
def workers(environment, broker, tmp_path):
    """`workers("default", "default", "statistics")` starts them and waits until they listen."""
    with ExitStack() as stack:

        def start(*queues):
            started = {}
            for number, queue in enumerate(queues):
                name = f"{queue}{number}"
                started[name] = stack.enter_context(worker(environment, queue, name, tmp_path))
            wait_for(lambda: all("ready." in said(tmp_path, name) for name in started), STARTED_WITHIN, tmp_path)
            return list(started.values())

        yield start


def said(folder, name):
    return (folder / f"{name}.log").read_text(errors="replace")


def wait_for(truth, seconds, folder, meanwhile=lambda: None):
    """Wait until something is true; what the workers said is the message when it does not come true."""
    deadline = time.monotonic() + seconds
    while not (true := truth()):
        if time.monotonic() > deadline:
            logs = "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2500:]}" for log in folder.iterdir())
            pytest.fail(f"not within {seconds} s:\n{logs}")
        meanwhile()
        time.sleep(0.1)
    return true


def ask(world, who, language="en"):
    with world.acting_as(who):
        return ask_for_report(actor=world.actor(who), year=time.localtime().tm_year - 1, language=language)


def is_done(*reports):
    return all(whole(report).job.state == "done" for report in reports)


def test_a_municipality_and_the_nation_get_their_reports_from_real_workers(committed_world, workers, tmp_path):
    workers("default", "statistics")

    reports = [ask(committed_world, "municipal_manager", "fi"), ask(committed_world, "national_coordinator")]

    wait_for(lambda: is_done(*reports), MADE_WITHIN, tmp_path)
    municipality, nation = map(whole, reports)
    assert bytes(municipality.pdf).startswith(b"%PDF-1.7")
    assert municipality.figures["headlines"]["cases"] == nation.figures["headlines"]["cases"] == 12
    assert (municipality.pages, nation.pages > 5) == (2, True)
    assert "statistics1" not in said(tmp_path, "default0")
    assert "count_figures" in said(tmp_path, "statistics1")
    assert "count_figures" not in said(tmp_path, "default0")


def test_a_report_arrives_once_when_a_worker_is_killed_in_the_middle(committed_world, workers, tmp_path):
    """One of two default workers dies by kill -9 while it holds a step; the sweep, as beat calls it, goes on."""
    first, second, _ = workers("default", "default", "statistics")
    with hold_facts("109") as who_waits:
        report = ask(committed_world, "national_coordinator")
        waiting = wait_for(who_waits, MADE_WITHIN, tmp_path)
        victim, survivor = (first, second) if waiting == "default0" else (second, first)
        kill(victim)

    wait_for(lambda: is_done(report), MADE_WITHIN, tmp_path, meanwhile=sweep_every_second())
    made = whole(report)
    steps = JobStep.objects.filter(job=made.job)
    assert survivor.poll() is None
    assert set(steps.values_list("state", flat=True)) == {"done"}
    assert steps.get(key="109").attempts >= 2
    assert len(committed_world.audit(verb="report_made", target_id=made.pk)) == 1
    with beyond_the_wall("tests look"):
        assert CaseFact.objects.filter(tenant_id="109", year=made.year).count() == 12


@contextmanager
def hold_facts(tenant):
    """Whoever collects this tenant's facts waits while the block lasts, in the middle of a step; tells which worker."""
    database, year = connection.settings_dict["NAME"], time.localtime().tm_year - 1
    waiting = "SELECT application_name FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = %s"
    with psycopg.connect(database_url("admin"), dbname=database, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"facts:{tenant}:{year}"])
        yield lambda: next((name for (name,) in admin.execute(waiting, [database])), None)


def sweep_every_second():
    """What beat does every five seconds, done here: a beat of its own would outlive its use."""
    last = 0.0

    def sweep():
        nonlocal last
        if time.monotonic() - last > 1:
            last = time.monotonic()
            current_app.send_task("reporting.tasks.revive_jobs", retry=False)

    return sweep
