"""Text as people type and paste it."""

import unicodedata

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from anchor.core.errors import DomainError
from anchor.core.text import NAME_LENGTH, TEXT_LENGTH, CleanCharField, CleanTextField, clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  rivi\r\ntoinen\rkolmas\u2028neljäs  ", "rivi\ntoinen\nkolmas\nneljäs"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("sarake\tsarake", "sarake\tsarake"),
        ("a\u0308iti", "äiti"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066hidden\u2069 \ufeffbom", "hidden bom"),
        ("שלום לך", "שלום לך"),
        ("سلام\u200cها \u200fنور", "سلام\u200cها \u200fنور"),
        ("👨‍👩‍👧 ja 🏳️‍🌈", "👨‍👩‍👧 ja 🏳️‍🌈"),
        ("\u200b\u200d\u00ad", ""),
        ("broken \ud800 pair", "broken  pair"),
        ("<b>& 'quotes'", "<b>& 'quotes'"),
    ],
)
def test_text_keeps_what_a_reader_sees(typed, kept):
    assert clean_text(typed) == kept


@given(st.text())
def test_clean_text_is_storable_stays_clean_and_has_no_disguise(text):
    cleaned = clean_text(text, max_length=None)

    assert clean_text(cleaned, max_length=None) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    assert not set(cleaned) & set("\x00\r\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text())
def test_a_line_is_one_line(text):
    assert "\n" not in clean_line(text, max_length=None)
    assert "\t" not in clean_line(text, max_length=None)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F), max_size=30))
def test_letters_and_digits_are_never_lost(text):
    assert clean_text(text) == unicodedata.normalize("NFC", text)


def test_a_text_that_does_not_fit_is_told_by_how_much():
    with pytest.raises(DomainError) as refused:
        clean_text("x" * 20_123)

    assert refused.value.code == "too_long"
    with translation.override("en"):
        assert "20\u00a0123" in str(refused.value)
        assert "20\u00a0000" in str(refused.value)
        assert "123." in str(refused.value)


@pytest.mark.parametrize("length", [TEXT_LENGTH - 1, TEXT_LENGTH])
def test_a_text_of_exactly_the_limit_fits(length):
    assert len(clean_text("ä" * length)) == length


class Note(forms.Form):
    name = CleanCharField(limit=NAME_LENGTH)
    line = CleanCharField(required=False)
    text = CleanTextField(required=False)


def test_a_form_gives_clean_text():
    form = Note({"name": " Anna\u200b\n Maija ", "line": "", "text": "yksi\r\nkaksi"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Anna Maija", "line": "", "text": "yksi\nkaksi"}


def test_a_megabyte_is_refused_beside_the_field_and_stays_in_the_form():
    summary = "word " * 200_000
    form = Note({"name": "n" * 101, "line": "l" * 201, "text": summary})

    assert {field: errors[0].code for field, errors in form.errors.as_data().items()} == dict.fromkeys(
        form.fields, "too_long"
    )
    assert summary in str(form["text"])
    assert "n" * 101 in str(form["name"])


def test_no_browser_may_cut_what_was_pasted():
    assert "maxlength" not in str(Note())


def test_a_name_of_invisible_characters_is_no_name():
    assert Note({"name": "\u200b\u202e \u200d"}).errors.as_data()["name"][0].code == "required"
