"""The project's own PostgreSQL and Redis, so that a clone runs with nothing else installed.

Imported by the settings, so nothing here imports Django. A server given by the environment always wins
(`DATABASE_URL`, `DATABASE_OWNER_URL`, `DATABASE_STATISTICS_URL`, `DATABASE_SEALER_URL`, `DATABASE_ADMIN_URL`,
`REDIS_URL`); without one the program starts its own below `$ANCHOR_VAR` (default `var/` in the clone), shared by all
processes of that folder and stopped when the last of them ends. With `ANCHOR_PRODUCTION=1` nothing is started and no secret is invented.
"""

from anchor.core.embedded.addresses import LOGINS, celery_broker_url, database_settings, database_url, redis_url
from anchor.core.embedded.places import var_folder
from anchor.core.embedded.secret_store import local_secret
from anchor.core.embedded.services import let_go

__all__ = [
    "LOGINS",
    "celery_broker_url",
    "database_settings",
    "database_url",
    "let_go",
    "local_secret",
    "redis_url",
    "var_folder",
]
