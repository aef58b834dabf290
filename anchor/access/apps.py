from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Stairs: may I?"""

    name = "anchor.access"
    label = "access"

    def ready(self) -> None:
        from anchor.access import checks, lookups, rules  # noqa: F401  they register themselves
