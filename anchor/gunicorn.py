"""How the web server runs, in the demo and in production. The command line gives the address."""

import gc
import os
from pathlib import Path
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
os.environ.setdefault("ANCHOR_POOL", str(threads))
preload_app = True  # one import for all workers: starts sooner, and they share its memory
timeout = 60  # seconds; the database ends a statement after 30
graceful_timeout = 3  # seconds; every page is shorter, and unsaved text is in the draft
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 4094
# An address holds the id of a case: what was read by whom is in the access log of the database, not in a file.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # nobody needs to steer it from outside
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 a heartbeat must not wait for a disk


def when_ready(server: Any) -> None:
    """What was loaded stays for ever: no worker need search it for rubbish in the middle of somebody's page."""
    gc.collect()
    gc.freeze()
