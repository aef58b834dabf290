"""A world that other processes see, a broker of the tests' own, and workers that listen to it."""

import time

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import connection

from anchor.tenancy.scope import beyond_the_wall
from tests import factories
from tests.databases import addresses
from tests.workers.processes import QUEUES, Workers

LEASE = 4  # seconds; a step takes two at most


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
def broker_address(request):
    """A Redis database of this process's own."""
    number = 1 + int(getattr(request.config, "workerinput", {}).get("workerid", "gw0")[2:]) % 14
    socket = settings.CELERY_BROKER_URL.removeprefix("redis+socket://").split("?")[0]
    return f"redis+socket://{socket}?virtual_host={number}"


@pytest.fixture
def broker(broker_address):
    """This process sends where the workers listen; what an earlier run left there is thrown away."""
    before = current_app._get_current_object()
    app = Celery("tests", broker=broker_address)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = broker_address
    app.set_current()
    with app.connection_for_write() as link:
        for queue in QUEUES:
            link.SimpleQueue(queue).clear()
    yield app
    app.close()
    before.set_current()


@pytest.fixture
def workers(broker, broker_address, tmp_path):
    """Workers on the tests' database, with a short lease; all of them have ended afterwards."""
    told = addresses(connection.settings_dict["NAME"]) | {
        "DJANGO_SETTINGS_MODULE": "anchor.settings.test",
        "ANCHOR_VAR": str(settings.VAR_DIR),
        "ANCHOR_JOB_LEASE_SECONDS": str(LEASE),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    made = Workers(told, broker_address, tmp_path)
    try:
        yield made
    finally:
        made.kill_all()
