"""What beat sends each minute is done by the worker that has the key, and by no other."""

import time
from pathlib import Path

from django.conf import settings

from anchor.audit.sealing import stored
from anchor.audit.tasks import seal_memory
from tests.audit.conftest import PATIENCE


def test_each_minute_for_the_sealing_worker():
    (entry,) = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == seal_memory.name]

    assert entry["schedule"] == 60
    assert entry["options"]["expires"] < 60
    assert settings.CELERY_TASK_ROUTES[seal_memory.name] == {"queue": "sealing"}


def test_the_task_seals_and_may_run_twice(memory, settings, tmp_path):
    settings.LOGIN = "sealer"
    settings.SEAL_KEY = "A" * 43
    settings.SEAL_ANCHOR = tmp_path / "task" / "anchor.jsonl"
    settings.SEAL_PUBLIC_KEYS = tmp_path / "task" / "public-keys.pem"
    memory.write(3)

    sealed, deadline = 0, time.monotonic() + PATIENCE
    while not sealed and time.monotonic() < deadline:
        sealed = seal_memory()

    assert sealed == 3
    assert seal_memory() == 0
    assert Path(settings.SEAL_ANCHOR).read_text() == stored.latest_root().line + "\n"
