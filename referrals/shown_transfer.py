"""A transfer and an arrival as pages show them."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from anchor.accounts.actor import Actor
from anchor.core.dates import months_after
from anchor.core.display import format_longdate
from anchor.tenancy.codes import label, labels
from meetings.models import AgreedAction
from referrals import grounds
from referrals.models import Arrival, CarriedEntry, Kind, Transfer

State = Transfer.State


def along(goes_along: dict[str, str]) -> list[tuple[str, str]]:
    """Each kind that goes along with its ground, in words and in the kinds' order."""
    return [(str(kind.label), grounds.label(goes_along[kind])) for kind in Kind if kind in goes_along]


@dataclass(frozen=True)
class ShownTransfer:
    """The record both sides read, in the eyes of one of them."""

    transfer: Transfer
    actor: Actor

    @property
    def is_ours(self) -> bool:
        """Whether the reader is of the sending team."""
        return self.transfer.team_id == self.actor.team_id

    @property
    def badge(self) -> tuple[str, str, str]:
        """Words, kind and icon of where it stands."""
        kind, icon = {
            State.WAITING: ("wait", "clock"),
            State.ACCEPTED: ("ok", "check"),
            State.DECLINED: ("stop", "x"),
            State.TAKEN_BACK: ("line", "undo"),
        }[State(self.transfer.state)]
        return str(State(self.transfer.state).label), kind, icon

    @property
    def name_ground(self) -> str:
        return grounds.label(self.transfer.ground)

    @property
    def lapses_soon(self) -> bool:
        """Whether it can be accepted for three months at most. Not until when: that may be the day before the 18th birthday."""
        last_day = self.transfer.lapses_on
        return last_day is not None and last_day <= months_after(timezone.localdate(), 3)

    @cached_property
    def along(self) -> list[tuple[str, str]]:
        return along(self.transfer.goes_along)


@dataclass(frozen=True)
class ShownEntry:
    """One text of the earlier team."""

    title: str
    written_on: date
    sector: str
    text: str
    notes: list[str]

    @classmethod
    def of(cls, entry: CarriedEntry) -> "ShownEntry":
        said = json.loads(str(entry.text))
        title, notes = _WORDS.get(entry.kind, _of_word)(said)
        return cls(title, entry.written_on, entry.by_sector, said.get("text", ""), [note for note in notes if note])


@dataclass(frozen=True)
class ShownArrival:
    """Where a case came from, with what its reader may know of what came along."""

    arrival: Arrival
    rows: list[CarriedEntry]

    @cached_property
    def entries(self) -> list[ShownEntry]:
        return [ShownEntry.of(row) for row in self.rows]

    @cached_property
    def along(self) -> list[tuple[str, str]]:
        return along(self.arrival.goes_along)


def _of_word(said: dict[str, Any]) -> tuple[str, list[str]]:
    return _("In the sender's own words"), []


def _of_summary(said: dict[str, Any]) -> tuple[str, list[str]]:
    areas = labels("life_area")
    return _("Summary of a meeting"), [", ".join(areas.get(code, code) for code in said["topics"])]


def _of_action(said: dict[str, Any]) -> tuple[str, list[str]]:
    done, due = _day(said["done_on"]), _day(said["due_on"])
    state = _("done on %(day)s") % {"day": done} if done else _("open, due on %(day)s") % {"day": due}
    return _("Agreed action"), [capfirst(str(AgreedAction.OwnerKind(said["owner"]).label)), state]


def _of_referral(said: dict[str, Any]) -> tuple[str, list[str]]:
    service = labels("service").get(said["service"], said["service"])
    return _("Referral: %(service)s") % {"service": service}, [label("referral_status", said["status"])]


_WORDS = {
    Kind.SUMMARIES.value: _of_summary,
    Kind.AGREED_ACTIONS.value: _of_action,
    Kind.ONWARD_REFERRALS.value: _of_referral,
}


def _day(text: str | None) -> str:
    return format_longdate(date.fromisoformat(text)) if text else ""
