"""The door of the web server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchor.settings.production")
os.environ.setdefault("ANCHOR_LOGIN", "app")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from anchor.access.checks import refuse_unsafe_start

refuse_unsafe_start()
