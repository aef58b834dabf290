"""The words for codes in the reader's language."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from anchor.tenancy import codes
from anchor.tenancy.models import CodeListEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seasons():
    """A list of its own: spring, then winter, which nobody chooses any more."""
    CodeListEntry.objects.bulk_create(
        [
            CodeListEntry(
                list="season", code="winter", fi="talvi", sv="vinter", en="winter", order=20, valid_to=date(2020, 1, 1)
            ),
            CodeListEntry(list="season", code="spring", fi="kevät", sv="vår", en="spring", order=10),
        ]
    )
    codes.forget()
    yield
    codes.forget()


@pytest.mark.parametrize(
    ("language", "word"), [("fi", "kevät"), ("sv", "vår"), ("en", "spring"), ("en-gb", "spring"), ("de", "kevät")]
)
def test_a_label_is_in_the_readers_language(language, word):
    with translation.override(language):
        assert codes.label("season", "spring") == word


def test_labels_come_in_the_lists_order_and_keep_what_is_no_longer_chosen():
    with translation.override("sv"):
        assert list(codes.labels("season").items()) == [("spring", "vår"), ("winter", "vinter")]


@pytest.mark.parametrize(
    ("day", "chosen"), [(date(2020, 1, 1), ["spring", "winter"]), (date(2020, 1, 2), ["spring"]), (None, ["spring"])]
)
def test_only_what_holds_on_the_day_can_be_chosen(day, chosen):
    assert [code for code, _label in codes.choices("season", on=day)] == chosen


@pytest.mark.parametrize(("list_name", "code"), [("season", "autumn"), ("sesaon", "spring")])
def test_a_misspelt_code_or_list_is_a_mistake(list_name, code):
    with pytest.raises(LookupError):
        codes.label(list_name, code)


def test_all_lists_cost_one_query_and_then_none(django_assert_num_queries):
    with django_assert_num_queries(1):
        codes.labels("season")
    with django_assert_num_queries(0):
        codes.labels("season")
        codes.choices("reason")


def test_an_edit_is_seen_at_once_here_and_within_its_time_elsewhere(settings, monkeypatch):
    clock = [1_000.0]
    monkeypatch.setattr(codes.time, "monotonic", lambda: clock[0])
    settings.CODE_LISTS_KEPT_SECONDS = 60
    assert codes.label("season", "spring") == "kevät"
    CodeListEntry.objects.filter(code="spring").update(fi="kevätaika")

    clock[0] += 59
    assert codes.label("season", "spring") == "kevät"
    clock[0] += 1
    assert codes.label("season", "spring") == "kevätaika"
    CodeListEntry.objects.filter(code="spring").update(fi="kevät")
    codes.forget()
    assert codes.label("season", "spring") == "kevät"


def test_an_installation_without_lists_is_not_remembered():
    CodeListEntry.objects.all().delete()
    codes.forget()
    with pytest.raises(LookupError, match="load_reference_data"):
        codes.labels("season")
    CodeListEntry.objects.create(list="season", code="spring", fi="kevät", sv="vår", en="spring")

    assert codes.label("season", "spring") == "kevät"


def test_a_form_asks_in_the_language_of_the_page():
    class Form(forms.Form):
        season = forms.ChoiceField(choices=lambda: codes.choices("season"))

    with translation.override("sv"):
        assert "vår" in str(Form())
    with translation.override("fi"):
        assert "kevät" in str(Form())
