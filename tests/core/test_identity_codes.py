"""The personal identity code, with the vectors of tests/data/personal_identity_codes.csv."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from anchor.core.errors import DomainError
from anchor.core.identity_codes import (
    IdentityCodeField,
    IdentityCodeRules,
    birth_date_of,
    check_birth_date,
    individual_number,
    normalise,
    validate,
)

FILE = Path(__file__).parent.parent / "data" / "personal_identity_codes.csv"
VECTORS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
CENTURIES = {1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}


def accepts(code, *, demo, ticked):
    try:
        return validate(code, demo=demo, temporary_ticked=ticked) == code
    except DomainError:
        return False


def test_the_vectors_are_all_there():
    assert len(VECTORS) == 16
    assert {row["accepted_in_production"] for row in VECTORS} == {"0", "1", 'with the tick "temporary code"'}


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["code"])
def test_every_vector_in_a_demo(row):
    assert accepts(row["code"], demo=True, ticked=False) == (row["accepted_in_demo"] == "1")
    assert accepts(row["code"], demo=True, ticked=True) == (row["accepted_in_demo"] == "1")


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["code"])
def test_every_vector_in_production(row):
    assert accepts(row["code"], demo=False, ticked=False) == (row["accepted_in_production"] == "1")
    assert accepts(row["code"], demo=False, ticked=True) == (row["well_formed"] == "1")


@pytest.mark.parametrize(
    ("code", "demo", "why"),
    [
        ("131052-308U", False, "identity_code_check"),
        ("310252-308Y", False, "identity_code_date"),
        ("290205A9013", True, "identity_code_date"),
        ("131052G308T", False, "identity_code_format"),
        ("131052A001X", False, "identity_code_date"),
        ("131052-308T", True, "identity_code_real_in_demo"),
        ("100190-999P", False, "identity_code_temporary"),
        ("", True, "identity_code_format"),
        ("131052-308T; DROP", False, "identity_code_format"),
    ],
)
def test_a_refusal_names_its_reason_and_never_the_code(code, demo, why):
    with pytest.raises(DomainError) as refused:
        validate(code, demo=demo, temporary_ticked=False)

    assert refused.value.code == why
    assert refused.value.field == "identity_code"
    assert not code or code not in str(refused.value)


def made(day, separator, number):
    digits = f"{day:%d%m%y}{number:03}"
    return f"{digits[:6]}{separator}{digits[6:]}{CHECKS[int(digits) % 31]}"


births = st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31))


@given(births, st.integers(min_value=2, max_value=999), st.data())
def test_every_code_tells_its_birth_date_and_number(day, number, data):
    code = made(day, data.draw(st.sampled_from(CENTURIES[day.year // 100 * 100])), number)

    assert validate(code, demo=False, temporary_ticked=True) == code
    assert birth_date_of(code) == day
    assert individual_number(code) == number
    assert accepts(code, demo=True, ticked=False) == (number >= 900)


@given(
    births, st.integers(min_value=900, max_value=999), st.integers(min_value=0, max_value=10), st.sampled_from(CHECKS)
)
def test_one_wrong_character_is_noticed_unless_it_is_a_separator_of_the_same_century(day, number, place, wrong):
    code = made(day, CENTURIES[day.year // 100 * 100][0], number)
    typed = code[:place] + wrong + code[place + 1 :]

    if typed != code and accepts(typed, demo=True, ticked=False):
        assert place == 6


def test_two_codes_may_differ_only_in_the_separator():
    one, other = (validate(code, demo=True, temporary_ticked=False) for code in ("150612A902P", "150612B902P"))

    assert one != other
    assert birth_date_of(one) == birth_date_of(other) == date(2012, 6, 15)


@pytest.mark.parametrize("typed", ["010100a900f", " 010100A900F ", "010100 A 900F"])
def test_a_code_is_understood_as_it_is_typed(typed):
    assert validate(typed, demo=True, temporary_ticked=False) == "010100A900F"


def test_the_dash_of_a_telephone_is_a_hyphen():
    assert normalise("100190–999p") == "100190-999P"


def test_nobody_is_born_in_the_future():
    with pytest.raises(DomainError) as refused:
        validate(made(date(2099, 12, 31), "A", 900), demo=True, temporary_ticked=False)
    assert refused.value.code == "identity_code_date"


def test_a_code_that_contradicts_the_birth_date_is_refused():
    check_birth_date("150612A902P", date(2012, 6, 15))
    check_birth_date("150612A902P", None)
    with pytest.raises(DomainError) as refused:
        check_birth_date("150612A902P", date(2012, 6, 16))
    assert refused.value.code == "identity_code_birth_date"


class Person(IdentityCodeRules, forms.Form):
    identity_code = IdentityCodeField(required=False)
    temporary_code = forms.BooleanField(required=False)
    birth_date = forms.DateField(required=False)


def codes_of(form):
    return [error.code for error in form.errors.as_data().get("identity_code", [])]


@pytest.mark.parametrize(
    ("demo", "typed", "why"),
    [
        (True, {"identity_code": "150612a902p"}, []),
        (True, {"identity_code": ""}, []),
        (True, {"identity_code": "131052-308T"}, ["identity_code_real_in_demo"]),
        (False, {"identity_code": "131052-308T"}, []),
        (False, {"identity_code": "150612A902P"}, ["identity_code_temporary"]),
        (False, {"identity_code": "150612A902P", "temporary_code": "on"}, []),
        (True, {"identity_code": "150612A902P", "birth_date": "2012-06-15"}, []),
        (True, {"identity_code": "150612A902P", "birth_date": "2012-06-14"}, ["identity_code_birth_date"]),
        (True, {"identity_code": "150612A902X", "birth_date": "2012-06-14"}, ["identity_code_check"]),
    ],
)
def test_a_form_asks_every_rule(settings, demo, typed, why):
    settings.IS_DEMO = demo
    form = Person(typed)

    assert codes_of(form) == why
    if not why:
        assert form.cleaned_data["identity_code"] == typed["identity_code"].upper()


def test_a_browser_does_not_remember_identity_codes():
    assert 'autocomplete="off"' in str(Person()["identity_code"])
