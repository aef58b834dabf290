"""Where a meeting was, fetched sealed with the row that asks for it: one query for both."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from anchor.accounts.actor import Actor
from meetings.models import MeetingPlace
from meetings.services.account import PLACE


def place_part(actor: Actor) -> Subquery:
    """As a column of summaries: the place of the same meeting as far as it exists for the actor."""
    known = MeetingPlace.objects.visible_to(actor).filter(meeting=OuterRef("meeting_id"))
    return Subquery(known.values(part=JSONObject(id="pk", protected="protected", **{name: name for name in PLACE}))[:1])


def place_from(part: dict[str, Any] | None, tenant_id: str) -> MeetingPlace | None:
    """The row of that column, to be opened where it is read."""
    if part is None:
        return None
    sealed = {name: part[name] and bytes.fromhex(part[name].removeprefix("\\x")) for name in PLACE}
    return MeetingPlace(pk=part["id"], tenant_id=tenant_id, protected=part["protected"], **sealed)
