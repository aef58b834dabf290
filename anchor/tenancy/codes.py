"""The words for codes in the reader's language. Lists are few and small, so each process keeps them all for a minute."""

import time
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from anchor.tenancy.models import CodeListEntry

_KEPT_SECONDS = 60
_LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a list with its three labels and the days it may be chosen, both included."""

    code: str
    words: dict[str, str]
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the value can be chosen on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def label(self) -> str:
        """The word in the active language; Finnish where there is none."""
        return self.words.get((get_language() or "fi")[:2]) or self.words["fi"]


type Lists = dict[str, dict[str, Entry]]
_kept: tuple[float, Lists] | None = None


def labels(list_name: str) -> dict[str, str]:
    """Code to label in the active language, in the list's order, values no longer in use included: records keep them."""
    return {code: entry.label for code, entry in _list(list_name).items()}


def choices(list_name: str, on: date | None = None) -> list[tuple[str, str]]:
    """(code, label) pairs that can be chosen on a day, by default today; for a form field give `partial(choices, "…")`."""
    day = on or timezone.localdate()
    return [(code, entry.label) for code, entry in _list(list_name).items() if entry.holds_on(day)]


def label(list_name: str, code: str) -> str:
    """The label of one code in the active language. Raises LookupError for a code that never was in the list."""
    return _list(list_name)[code].label


def forget() -> None:
    """Read the lists anew at the next question: after loading or editing them, and in tests."""
    global _kept
    _kept = None


def _list(list_name: str) -> dict[str, Entry]:
    lists = _lists()
    if list_name not in lists:
        raise LookupError(f"no code list {list_name!r}: run manage.py load_reference_data")
    return lists[list_name]


def _lists() -> Lists:
    """Other processes see an edit within a minute; `CODE_LISTS_KEPT_SECONDS` says otherwise. Nothing is kept of no lists."""
    global _kept
    now = time.monotonic()
    if _kept is not None and now < _kept[0]:
        return _kept[1]
    lists: Lists = {}
    for entry in CodeListEntry.objects.order_by("list", "order", "code"):
        words = {language: getattr(entry, language) for language in _LANGUAGES}
        lists.setdefault(entry.list, {})[entry.code] = Entry(entry.code, words, entry.valid_from, entry.valid_to)
    if lists:
        _kept = (now + getattr(settings, "CODE_LISTS_KEPT_SECONDS", _KEPT_SECONDS), lists)
    return lists
