"""What a service refuses is shown on the form; what a programmer must mend crashes."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from anchor.core.errors import Conflict, DomainError, ServiceErrors


class CaseForm(ServiceErrors, forms.Form):
    opened_on = forms.CharField()


@pytest.fixture
def form():
    form = CaseForm({"opened_on": "24.11."})
    assert form.is_valid()
    return form


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(form):
    with form.errors_from(DomainError):
        raise DomainError("Too early.", code="too_early", field="opened_on")

    assert form.errors == {"opened_on": ["Too early."]}
    assert form.errors.as_data()["opened_on"][0].code == "too_early"
    assert 'value="24.11."' in str(form["opened_on"])


@pytest.mark.parametrize("field", [None, "not_in_this_form"])
def test_an_error_about_something_else_stands_above_the_form(form, field):
    with form.errors_from(DomainError):
        raise DomainError("Closed.", code="closed", field=field)

    assert form.non_field_errors() == ["Closed."]


def test_nothing_else_is_swallowed(form):
    with pytest.raises(KeyError), form.errors_from(DomainError):
        raise KeyError("a mistake")
    with pytest.raises(DomainError), form.errors_from(Conflict):
        raise DomainError("Closed.", code="closed")
    assert not form.errors


def test_without_an_error_the_form_stays_valid(form):
    with form.errors_from(DomainError):
        pass
    assert form.is_valid()


def test_a_constraint_of_the_database_is_shown_too(form):
    with form.errors_from(DomainError, ValidationError):
        raise ValidationError({"opened_on": ["Too early."], "closed_on": ["Too late."], "__all__": ["Nonsense."]})

    assert form.errors["opened_on"] == ["Too early."]
    assert sorted(form.non_field_errors()) == ["Nonsense.", "Too late."]


def test_a_form_cannot_show_an_error_without_a_sentence(form):
    with pytest.raises(TypeError, match="KeyError"), form.errors_from(KeyError):
        pass


def test_a_conflict_carries_the_record_as_it_is_now(form):
    current = object()
    with form.errors_from(DomainError):
        raise (conflict := Conflict(current))

    assert conflict.current is current
    assert conflict.code == "conflict"
    assert form.has_error("__all__", "conflict")


def test_a_message_is_translated_when_it_is_shown():
    error = DomainError(_("Monday"), code="day")
    with translation.override("fi"):
        assert str(error) == "maanantai"
    with translation.override("sv"):
        assert str(error) == "måndag"
