"""The tests: own servers under var/test, requests under the application's role, every carelessness an error."""

import os
from pathlib import Path

os.environ.setdefault("ANCHOR_VAR", str(Path(__file__).resolve().parent.parent.parent / "var" / "test"))
os.environ.setdefault("ANCHOR_EMBEDDED_DURABLE", "0")
os.environ.setdefault("ANCHOR_LOGIN", "owner")

from anchor.settings.base import *  # noqa: F403
from anchor.settings.base import CACHES, STATIC_ROOT

IS_DEMO = True
# A worker that a test starts signs in as itself.
ASSUME_ROLE = "anchor_app" if os.environ["ANCHOR_LOGIN"] == "owner" else ""
RAISE_ON_LAZY_FETCH = True
# A test that counts queries may not meet the minute in which the lists are read again.
CODE_LISTS_KEPT_SECONDS = 3600
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Signing in with Argon2 costs 50 ms each; the tests that are about passwords ask for Argon2 themselves.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Each pytest process clears its own cache only.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_REDIS = str(CACHES["default"]["LOCATION"])
CACHES["default"]["LOCATION"] = f"{_REDIS}{'&' if '?' in _REDIS else '?'}db={_WORKER + 1}"
