from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Roof: what crosses rooms."""

    name = "anchor.desk"
    label = "desk"
