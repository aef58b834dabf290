"""How a record is told in an extract: which rows are the controller's own, and in what words."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from anchor.accounts.actor import Actor
from anchor.tenancy.codes import labels
from clients.held import Held, Kind, Sheltered
from clients.models.client import initials_of


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day in Helsinki on which something was recorded."""
    return timezone.localdate(moment)


def words(list_name: str, codes: Any) -> str:
    """Codes of a list in words; a code that is no longer in the list is told as it is."""
    known = labels(list_name)
    return ", ".join(known.get(code, code) for code in ([codes] if isinstance(codes, str) else codes))


def pairs_of(*pairs: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Labels and values of one record, in their order."""
    return pairs


def own(model: Any, actor: Actor) -> Any:
    """Of what exists for the actor, what the controller answers for: the shell and the name exist for other reasons too."""
    return model.objects.visible_to(actor).filter(controller=actor.controller)


def told(
    row: Any, kind: Kind, title: str, *pairs: tuple[str, Any], on: datetime.date | None = None, **marks: Any
) -> Held:
    """One record in the words of an extract; what is empty is left out."""
    shown = ((label, f"{value:%-d.%-m.%Y}" if isinstance(value, datetime.date) else value) for label, value in pairs)
    values = tuple((str(label), _said(value)) for label, value in shown if value)
    return Held(kind, capfirst(title), on or day_of(row.created_at), row.sector, row, values, **marks)


def named(name: Any) -> Sheltered:
    """A whole name, of which initials are told under non-disclosure."""
    given, _space, family = str(name or "").rpartition(" ")
    return Sheltered(name, instead=initials_of(given, family))


def place(value: Any) -> Sheltered:
    """What tells where somebody lives, goes or is reached: not told at all under non-disclosure."""
    return Sheltered(value)


def _said(value: Any) -> str:
    return value if isinstance(value, Sheltered) else str(value)
