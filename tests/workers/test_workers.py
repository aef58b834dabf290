"""Real workers: Celery processes over Redis, each under its own login, one of which is killed in the middle."""

import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from anchor.core.embedded.addresses import database_url
from anchor.core.models import JobStep
from anchor.tenancy.scope import beyond_the_wall
from reporting.models import CaseFact
from tests.reporting.broker import whole
from tests.workers.processes import MADE_WITHIN, ask, beat, is_done

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]


def test_a_municipality_and_the_nation_get_their_reports_from_real_workers(committed_world, workers):
    default, statistics = workers.start_all("default", "statistics")

    reports = [ask(committed_world, "municipal_manager", language="fi"), ask(committed_world, "national_coordinator")]

    workers.wait_for(lambda: is_done(*reports), MADE_WITHIN)
    municipality, nation = map(whole, reports)
    assert bytes(municipality.pdf).startswith(b"%PDF-1.7")
    assert municipality.figures["headlines"]["cases"] == nation.figures["headlines"]["cases"] == 12
    assert (municipality.pages, nation.pages > 5) == (2, True)
    assert "count_figures" in statistics.said
    assert "count_figures" not in default.said


def test_a_report_arrives_once_when_a_worker_is_killed_in_the_middle(committed_world, workers):
    """One of two default workers dies by kill -9 while it holds a step; the sweep, as beat calls it, goes on."""
    first, second, _ = workers.start_all("default", "default", "statistics")
    with hold_facts("109") as who_waits:
        report = ask(committed_world, "national_coordinator")
        waiting = workers.wait_for(who_waits, MADE_WITHIN)
        victim, survivor = (first, second) if waiting == first.name else (second, first)
        victim.kill()

    workers.wait_for(lambda: is_done(report), MADE_WITHIN, meanwhile=beat())
    made = whole(report)
    steps = JobStep.objects.filter(job=made.job)
    assert survivor.ready
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
