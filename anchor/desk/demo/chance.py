"""Seeded chance: the same seed gives the same world, keys included."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from uuid import UUID
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


class Weighted[T]:
    """Values that come up as often as their weights say."""

    def __init__(self, weights: dict[T, float]) -> None:
        self.values = list(weights)
        self.bounds = list(accumulate(weights.values()))


class Chance:
    """One stream of chance. `key` gives the keys a running program would give: version 7, growing with time."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random(":".join(map(str, seed)))  # noqa: S311 a demonstration must be repeatable

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of[T](self, values: Sequence[T]) -> T:
        return values[int(self._random.random() * len(values))]

    def of[T](self, weighted: Weighted[T]) -> T:
        return self._random.choices(weighted.values, cum_weights=weighted.bounds)[0]

    def some_of[T](self, values: Sequence[T], count: int) -> list[T]:
        """Different values, in the order they stood in."""
        chosen = set(self._random.sample(range(len(values)), min(count, len(values))))
        return [value for place, value in enumerate(values) if place in chosen]

    def days(self, typical: float, spread: float = 0.5) -> int:
        """A number of days around a median, longer tails upward."""
        return round(self._random.lognormvariate(0, spread) * typical)

    def moment(self, day: date) -> datetime:
        """A minute of the office hours of a day, now and then of its evening."""
        minutes = self.between(8 * 60, 16 * 60) if self.happens(0.85) else self.between(16 * 60, 22 * 60)
        return at(day, minutes // 60, minutes % 60)

    def hour(self, day: date) -> datetime:
        """A half or whole hour at which meetings begin."""
        return at(day, self.between(8, 15), 30 * self.between(0, 1))

    def key(self, made_at: datetime) -> UUID:
        """A UUID of version 7 whose other bits come from this stream."""
        bits = self._random.getrandbits(74)
        value = (int(made_at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF) << 80
        return UUID(int=value | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & (1 << 62) - 1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in Finland."""
    return datetime.combine(day, time(hour, minute), tzinfo=HELSINKI)


def workday(day: date, *, step: int = 1) -> date:
    """The day itself, or from a weekend the next (or with step -1 the previous) weekday."""
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day
