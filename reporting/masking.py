"""What may be shown until disclosure control exists: no count from 1 to 4, and none that can be worked out.

None is a hidden figure. Everything here is pure: numbers in, numbers out. Which further figures are hidden is drawn with
a secret key, the same way each time for the same table: a rule that anybody could repeat would tell, by what it hides,
what the hidden figures were (tests/reporting/test_masking.py tries).
"""

import hashlib
import hmac
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

LEAST_SHOWN = 5

type Counts = Mapping[str, int]
type Shown = dict[str, int | None]


@dataclass(frozen=True)
class Table:
    """A published table: its total and its cells, None where hidden."""

    total: int | None
    cells: Shown


class Draw:
    """Chance that repeats itself: drawn from a secret, so the same table is always hidden the same way."""

    def __init__(self, key: bytes) -> None:
        self.key = key

    def _uniform(self, what: str) -> float:
        digest = hmac.new(self.key, what.encode(), hashlib.sha256).digest()
        return (int.from_bytes(digest[:7], "big") + 1) / (2**56 + 2)

    def order(self, names: Iterable[str], weights: Mapping[str, float] | None = None) -> list[str]:
        """The names in a drawn order; a heavier one tends to come earlier."""
        weight = weights or {}
        return sorted(names, key=lambda name: (-math.log(self._uniform(f"order:{name}")) / weight.get(name, 1.0), name))

    def goes_on(self, number: int) -> bool:
        """Whether to hide one figure more than must be, so that nobody can tell which ones had to be."""
        return self._uniform(f"more:{number}") < 0.5


def is_small(number: int) -> bool:
    """A count from 1 to 4."""
    return 0 < number < LEAST_SHOWN


def mask_number(number: int) -> int | None:
    """One figure that no other figure of the report adds up with."""
    return None if is_small(number) else number


def mask_parts(parts: Counts, draw: Draw) -> Table:
    """A table whose cells add up to its total, which is shown whenever it is 0 or at least 5.

    What is hidden adds up to at least 5 and to more than one for each hidden cell, over at least two cells.
    """
    total = sum(parts.values())
    if is_small(total):
        return Table(None, dict.fromkeys(parts))

    def is_safe(hidden: set[str]) -> bool:
        return together_safe([parts[name] for name in hidden])

    return Table(total, _hide(parts, is_safe, draw))


def together_safe(hidden: list[int]) -> bool:
    """Whether figures of which the sum can be worked out keep each other secret."""
    return len(hidden) >= 2 and sum(hidden) >= max(LEAST_SHOWN, len(hidden) + 1)


def mask_overlapping(cells: Counts, total: int, draw: Draw) -> Table:
    """A table in which one case may stand in several cells, and perhaps in none of those shown.

    Nothing adds up here but one thing: whoever stands in no shown cell must stand in a hidden one. A single hidden cell
    that must hold four people holds exactly four.
    """
    if is_small(total):
        return Table(None, dict.fromkeys(cells))

    def is_safe(hidden: set[str]) -> bool:
        elsewhere = sum(count for name, count in cells.items() if name not in hidden)
        return len(hidden) >= 2 or total - elsewhere < LEAST_SHOWN - 1

    return Table(total, _hide(cells, is_safe, draw))


def _hide(cells: Counts, is_safe: Callable[[set[str]], bool], draw: Draw) -> Shown:
    """Hide the small cells, then more of them in a drawn order until it is safe, then perhaps some more."""
    hidden = {name for name, count in cells.items() if is_small(count)}
    others = [name for name in cells if name not in hidden]
    waiting = draw.order(name for name in others if cells[name])
    waiting += draw.order(name for name in others if not cells[name])
    for number, name in enumerate(waiting if hidden else ()):
        if is_safe(hidden) and not draw.goes_on(number):
            break
        hidden.add(name)
    return {name: None if name in hidden else count for name, count in cells.items()}


def mask_chain(numbers: list[int]) -> list[int | None]:
    """Numbers each of which is a part of the one before: shown where neither they nor their differences are small."""
    shown: list[int | None] = []
    last: int | None = None
    for number in numbers:
        fits = not is_small(number) and (last is None or not is_small(last - number))
        shown.append(number if fits else None)
        last = number if fits else last
    return shown


def mask_areas(areas: Mapping[str, Counts], unstated: int, draw: Draw, weights: Mapping[str, float]) -> Table:
    """Rows of counties whose municipalities have reports of their own, in which only counts from 1 to 4 are hidden.

    A row is hidden when it is small, or when with it and its municipalities' reports a hidden municipality could be
    worked out. What has no stated area (non-disclosure among it) has no row and is never told, so further rows are
    hidden, heavier ones first, until the total does not tell it either.
    """
    rows = {name: sum(parts.values()) for name, parts in areas.items()}
    total = unstated + sum(rows.values())
    nothing = Table(None, dict.fromkeys(rows))
    if is_small(total):
        return nothing
    small = {name: [count for count in parts.values() if is_small(count)] for name, parts in areas.items()}
    hidden = {name for name in rows if is_small(rows[name]) or not _small_ones_safe(small[name])}

    def leaves() -> list[int]:
        return [count for name in hidden for count in small[name]]

    def has_slack() -> bool:  # a hidden municipality may have one more, and another place one less
        return unstated + sum(leaves()) > len(leaves())

    waiting = draw.order((name for name in rows if name not in hidden), weights)
    # Rows with a hidden municipality first, rows of nothing last.
    for name in sorted(waiting, key=lambda name: (not small[name], not rows[name])):
        enough = together_safe([unstated, *(rows[name] for name in hidden)])
        if enough and (not small[name] or leaves()) and has_slack():
            break
        hidden.add(name)
    if leaves() and not has_slack():
        return nothing
    return Table(total, {name: None if name in hidden else count for name, count in rows.items()})


def _small_ones_safe(counts: list[int]) -> bool:
    """Whether counts known to be from 1 to 4 keep each other secret when their sum is known."""
    if not counts:
        return True
    return together_safe(counts) and sum(counts) < len(counts) * (LEAST_SHOWN - 1)
