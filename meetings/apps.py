from django.apps import AppConfig

from anchor.core.contributions import (
    chronology,
    disclosable,
    held_about_client,
    hinders_closing_case,
    next_steps,
    register,
    today,
)


class MeetingsConfig(AppConfig):
    """First floor: time spent together."""

    name = "meetings"

    def ready(self) -> None:
        from meetings import contributions, disclosing, held_about

        register(chronology, contributions.chronology, order=200)
        register(next_steps, contributions.next_steps, order=200)
        register(hinders_closing_case, contributions.hinders_closing_case, order=200)
        register(held_about_client, held_about.held_about_client, order=200)
        register(today, contributions.today, order=200)
        register(disclosable, disclosing.disclosable, order=200)
