"""Where a consent stands today, told to all who work on the case: given or missing, and since when."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.tenancy.codes import label
from clients.models import Consent


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One of the three sentences with its answer. `id` is the living consent that can be withdrawn, if there is one."""

    sentence: str
    state: str  # given, refused, withdrawn, ended, missing
    day: datetime.date | None = None
    until: datetime.date | None = None
    sectors: tuple[str, ...] = ()
    id: UUID | None = None

    @property
    def words(self) -> str:
        """The plain sentence in the reader's language."""
        return label("consent_sentence", self.sentence)

    @property
    def is_given(self) -> bool:
        return self.state == "given"

    @property
    def badge(self) -> tuple[str, str, str]:
        """Text, kind and icon of the badge that shows it."""
        return {
            "given": (_("given"), "ok", "check"),
            "refused": (_("refused"), "stop", "x"),
            "withdrawn": (_("withdrawn"), "stop", "undo"),
            "ended": (_("ended"), "wait", "clock"),
            "missing": (_("not asked"), "line", "help"),
        }[self.state]


def states_of(rows: Iterable[Mapping[str, Any]]) -> list[ConsentState]:
    """The three sentences in their order, from the rows of one case (as `shown.CONSENT_COLUMNS` gives them)."""
    by_sentence: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_sentence.setdefault(row["sentence"], []).append(row)
    return [_state(sentence, by_sentence.get(sentence, [])) for sentence in Consent.Sentence.values]


def _state(sentence: str, rows: list[Mapping[str, Any]]) -> ConsentState:
    if not rows:
        return ConsentState(sentence, "missing")
    today = timezone.localdate()
    living = [row for row in rows if _lives(row, today)]
    latest = max(living or rows, key=lambda row: (row["valid_from"], row["created_at"]))
    sectors = tuple(latest["covered_sectors"])
    if living:
        since, until = _day(latest["valid_from"]), _day(latest["valid_to"])
        return ConsentState(sentence, "given", since, until, sectors, UUID(latest["id"]))
    if latest["withdrawn_on"]:
        return ConsentState(sentence, "withdrawn", day=_day(latest["withdrawn_on"]))
    if not latest["given"]:
        return ConsentState(sentence, "refused", day=_day(latest["valid_from"]))
    return ConsentState(sentence, "ended", day=_day(latest["valid_to"]))


def _lives(row: Mapping[str, Any], today: datetime.date) -> bool:
    begun = (_day(row["valid_from"]) or today) <= today
    return row["given"] and not row["withdrawn_on"] and begun and (_day(row["valid_to"]) or today) >= today


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
