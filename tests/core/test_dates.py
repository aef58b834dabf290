"""Ages, days and times as people in Finland write them."""

import contextlib
from datetime import date, time, timedelta

import pytest
from django import forms
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from anchor.core.dates import (
    AGE_BANDS,
    FinnishDateField,
    FinnishTimeField,
    age_band,
    age_on,
    birthday,
    parse_date,
    parse_time,
)
from anchor.core.errors import DomainError

TODAY = date(2026, 11, 1)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2012, 5, 10), date(2026, 5, 9), 13),
        (date(2012, 5, 10), date(2026, 5, 10), 14),
        (date(2026, 5, 10), date(2026, 5, 10), 0),
        (date(2008, 2, 29), date(2026, 2, 28), 17),  # still a child on the last day of February
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
    ],
)
def test_age_is_counted_in_completed_years(born, on, age):
    assert age_on(born, on) == age


def test_who_was_born_on_leap_day_comes_of_age_on_the_first_of_march():
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2012, 5, 10), date(2012, 5, 9))


@given(days, st.integers(min_value=0, max_value=120))
def test_an_age_begins_on_its_birthday_and_not_a_day_earlier(born, age):
    reached = birthday(born, age)

    assert age_on(born, reached) == age
    if age:
        assert age_on(born, reached - timedelta(days=1)) == age - 1


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0-6"),
        (6, "0-6"),
        (7, "7-12"),
        (12, "7-12"),
        (13, "13-14"),
        (14, "13-14"),
        (15, "15-17"),
        (17, "15-17"),
        (18, "18+"),
    ],
)
def test_bands_break_at_the_age_of_criminal_liability(age, band):
    assert age_band(age) == band
    assert band in AGE_BANDS


def test_a_negative_age_has_no_band():
    with pytest.raises(ValueError, match="negative"):
        age_band(-1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("24.11.2026", date(2026, 11, 24)),
        (" 24. 11. 2026 ", date(2026, 11, 24)),
        ("4.1.2026", date(2026, 1, 4)),
        ("24/11/2026", date(2026, 11, 24)),
        ("24 11 2026", date(2026, 11, 24)),
        ("24112026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("24.11.", date(2025, 11, 24)),
        ("31.10", date(2026, 10, 31)),
        ("1.11.", TODAY),
        ("29.2.", date(2024, 2, 29)),
        ("24.11.26", date(2026, 11, 24)),
        ("24.11.99", date(1999, 11, 24)),
        ("eilen", date(2026, 10, 31)),
        ("Tänään", TODAY),
        ("HUOMENNA", date(2026, 11, 2)),
        ("toissapäivänä", date(2026, 10, 30)),
        ("i går", date(2026, 10, 31)),
        ("i  dag", TODAY),
        ("imorgon", date(2026, 11, 2)),
        ("yesterday", date(2026, 10, 31)),
    ],
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_day_is_read_as_it_is_typed(typed, read, language):
    assert parse_date(typed, TODAY, language) == read


@pytest.mark.parametrize(
    ("typed", "toward", "read"),
    [
        ("24.11.", "past", date(2025, 11, 24)),
        ("24.11.", "future", date(2026, 11, 24)),
        ("24.11.", "nearest", date(2026, 11, 24)),
        ("24.1.", "future", date(2027, 1, 24)),
        ("24.1.", "nearest", date(2027, 1, 24)),
        ("24.6.", "nearest", date(2026, 6, 24)),
        ("29.2.", "future", date(2028, 2, 29)),
        ("1.1.30", "past", date(1930, 1, 1)),
        ("1.1.30", "future", date(2030, 1, 1)),
    ],
)
def test_a_missing_year_is_the_sensible_one(typed, toward, read):
    assert parse_date(typed, TODAY, toward=toward) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "date_not_understood"),
        ("soon", "date_not_understood"),
        ("24", "date_not_understood"),
        ("24.11.2026.", "date_not_understood"),
        ("٢٤.١١.٢٠٢٦", "date_not_understood"),
        ("31.4.2026", "no_such_date"),
        ("31.4.", "no_such_date"),
        ("29.2.2026", "no_such_date"),
        ("11/24/2026", "no_such_date"),
        ("0.1.2026", "no_such_date"),
        ("1.1.1899", "year_out_of_range"),
        ("1.1.2101", "year_out_of_range"),
    ],
)
def test_what_is_no_day_is_refused_by_name(typed, code):
    with pytest.raises(DomainError) as refused:
        parse_date(typed, TODAY)

    assert refused.value.code == code


@given(days, days)
def test_every_way_of_writing_a_day_reads_the_same(day, today):
    for written in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d%m%Y}",
        f"{day:%d/%m/%Y}",
    ):
        assert parse_date(written, today) == day


@given(days)
def test_without_a_year_the_past_never_comes_after_today(today):
    for toward, holds in (("past", lambda day: day <= today), ("future", lambda day: day >= today)):
        day = parse_date("28.2.", today, toward=toward)
        assert holds(day)
        assert (day.day, day.month) == (28, 2)
        assert abs(day - today) <= timedelta(days=366)


@given(st.text(max_size=12), days)
def test_no_typing_breaks_the_reader(typed, today):
    with contextlib.suppress(DomainError):
        assert 1900 <= parse_date(typed, today).year <= 2101


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9.30", time(9, 30)),
        ("9:30", time(9, 30)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("9", time(9, 0)),
        ("klo 9.30", time(9, 30)),
        ("kl. 14", time(14, 0)),
        ("23.59", time(23, 59)),
        ("0", time(0, 0)),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed, read):
    assert parse_time(typed) == read


@pytest.mark.parametrize("typed", ["24.00", "9.60", "24", "960"])
def test_there_is_no_such_time(typed):
    with pytest.raises(DomainError) as refused:
        parse_time(typed)
    assert refused.value.code == "no_such_time"


@pytest.mark.parametrize("typed", ["", "9.3", "half past", "9.30.15", "12345", "9 pm"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(DomainError) as refused:
        parse_time(typed)
    assert refused.value.code == "time_not_understood"


@given(st.times())
def test_every_way_of_writing_a_time_reads_the_same(moment):
    moment = moment.replace(second=0, microsecond=0)
    for written in (f"{moment:%H:%M}", f"{moment:%H.%M}", f"{moment:%H%M}", f"{moment.hour}.{moment:%M}"):
        assert parse_time(written) == moment


class Visit(forms.Form):
    born = FinnishDateField(future=False)
    on = FinnishDateField(toward="future", required=False)
    at = FinnishTimeField(required=False)


def test_a_form_reads_days_and_times():
    form = Visit({"born": "1.2.2012", "on": "", "at": "930"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"born": date(2012, 2, 1), "on": None, "at": time(9, 30)}


def test_a_birth_date_in_the_future_is_refused_and_what_was_typed_stays():
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = f"{tomorrow.day}.{tomorrow.month}.{tomorrow.year}"
    form = Visit({"born": typed, "at": "25.00"})

    assert form.errors.as_data()["born"][0].code == "in_future"
    assert form.errors.as_data()["at"][0].code == "no_such_time"
    assert f'value="{typed}"' in str(form["born"])
    assert 'value="25.00"' in str(form["at"])


def test_an_empty_day_is_asked_for():
    assert Visit({"born": "  "}).errors.as_data()["born"][0].code == "required"


def test_a_day_shown_again_unchanged_is_no_change():
    with translation.override("fi"):
        form = Visit({"born": "1.2.2012"}, initial={"born": date(2012, 2, 1)})
        assert not form.has_changed()
