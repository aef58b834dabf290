"""What I typed about a client against what somebody saved meanwhile."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anchor.core.display import format_longdate
from anchor.tenancy.codes import label
from anchor.tenancy.places import place_name
from clients.services.change_client import CONTACT_FIELDS, ClientData, Held


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, in words."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who saved in between and when, and what differs."""

    who: str
    when: datetime.datetime | None
    differences: list[Difference]


def compare(mine: ClientData, held: Held) -> Comparison:
    """The fields that differ between the typed and the stored record; protected details are named, not shown."""
    theirs = held.data
    names = [name for name in ClientData.__slots__ if getattr(mine, name) != getattr(theirs, name)]
    hidden = {*CONTACT_FIELDS, "residence_id"} if mine.protected or theirs.protected else set()
    pairs = [
        Difference(_words()[name], *((_in_words(name, getattr(one, name), name in hidden)) for one in (mine, theirs)))
        for name in names
    ]
    by = held.client.changed_by
    return Comparison(by.user.name if by else "", held.client.changed_at, pairs)


def _in_words(name: str, value: Any, is_hidden: bool) -> str:
    if value in (None, ""):
        return "–"
    if is_hidden or name == "identity_code":
        return _("changed")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date):
        return format_longdate(value)
    lists = {"gender": "gender", "service_language": "service_language", "interpreter_language": "service_language"}
    if name in lists:
        return label(lists[name], value)
    return place_name(value) if name == "residence_id" else str(value)


def _words() -> dict[str, str]:
    return {
        "given_names": _("Given names"),
        "family_name": _("Family name"),
        "birth_date": _("Birth date"),
        "identity_code": _("Personal identity code"),
        "gender": _("Gender"),
        "service_language": _("Service language"),
        "interpreter_language": _("Interpreter"),
        "protected": _("Non-disclosure for personal safety"),
        "protected_until": _("To be checked by"),
        "residence_id": _("Municipality of residence"),
        "street": _("Address"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "school": _("School"),
    }
