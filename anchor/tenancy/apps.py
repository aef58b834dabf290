from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Cellar: whose house it is."""

    name = "anchor.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from anchor.core.keys import register_key_source
        from anchor.tenancy.tenant_keys import load_data_key

        register_key_source(load_data_key)
