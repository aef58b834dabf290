"""A broker that keeps its messages, and people who ask for reports."""

import pytest
from celery import current_app
from django.utils import timezone

from reporting.services.asking import ask_for_report
from tests.reporting.broker import Broker


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
