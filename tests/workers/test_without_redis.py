"""Redis is down: pages open, and what is asked for waits in the outbox until it is back."""

import pytest
from celery import Celery, current_app
from django.utils import timezone

from anchor.core.models import OutboxMessage
from reporting.models import Report

NOWHERE = "/nowhere/redis.sock"


@pytest.fixture
def redis_is_down(settings):
    """Cache and broker at a socket nobody listens on, reached by the real clients."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"unix://{NOWHERE}"}}
    before = current_app._get_current_object()
    app = Celery("down", broker=f"redis+socket://{NOWHERE}")
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app.set_current()
    yield
    app.close()
    before.set_current()


@pytest.mark.usefixtures("redis_is_down")
def test_pages_open(world, caplog):
    browser = world.browser("responsible_social_worker")

    whole = [browser.get(address).status_code for address in ("/today/", "/cases/", world.case.get_absolute_url())]
    part = browser.get("/cases/", headers={"HX-Request": "true"})

    assert (whole, part.status_code) == ([200, 200, 200], 200)
    assert world.reads_of(world.case, by="responsible_social_worker") == 1
    assert "Redis is away" in caplog.text


@pytest.mark.usefixtures("redis_is_down")
def test_a_wish_waits_in_the_outbox(world, django_capture_on_commit_callbacks):
    browser = world.browser("municipal_manager")
    with django_capture_on_commit_callbacks(execute=True):
        asked = browser.post("/reports/", {"year": timezone.localdate().year - 1, "language": "sv"})

    assert asked.status_code == 302
    assert browser.get(f"/reports/{Report.objects.get().pk}/").status_code == 200
    assert OutboxMessage.objects.get().sent_at is None
