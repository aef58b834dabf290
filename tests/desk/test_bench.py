"""The bench: it compares pages that show the same rows, and its program without rules starts nowhere else."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from anchor.desk.bench.countries import Country
from anchor.desk.bench.measures import Measure, rows_of


def test_the_rows_of_a_page_are_its_links_to_records_in_their_order():
    first, second = "0190a1b2-0000-7000-8000-000000000001", "0190a1b2-0000-7000-8000-000000000002"
    page = f'<a href="/today/">T</a><a href="/cases/{second}/">E. L.</a><a href="/meetings/{first}/">24.11.</a>'

    assert rows_of(page.encode()) == [f"/cases/{second}/", f"/meetings/{first}/"]


@pytest.mark.parametrize(("value", "limit", "holds"), [(60, 60, True), (60.1, 60, False), (999, None, True)])
def test_a_measure_holds_up_to_its_limit(value, limit, holds):
    assert Measure("case list", value, "ms", limit).holds is holds


def test_a_country_has_servers_of_its_own_whatever_the_environment_names(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/real")
    environment = Country(1000).environment("app")

    assert "DATABASE_URL" not in environment
    assert environment["ANCHOR_VAR"].endswith("bench/1000")
    assert environment["ANCHOR_LOGIN"] == "app"


def test_the_bench_measures_no_installation_with_real_people(settings):
    settings.IS_DEMO = False

    with pytest.raises(CommandError):
        call_command("bench")


def test_the_program_without_rules_starts_in_a_bench_only():
    environment = {name: value for name, value in os.environ.items() if name != "ANCHOR_BENCH"}
    started = subprocess.run(
        [sys.executable, "-c", "import anchor.desk.bench.unguarded"],
        env=environment | {"DJANGO_SETTINGS_MODULE": "anchor.settings.test"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert "bench's invented country only" in started.stderr
