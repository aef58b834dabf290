"""The form about the adolescent, and the rows of close people."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors
from anchor.core.identity_codes import IdentityCodeField, IdentityCodeRules
from anchor.core.text import NAME_LENGTH, CleanCharField
from anchor.core.ui_forms import SegmentedRadio, SmallSelect, SmallText
from anchor.tenancy.codes import choices
from anchor.tenancy.places import current_codes, sorted_names
from clients.forms.versioned import Versioned
from clients.services.change_client import CONTACT_FIELDS, NOT_READ, ClientData, Held, PersonData

MOST_PERSONS = 12
# What the form lacks where the address is under non-disclosure and its reader has not the right to process it.
ADDRESS_PART = ("residence", "protected", "protected_until", "lifted", *CONTACT_FIELDS, "clear_contact")


def _places() -> list[tuple[str, str]]:
    return sorted_names(current_codes(timezone.localdate()))


class ClientForm(Versioned, ServiceErrors, IdentityCodeRules, forms.Form):
    """Under non-disclosure the stored contact details are not shown here; what is typed takes their place."""

    given_names = CleanCharField(label=_("Given names"), limit=NAME_LENGTH)
    family_name = CleanCharField(label=_("Family name"), limit=NAME_LENGTH)
    birth_date = FinnishDateField(label=_("Birth date"), future=False)
    identity_code = IdentityCodeField(label=_("Personal identity code"), required=False)
    temporary_code = forms.BooleanField(label=_("This is a temporary code"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), widget=SegmentedRadio)
    service_language = forms.ChoiceField(label=_("Service language"))
    interpreter_language = forms.ChoiceField(label=_("Interpreter"), required=False)
    residence = forms.ChoiceField(label=_("Municipality of residence"), choices=lazy(_places, list))
    protected = forms.BooleanField(label=_("Non-disclosure for personal safety"), required=False)
    protected_until = FinnishDateField(
        label=_("To be checked by"), required=False, toward="future", help_text=_("Protection never ends by itself.")
    )
    lifted = forms.BooleanField(
        label=_("The protection has been lifted and others who may read contact details will see them"), required=False
    )
    street = CleanCharField(label=_("Address"), required=False)
    phone = CleanCharField(label=_("Phone"), required=False, limit=40)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    school = CleanCharField(label=_("School"), required=False)
    clear_contact = forms.BooleanField(label=_("Remove what is stored of the details left empty"), required=False)

    def __init__(self, *args: Any, held: Held, **kwargs: Any) -> None:
        self.held = held
        super().__init__(*args, **kwargs)
        self.initial = _initial(held)
        languages = choices("service_language")
        self._choices("gender", choices("gender"))
        self._choices("service_language", languages)
        self._choices("interpreter_language", [("", _("No interpreter needed")), *languages])
        if settings.IS_DEMO:
            del self.fields["temporary_code"]  # a demonstration takes no others
        if held.address is None:
            for name in ADDRESS_PART:
                del self.fields[name]
        elif not self.hides_contact:
            del self.fields["lifted"], self.fields["clear_contact"]
        else:
            self.fields["residence"].required = False
            self._choices("residence", [("", _("As stored")), *_places()])

    def _choices(self, name: str, options: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    @property
    def hides_contact(self) -> bool:
        """Whether stored contact details are not shown in the form."""
        return self.held.hides_address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lifts = "lifted" in self.fields and not cleaned.get("protected")
        if lifts and not cleaned.get("lifted"):
            message = _("Confirm that the protection has been lifted, or leave it on.")
            self.add_error("lifted", ValidationError(message, code="lift_unconfirmed"))
        return cleaned

    @property
    def data_typed(self) -> ClientData:
        """What is to be stored: the typed values, and what a protected form did not show and nobody replaced."""
        cleaned, address = self.cleaned_data, self.held.address
        if address is None:
            known = {name: cleaned[name] for name in ClientData.__slots__ if name in cleaned}
            return ClientData(**NOT_READ | known)
        contact = {name: cleaned[name] for name in CONTACT_FIELDS}
        if self.hides_contact and not cleaned["clear_contact"]:
            contact = {name: typed or getattr(address, name) for name, typed in contact.items()}
        taken = {name: cleaned[name] for name in ClientData.__slots__ if name in cleaned and name not in contact}
        return ClientData(residence_id=cleaned["residence"] or address.residence_id, **taken, **contact)


def _initial(held: Held) -> dict[str, Any]:
    data = held.data
    initial = {name: getattr(data, name) for name in ClientData.__slots__}
    if data.protected:
        initial |= dict.fromkeys((*CONTACT_FIELDS, "residence_id"), "")
    return initial | {"residence": initial["residence_id"], "version": held.client.version}


class PersonForm(forms.Form):
    """One close person. A row with nothing in it is no row."""

    relation = forms.ChoiceField(label=_("Relation"), required=False, widget=SmallSelect)
    name = CleanCharField(
        label=_("Name"), limit=NAME_LENGTH, required=False, widget=SmallText(attrs={"placeholder": _("Name")})
    )
    phone = CleanCharField(
        label=_("Phone"), limit=40, required=False, widget=SmallText(attrs={"placeholder": _("Phone")})
    )
    custody = forms.ChoiceField(label=_("Custody"), required=False, widget=SmallSelect)
    representative = forms.ChoiceField(label=_("Legal representative"), required=False, widget=SmallSelect)
    may_be_told = forms.BooleanField(label=_("Has the right to information"), required=False)
    contact_banned = forms.BooleanField(label=_("Contact ban"), required=False)
    suspected = forms.BooleanField(label=_("Suspected in the matter"), required=False)
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, empty, codes in (
            ("relation", _("Relation"), "relation"),
            ("custody", _("Custody"), "custody"),
            ("representative", _("Legal representative"), "representative_kind"),
        ):
            self.fields[name].choices = [("", empty), *choices(codes)]  # type: ignore[attr-defined]
        if self.initial.get("own_non_disclosure"):  # initials stand there; the service keeps them whatever is sent
            self.fields["name"].disabled = self.fields["phone"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("DELETE") or self.is_blank:
            return cleaned
        if not cleaned.get("name"):
            self.add_error("name", ValidationError(_("Give the name."), code="required"))
        if not cleaned.get("relation"):
            self.add_error("relation", ValidationError(_("Choose the relation."), code="required"))
        return cleaned

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(
            self.cleaned_data.get(name) for name in ("relation", "name", "phone", "custody", "representative", "id")
        )

    @property
    def person(self) -> PersonData:
        """The row as the service takes it."""
        cleaned = {name: self.cleaned_data[name] for name in PersonData.__slots__}
        unsaid = {name: cleaned[name] or "none" for name in ("custody", "representative")}
        return PersonData(**cleaned | unsaid)


class _PersonFormSet(BaseFormSet):
    """Says in plain words what the box for removing does."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this person")


PersonFormSet = formset_factory(
    PersonForm, _PersonFormSet, extra=1, max_num=MOST_PERSONS, absolute_max=MOST_PERSONS, can_delete=True
)


def person_rows(held: Held) -> list[dict[str, Any]]:
    """Stored people as initial rows."""
    names = (*PersonData.__slots__, "own_non_disclosure")
    return [{name: getattr(person, name) for name in names} for person in held.persons]


def people_typed(formset: Any) -> list[PersonData]:
    """The people of the rows that are filled in and not removed."""
    return [form.person for form in formset if not form.cleaned_data.get("DELETE") and not form.is_blank]
