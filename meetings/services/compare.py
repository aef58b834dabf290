"""Two tellings of one meeting side by side, for the second of two people who saved at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _

from anchor.core.display import format_clock, format_moment, format_shortdate
from anchor.tenancy.codes import labels
from meetings.services.account import Account, Agreed
from meetings.services.people import People
from meetings.services.stored import Stored

# Beyond this many pairs of words the texts are compared by line: difflib's cost grows with their product.
_MOST_PAIRS = 4_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether only this side has them."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One field as one of the two tells it."""

    label: Any
    mine: list[Piece]
    theirs: list[Piece]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who saved in between and when, and each field that differs; the words first."""

    who: str
    when: datetime | None
    version: int
    sides: list[Side]


def compare(mine: Account, stored: Stored, who: str, people: People) -> Comparison:
    """What I typed against what is stored now."""
    theirs = stored.account
    sides = [Side(_("Shared summary"), *pieces(mine.text, theirs.text))] if mine.text != theirs.text else []
    for label, ours, other in _lines(mine, theirs, people):
        if ours != other:
            sides.append(Side(label, [Piece(ours or "–", True)], [Piece(other or "–", True)]))
    meeting = stored.meeting
    return Comparison(who=who, when=meeting.changed_at, version=meeting.version, sides=sides)


def pieces(mine: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut where they begin and cease to differ."""
    ours, others = _words(mine), _words(theirs)
    if len(ours) * len(others) > _MOST_PAIRS:
        ours, others = mine.splitlines(keepends=True), theirs.splitlines(keepends=True)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        if a < b:
            left.append(Piece("".join(ours[a:b]), tag != "equal"))
        if c < d:
            right.append(Piece("".join(others[c:d]), tag != "equal"))
    return left, right


def _words(text: str) -> list[str]:
    """Words with the space after them, so that joining gives the text back."""
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        words += [f"{word} " for word in line.split(" ")[:-1]] + [line.split(" ")[-1]]
    return [word for word in words if word]


def _lines(mine: Account, theirs: Account, people: People) -> Iterator[tuple[Any, str, str]]:
    for label, tell in (
        (_("When"), _when),
        (_("What came of it"), lambda one: labels("meeting_status")[one.status]),
        (_("Kind of meeting"), lambda one: labels("meeting_kind").get(one.kind, one.kind)),
        (_("Place"), lambda one: one.place),
        (_("Professionals"), lambda one: ", ".join(sorted(_name(who, people) for who in one.professionals))),
        (_("Others present"), lambda one: one.others),
        (_("Why a guardian was there who is kept out of the matter"), lambda one: one.present_despite),
        (_("What was talked about"), lambda one: _areas(one.topics)),
        (_("Strengths that showed"), lambda one: _areas(one.strengths)),
        (_("What was agreed"), lambda one: "; ".join(_agreed(each, people) for each in _kept(one.agreed))),
    ):
        yield label, tell(mine), tell(theirs)


def _when(one: Account) -> str:
    return f"{format_moment(one.starts_at)} – {format_clock(one.ends_at, bare=True)}"


def _areas(codes: Iterable[str]) -> str:
    known = labels("life_area")
    return ", ".join(known.get(code, code) for code in sorted(codes))


def _kept(agreed: Iterable[Agreed]) -> list[Agreed]:
    return sorted((one for one in agreed if not one.remove), key=lambda one: (one.due_on, one.what))


def _agreed(one: Agreed, people: People) -> str:
    owner = f"{_name(one.owner_id, people)}, " if one.owner_id else ""
    return f"{one.what} ({owner}{format_shortdate(one.due_on)})"


def _name(who: Any, people: People) -> str:
    return people[who].name if who in people else "–"
