from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Cellar: who asks."""

    name = "anchor.accounts"
    label = "accounts"
