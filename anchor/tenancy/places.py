"""The names of areas in the reader's language. There are a few hundred, so each process keeps them all for a while."""

import time
from datetime import date

from anchor.tenancy.models import Municipality

_KEPT_SECONDS = 300
_kept: tuple[float, dict[str, Municipality]] | None = None


def place_name(code: str | None) -> str:
    """The name of a municipality, of unknown or of abroad; empty for no code."""
    place = places().get(code or "")
    return place.name if place else ""


def places() -> dict[str, Municipality]:
    """Every area by its code, those merged into others included: records keep them."""
    global _kept
    now = time.monotonic()
    if _kept is None or now >= _kept[0]:
        found = {place.pk: place for place in Municipality.objects.order_by("pk")}
        if not found:
            return found
        _kept = (now + _KEPT_SECONDS, found)
    return _kept[1]


def sorted_names(codes: list[str]) -> list[tuple[str, str]]:
    """(code, name) pairs in the order of Finnish and Swedish name lists."""
    order = str.maketrans({"å": "{", "ä": "|", "ö": "}"})
    pairs = [(code, place_name(code)) for code in dict.fromkeys(codes) if code in places()]
    return sorted(pairs, key=lambda pair: pair[1].casefold().translate(order))


def current_codes(day: date) -> list[str]:
    """Codes of the areas that exist on a day."""
    return [code for code, place in places().items() if not place.valid_to or place.valid_to >= day]


def forget() -> None:
    """Read the areas anew at the next question: after loading them."""
    global _kept
    _kept = None
