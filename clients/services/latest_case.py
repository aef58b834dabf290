"""Under which case the memory is searched and told of what is held about a client and belongs to no single case."""

from uuid import UUID

from anchor.accounts.actor import Actor
from clients.models import Case


def latest_case(actor: Actor, client_id: UUID) -> UUID | None:
    """The client's latest case the actor knows."""
    cases = Case.objects.visible_to(actor).filter(client_id=client_id)
    return cases.order_by("-opened_on", "-pk").values_list("pk", flat=True).first()
