"""The door of the web server."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchor.settings.production")
os.environ.setdefault("ANCHOR_LOGIN", "app")


def open_door() -> "WSGIHandler":
    """The application; it does not start when it could look over the wall."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    from anchor.access.checks import refuse_unsafe_start  # the models must be loaded

    refuse_unsafe_start()
    return application


application = open_door()
