"""Charts as numbers for a template: an SVG is drawn with attributes only, so it looks the same on paper and on screen."""

import itertools
from dataclasses import dataclass

from anchor.core.display import format_count

WIDTH, HEIGHT = 545, 196  # of the whole drawing, in its own units
LEFT, TOP, BASE = 40, 24, 172
GAP = 0.36  # of a column's place
HIDDEN_HEIGHT = 26
LABELS_WIDTH, BAR_HEIGHT, BAR_PLACE = 190, 20, 29


@dataclass(frozen=True)
class Bar:
    """One column or bar; lengths are written as in SVG. A hidden figure is drawn as an empty, dashed outline."""

    label: str
    text: str
    shown: bool
    x: str
    y: str
    width: str
    height: str
    middle: str
    end: str


@dataclass(frozen=True)
class Tick:
    """A line across the chart with its number."""

    y: str
    text: str


@dataclass(frozen=True)
class Chart:
    """Bars and the lines behind them."""

    bars: list[Bar]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT


type Cells = list[tuple[str, int | None]]


def columns(cells: Cells, hidden: str) -> Chart:
    """A column for each label, on an axis that ends at a round number above the largest."""
    top, step = _axis(max([count or 0 for _, count in cells], default=0))
    place = (WIDTH - LEFT) / max(1, len(cells))
    bars = []
    for number, (label, count) in enumerate(cells):
        height = HIDDEN_HEIGHT if count is None else (BASE - TOP) * count / top
        x = LEFT + place * (number + GAP / 2)
        width = place * (1 - GAP)
        text = hidden if count is None else format_count(count)
        drawn = map(_units, (x, BASE - height, width, height, x + width / 2, x + width))
        bars.append(Bar(label, text, count is not None, *drawn))
    ticks = [Tick(_units(BASE - (BASE - TOP) * value / top), format_count(value)) for value in range(0, top + 1, step)]
    return Chart(bars, ticks)


def bars(cells: Cells, hidden: str) -> Chart:
    """A bar for each label, one under another, the longest as wide as there is room."""
    largest = max([count or 0 for _, count in cells], default=0) or 1
    room = WIDTH - LABELS_WIDTH - 60
    made = []
    for number, (label, count) in enumerate(cells):
        y = 4 + BAR_PLACE * number
        width = 40 if count is None else max(1, room * count / largest)
        text = hidden if count is None else format_count(count)
        drawn = map(_units, (LABELS_WIDTH, y, width, BAR_HEIGHT, y + 15, LABELS_WIDTH + width))
        made.append(Bar(label, text, count is not None, *drawn))
    return Chart(made, [], height=8 + BAR_PLACE * len(cells))


def _units(number: float) -> str:
    """A length as SVG writes it, in every language with a point."""
    return f"{number:.1f}"


def _axis(largest: int) -> tuple[int, int]:
    """The end of an axis and the distance of its lines, both round; no line stands at a number from 1 to 4."""
    step, factors = 5, itertools.cycle((2.0, 2.0, 2.5))  # 5, 10, 20, 50, 100 …
    while step * 5 < largest:
        step = int(step * next(factors))
    return max(1, -(-largest // step)) * step, step
