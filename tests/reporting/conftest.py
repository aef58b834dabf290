"""A broker that keeps its messages, and people who ask for reports."""

from contextlib import contextmanager

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reporting.services import pipeline
from reporting.services.asking import ask_for_report
from tests.queries import asked
from tests.reporting.broker import Broker, whole


@pytest.fixture
def broker(monkeypatch):
    """What is sent stays here until it is delivered."""
    kept = Broker()
    monkeypatch.setattr(current_app._get_current_object(), "send_task", kept.send_task)
    return kept


@pytest.fixture
def last_year():
    return timezone.localdate().year - 1


@pytest.fixture
def ask(world, last_year):
    """Somebody asks for last year's report."""

    def ask(who="municipal_manager", language="en", year=None):
        with world.acting_as(who):
            return ask_for_report(actor=world.actor(who), year=year or last_year, language=language)

    return ask


@pytest.fixture
def no_printer(monkeypatch):
    """For tests that are not about paper: the PDF is a word, and takes no time."""
    monkeypatch.setattr(pipeline, "print_report", lambda report: (b"%PDF-1.7 of a test", 2))


@pytest.fixture
def made(ask, broker, no_printer):
    """The manager's report, ready."""
    report = ask()
    broker.deliver_all()
    return whole(report)


@pytest.fixture
def statements():
    """`with statements() as made:` the SQL of a block, without what only a test's transaction brings."""

    @contextmanager
    def counted():
        made = []
        with CaptureQueriesContext(connection) as captured:
            yield made
        made += asked(captured)

    return counted
