"""A demo on one machine: fictional people only, own PostgreSQL and Redis, plain HTTP on the loopback address."""

from anchor.settings.base import *  # noqa: F403

IS_DEMO = True
RAISE_ON_LAZY_FETCH = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
