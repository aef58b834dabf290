from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from clients import lookups  # noqa: F401  (registers `prefixed_by`)
