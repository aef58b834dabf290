"""Working days: weekends, fixed and moving holidays, and the two eves."""

from datetime import date

import pytest

from anchor.core.working_days import is_working_day, working_days_after


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), "New Year"),
        (date(2026, 1, 6), "Epiphany"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 5, 1), "May Day"),
        (date(2026, 5, 14), "Ascension"),
        (date(2026, 6, 19), "Midsummer Eve"),
        (date(2027, 6, 25), "Midsummer Eve of a late year"),
        (date(2027, 3, 26), "Good Friday of 2027"),
        (date(2027, 12, 6), "Independence Day"),
        (date(2026, 12, 24), "Christmas Eve"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 11, 21), "a Saturday"),
        (date(2026, 11, 22), "a Sunday"),
    ],
)
def test_nobody_works_on(day, why):
    assert not is_working_day(day), why


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 6, 18), date(2026, 12, 31), date(2026, 4, 2)])
def test_somebody_works_on(day):
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 12, 1)),
        (date(2026, 11, 21), date(2026, 11, 25)),
        (date(2026, 12, 23), date(2026, 12, 30)),
        (date(2026, 4, 2), date(2026, 4, 9)),
    ],
)
def test_three_working_days_after(opened, due):
    assert working_days_after(opened, 3) == due
