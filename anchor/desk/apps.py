from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Roof: what crosses rooms."""

    name = "anchor.desk"
    label = "desk"

    def ready(self) -> None:
        # The web server sends tasks by this application's settings; importing it from the package would choose settings
        # before the server has.
        from anchor import celery  # noqa: F401
