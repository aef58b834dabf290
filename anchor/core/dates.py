"""Days, ages and times as people in Finland write them. Showing them is the work of the templates."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anchor.core.errors import DomainError
from anchor.core.ui_forms import DateInput, TimeInput

MIN_YEAR = 1900
MAX_YEAR = 2100
AGE_BANDS = ("0-6", "7-12", "13-14", "15-17", "18+")

Toward = Literal["past", "future", "nearest"]

_DAYS_FROM_TODAY = {
    "fi": {"tänään": 0, "tanaan": 0, "eilen": -1, "toissapäivänä": -2, "huomenna": 1, "ylihuomenna": 2},
    "sv": {
        "i dag": 0,
        "idag": 0,
        "i går": -1,
        "igår": -1,
        "i förrgår": -2,
        "i morgon": 1,
        "imorgon": 1,
        "i övermorgon": 2,
    },
    "en": {"today": 0, "yesterday": -1, "tomorrow": 1},
}
_WORDS = {word: shift for words in _DAYS_FROM_TODAY.values() for word, shift in words.items()}
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})?)?", re.ASCII)
_DIGITS_ONLY = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(?:klo|kl)?\.?(?:(\d{1,2})(?:[.:,](\d{2}))?|(\d{1,2})(\d{2}))", re.ASCII)


def age_on(birth_date: date, day: date) -> int:
    """Age in whole completed years on a day. Raises ValueError before the birth.

    Who was born on 29 February completes a year on 1 March of a common year, since on 28 February the year is not yet full:
    a child stays a child one day longer rather than one day less. In PostgreSQL `age(day, birth_date)` counts the same
    way; `birth_date + interval '18 years'` does not.
    """
    if day < birth_date:
        raise ValueError("the day is before the birth")
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birthday(birth_date: date, age: int) -> date:
    """The day on which that age is reached, by the same rule as `age_on`."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or earlier when negative; the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def age_band(age: int) -> str:
    """The band of an age in statistics; 15 is the age of criminal liability (Criminal Code 39/1889, chapter 3, s4)."""
    if age < 0:
        raise ValueError("an age is not negative")
    for last, band in ((6, "0-6"), (12, "7-12"), (14, "13-14"), (17, "15-17")):
        if age <= last:
            return band
    return "18+"


def parse_date(text: str, today: date, language: str = "fi", *, toward: Toward = "past") -> date:
    """A day from what somebody typed: 24.11.2026, 24.11., 24.11.26, 24112026, 2026-11-24, "eilen", "i dag", "tomorrow".

    Days are before months in every language here; words of all three languages are understood, whatever the page's
    `language`, since a bilingual team types both. Without a year the day is the latest past one (`toward="past"`, today
    included), the first coming one ("future"), or the closest. Raises DomainError `date_not_understood`, `no_such_date`
    or `year_out_of_range`.
    """
    written = " ".join(text.casefold().split())
    shift = _DAYS_FROM_TODAY.get(language[:2], {}).get(written, _WORDS.get(written))
    if shift is not None:
        return today + timedelta(days=shift)
    compact = re.sub(r"\s*([./-])\s*", r"\1", written).replace(" ", ".")
    if match := _ISO.fullmatch(compact):
        year, month, day = (int(part) for part in match.groups())
        return _make(year, month, day)
    if match := _DIGITS_ONLY.fullmatch(compact):
        day, month, year = (int(part) for part in match.groups())
        return _make(year, month, day)
    if match := _DAY_MONTH_YEAR.fullmatch(compact):
        return _complete(int(match[1]), int(match[2]), match[3], today, toward)
    raise DomainError(_("This is not a date we understand. Write it like 24.11.2026."), code="date_not_understood")


def _make(year: int, month: int, day: int) -> date:
    if not MIN_YEAR <= year <= MAX_YEAR:
        raise DomainError(_("The year must be between 1900 and 2100."), code="year_out_of_range")
    try:
        return date(year, month, day)
    except ValueError:
        raise DomainError(_("There is no such day in the calendar."), code="no_such_date") from None


def _complete(day: int, month: int, year: str | None, today: date, toward: Toward) -> date:
    if year is None:
        return _without_year(day, month, today, toward)
    if len(year) == 4:
        return _make(int(year), month, day)
    return _make(_century(int(year), today, toward), month, day)


def _century(two_digits: int, today: date, toward: Toward) -> int:
    """A year of two digits: this year or the latest before it where the field looks back, else the closest."""
    years = [century + two_digits for century in (1900, 2000)]
    if toward == "past":
        return max(year for year in years if year <= today.year)
    return min(years, key=lambda year: abs(year - today.year))


def _without_year(day: int, month: int, today: date, toward: Toward) -> date:
    candidates = list(_same_day_in_years(day, month, today.year))
    if not candidates:
        raise DomainError(_("There is no such day in the calendar."), code="no_such_date")
    if toward == "past":
        return max(one for one in candidates if one <= today)
    if toward == "future":
        return min(one for one in candidates if one >= today)
    return min(candidates, key=lambda one: abs(one - today))


def _same_day_in_years(day: int, month: int, year: int) -> Iterator[date]:
    """That day in the years around; 29 February comes after eight years at the longest."""
    for one in range(year - 8, year + 9):
        try:
            yield date(one, month, day)
        except ValueError:
            continue


def parse_time(text: str) -> time:
    """A time of day from what somebody typed: 9.30, 9:30, 930, 0930, 9, "klo 9.30". Raises DomainError."""
    match = _TIME.fullmatch("".join(text.casefold().split()))
    if not match:
        raise DomainError(_("This is not a time we understand. Write it like 9.30."), code="time_not_understood")
    hour, minute = int(match[1] or match[3]), int(match[2] or match[4] or 0)
    if hour > 23 or minute > 59:
        raise DomainError(
            _("There is no such time: hours go from 0 to 23 and minutes from 00 to 59."), code="no_such_time"
        )
    return time(hour, minute)


class FinnishDateField(forms.Field):
    """A day, typed in any way `parse_date` understands; `future=False` refuses days after today."""

    widget = DateInput
    default_error_messages = {"required": _("Give the date."), "in_future": _("This day has not come yet.")}

    def __init__(self, *, toward: Toward = "past", future: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.toward: Toward = toward
        self.future = future

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value), timezone.localdate(), get_language() or "fi", toward=self.toward)
        except DomainError as wrong:
            raise ValidationError(wrong.message, code=wrong.code) from wrong

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not self.future and value > timezone.localdate():
            raise ValidationError(self.error_messages["in_future"], code="in_future")


class FinnishTimeField(forms.Field):
    """A time of day, typed in any way `parse_time` understands."""

    widget = TimeInput
    default_error_messages = {"required": _("Give the time.")}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, time):
            return value
        try:
            return parse_time(str(value))
        except DomainError as wrong:
            raise ValidationError(wrong.message, code=wrong.code) from wrong
