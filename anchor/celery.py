"""The Celery application: three queues, three worker processes, three database logins.

`default` runs under the application's login in the scope of the asker or of one tenant. `statistics` runs under a login
that reads identifier-free facts and writes its own step rows (design: access.md, The wall). `sealing` reads the memory and
holds the key that signs its roots (The memory).
"""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchor.settings.production")

app = Celery("anchor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_start(**kwargs: object) -> None:
    """A worker that could look over the wall does not start."""
    from anchor.access import checks

    checks.refuse_unsafe_start()
