"""Production: servers by setting, HTTPS only, no secret is invented."""

import os

os.environ.setdefault("ANCHOR_PRODUCTION", "1")

from anchor.settings.base import *  # noqa: F403

# "openness_26=Kanta-Häme 12.1.2027;child_welfare_25=…"
_approved = os.environ.get("ANCHOR_APPROVED_GROUNDS", "").split(";")
APPROVED_GROUNDS = {code.strip(): by.strip() for code, _is, by in (one.partition("=") for one in _approved) if by}
APPROVED_MATRIX = os.environ.get("ANCHOR_APPROVED_MATRIX", "")
ALLOWED_HOSTS = os.environ["ANCHOR_HOSTS"].split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-anchor_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-anchor_csrf"
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
