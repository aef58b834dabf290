"""Working days in Finland: which days are free, and the day so many working days after another."""

from datetime import date, timedelta
from functools import cache

_FIXED = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))


def is_working_day(day: date) -> bool:
    """Whether a day is neither a Saturday nor a Sunday, nor a holiday.

    The eves of Christmas and Midsummer are free like the holidays, as when time limits are counted (Act 150/1930, section 5).
    """
    return day.weekday() < 5 and day not in holidays(day.year)


def working_days_after(day: date, number: int) -> date:
    """The day that is so many working days after a day; the day itself is not counted."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The days of a year on which nobody works, besides Saturdays and Sundays."""
    easter = _easter(year)
    moving = {easter + timedelta(days=shift) for shift in (-2, 1, 39)}  # Good Friday, Easter Monday, Ascension
    midsummer_eve = next(day for day in (date(year, 6, 19 + shift) for shift in range(7)) if day.weekday() == 4)
    return frozenset({date(year, month, day) for month, day in _FIXED} | moving | {midsummer_eve})


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * (b % 4) + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
