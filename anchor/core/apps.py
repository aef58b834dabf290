from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Ground: stones without opinions."""

    name = "anchor.core"
    label = "core"
