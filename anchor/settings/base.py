"""What every installation shares. A setting that differs is in demo.py, test.py or production.py."""

import os
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from anchor.core import embedded

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("ANCHOR_VAR", BASE_DIR / "var"))

# Which of the database logins this process wears: owner (migrations, builders), app (web, worker), statistics, sealer.
LOGIN = os.environ.get("ANCHOR_LOGIN", "app")

SECRET_KEY = embedded.local_secret("SECRET_KEY")
MASTER_KEY = embedded.local_secret("MASTER_KEY")  # wraps one data key per tenant
LOOKUP_KEY = embedded.local_secret("LOOKUP_KEY")  # keyed hash of identity codes
# Signs the memory's roots. No other process has it, so that whoever breaks into the web cannot seal another past.
SEAL_KEY = embedded.local_secret("SEAL_KEY") if LOGIN == "sealer" else ""
# Where roots are kept outside the database, each in a line, and beside it the public keys by which they are believed.
SEAL_ANCHOR = Path(os.environ.get("ANCHOR_SEAL_ANCHOR") or VAR_DIR / "memory" / "anchor.jsonl")
SEAL_PUBLIC_KEYS = Path(os.environ.get("ANCHOR_SEAL_PUBLIC_KEYS") or SEAL_ANCHOR.with_name("public-keys.pem"))
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "reporting",
    "referrals",
    "meetings",
    "clients",
    "anchor.desk",
    "anchor.access",
    "anchor.audit",
    "anchor.accounts",
    "anchor.tenancy",
    "anchor.core",
    "guardian",
    "django_htmx",
    "rest_framework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "anchor.desk.middleware.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anchor.access.middleware.ActorTransaction",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "anchor.urls"
WSGI_APPLICATION = "anchor.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "anchor.desk.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "anchor.core.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "anchor.core.ui_forms.AnchorRenderer"

DATABASES = {"default": embedded.database_settings(LOGIN) | {"CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False}}
# What is prepared (anchor.access.kept) is planned once and for everybody of a role; nothing else is prepared.
_options: dict[str, Any] = DATABASES["default"].setdefault("OPTIONS", {})
_options["options"] = f"{_options.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
_options["prepare_threshold"] = 0
# A web process keeps as many connections as it has threads (anchor/gunicorn.py): opening one costs as much as a page.
# Workers and commands open one when they need it. What is said of the asker ends with each transaction, never later.
if threads := int(os.environ.get("ANCHOR_POOL", "0")):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    _options["pool"] = {"min_size": 1, "max_size": threads, "timeout": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "anchor.core.cache.PatientRedisCache",
        "LOCATION": embedded.redis_url(),
        "OPTIONS": {
            "socket_connect_timeout": 0.3,
            "socket_timeout": 0.5,
            "serializer": "anchor.core.cache.WholeNumbers",
        },
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"
# Guardian's backend would be a second way to a right: grants are asked for in anchor.access.rules only.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None  # guardian: nobody is signed in as nobody
GUARDIAN_MONKEY_PATCH_USER = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = 20 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "anchor_session"
CSRF_COOKIE_NAME = "anchor_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "anchor.desk.errors.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # a pasted 1 MB summary must get its message, not a bare 400
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS: list[str] = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "anchor_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

CELERY_BROKER_URL = embedded.celery_broker_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "socket_connect_timeout": 1,
    # Whoever enqueues does not wait for a Redis that is away: the outbox sends later.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "reporting.tasks.count_figures": {"queue": "statistics"},
    "anchor.audit.tasks.seal_memory": {"queue": "sealing"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 80  # shorter than the lease: a task does not outlive its claim
JOB_LEASE_SECONDS = int(os.environ.get("ANCHOR_JOB_LEASE_SECONDS", "90"))
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "send-outbox": {"task": "anchor.core.tasks.send_outbox", "schedule": 2.0, "options": {"expires": 10}},
    "revive-jobs": {"task": "reporting.tasks.revive_jobs", "schedule": 5.0, "options": {"expires": 10}},
    "reckon-ages": {"task": "clients.tasks.reckon_ages", "schedule": crontab(hour=0, minute=1)},
    "watch-grants": {"task": "clients.tasks.watch_grants", "schedule": crontab(hour=3, minute=30)},
    "settle-transfers": {"task": "referrals.tasks.settle_transfers", "schedule": crontab(hour=3, minute=40)},
    "seal-memory": {"task": "anchor.audit.tasks.seal_memory", "schedule": 60.0, "options": {"expires": 55}},
}

REST_FRAMEWORK = {
    # No API is open yet; when one is, it is closed by default and speaks JSON only.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

IS_DEMO = False
# Provisions of law (codes of the list `legal_ground`) that this installation's controller has approved as grounds, each with
# who approved it. A demo uses them all; production none that is not named here.
APPROVED_GROUNDS: dict[str, str] = {}
# The version of the matrix (anchor.access.version) that the controllers have approved; None where nobody has to. A server
# whose rules are of another version does not start.
APPROVED_MATRIX: str | None = None
# Only the tests assume a role: they build their world as owner and ask as the application.
ASSUME_ROLE = ""
# A forgotten select_related is an error where we can still mend it, and one query for all peers where we cannot.
RAISE_ON_LAZY_FETCH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
