from django.apps import AppConfig

from anchor.core.contributions import disclosable, held_about_client, next_steps, register, today


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from clients import contributions, held_about, lookups  # noqa: F401  (registers `prefixed_by`)
        from clients.services import asked_today

        register(held_about_client, held_about.held_about_client, order=100)
        register(today, contributions.today, order=100)
        register(today, asked_today.today, order=110)
        register(disclosable, contributions.disclosable, order=100)
        register(next_steps, contributions.next_steps, order=100)
