from django.apps import AppConfig
from django.core.signals import request_finished


class AuditConfig(AppConfig):
    """Cellar: the memory."""

    name = "anchor.audit"
    label = "audit"

    def ready(self) -> None:
        from anchor.audit.services import keep_looks

        request_finished.connect(keep_looks)
