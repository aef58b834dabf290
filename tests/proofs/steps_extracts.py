"""The register officer's doors: `steps.py` continued."""

from typing import Any

from django.utils import timezone

from anchor.desk.services.extract_requests import TRIES
from clients.models import Client, ExtractTry
from tests.proofs.steps import Step, nothing
from tests.proofs.steps_ids import OFFICER

WISH = {"kind": "log", "asker": "adolescent", "identified_by": "id_card", "language": "fi"}


def _found(world: Any) -> dict[str, Any]:
    client = world.everything(Client).get(pk=world.case.client_id)
    born = client.birth.birth_date
    name = {"given_names": client.given_names, "family_name": client.family_name}
    return name | {"birth_date": f"{born.day}.{born.month}.{born.year}"}


def _tried_often(world: Any) -> None:
    for _ in range(TRIES):
        ExtractTry.objects.create(membership=world.people[OFFICER], at=timezone.now())


EXTRACT_STEPS = (
    Step("extracts", OFFICER, {"extract_sought ": 1, "extract_opened clients.ExtractRequest": 1}, _found),
    Step(
        "extracts", OFFICER, {"extract_sought ": 1}, lambda world: _found(world) | {"given_names": "Joku"}, status=422
    ),
    Step("extracts", OFFICER, {"extract_sought ": 1}, _found, status=422, before=_tried_often),
    Step("extract", OFFICER, {"opened clients.ExtractRequest": 1}, about="extract_id"),
    Step(
        "extract",
        OFFICER,
        {"extract_previewed clients.ExtractRequest": 1},
        lambda world: WISH,
        about="extract_id",
        status=200,
    ),
    Step(
        "make_extract",
        OFFICER,
        {"extract_made clients.ExtractRequest": 1},
        lambda world: WISH,
        about="extract_id",
        status=200,
    ),
    Step("close_extract", OFFICER, {"extract_closed clients.ExtractRequest": 1}, nothing, about="extract_id"),
)
