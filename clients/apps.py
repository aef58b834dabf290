from django.apps import AppConfig

from anchor.core.contributions import register, today


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from clients import contributions, lookups  # noqa: F401  (registers `prefixed_by`)

        register(today, contributions.today, order=100)
