from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Cellar: the memory."""

    name = "anchor.audit"
    label = "audit"
