"""Forms of emergency access and of what to know when going there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors
from anchor.core.text import NAME_LENGTH, CleanCharField, CleanTextField
from anchor.core.ui_forms import LongText, SegmentedRadio
from anchor.tenancy.codes import choices
from clients.forms.versioned import Versioned
from clients.models import Judgement
from clients.services.emergency import Named


class EmergencyForm(ServiceErrors, forms.Form):
    """Whom it is about, exactly; which danger; and why in words."""

    given_names = CleanCharField(
        label=_("Given names"), limit=NAME_LENGTH, error_messages={"required": _("Write the given names.")}
    )
    family_name = CleanCharField(
        label=_("Family name"), limit=NAME_LENGTH, error_messages={"required": _("Write the family name.")}
    )
    birth_date = FinnishDateField(
        label=_("Birth date"), future=False, error_messages={"required": _("Write the birth date.")}
    )
    reason = forms.ChoiceField(
        label=_("What is the emergency"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    text = CleanTextField(
        label=_("Why you need the details now"),
        limit=1000,
        widget=LongText(rows=3),
        help_text=_("The coordinator reads this when reviewing."),
        error_messages={"required": _("Say why you need the details now.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices("emergency_reason")  # type: ignore[attr-defined]

    @property
    def named(self) -> Named:
        """Whom it is about."""
        cleaned = self.cleaned_data
        return Named(cleaned["given_names"], cleaned["family_name"], cleaned["birth_date"])


class EmergencyReviewForm(ServiceErrors, forms.Form):
    """What the coordinator says of an emergency access."""

    judgement = forms.ChoiceField(
        label=_("Was it justified?"),
        choices=Judgement.choices,
        widget=SegmentedRadio(icons={"justified": "check", "not_justified": "x"}),
        error_messages={"required": _("Choose whether it was justified.")},
    )
    text = CleanTextField(
        label=_("Reasons"),
        required=False,
        limit=2000,
        widget=LongText(rows=3),
        help_text=_("Needed when it was not justified."),
    )


class SafetyNoteForm(Versioned, ServiceErrors, forms.Form):
    """A few words for whoever goes there next."""

    text = CleanTextField(
        label=_("What to know when going there"),
        limit=500,
        widget=LongText(rows=3),
        help_text=_(
            "For example a dog, a weapon or a person to look out for. Write down what is known, not what is supposed."
        ),
        error_messages={"required": _("Write down what to know.")},
    )
