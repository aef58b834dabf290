"""What a guardian gets of the own sector's register, with what that sector's law asks first."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors
from anchor.core.text import CleanTextField
from anchor.core.ui_forms import Chips, LongText
from clients.held import Kind
from clients.models import GuardianDecision

# What must have been weighed before a guardian gets anything, register by register (domain.md, What a guardian gets).
CHECKS = {
    "social": _("The adolescent may bar their guardian, and giving it is not against the child's interest."),
    "health": _("I have assessed whether the adolescent can decide on their care, and followed their will if so."),
    "police": _("Neither the Openness Act nor the secrecy of a criminal investigation stands against it."),
    "youth": _("The adolescent knows what a guardian would get, and it is not against their interest."),
}
CHECK_OF_OTHERS = _("The adolescent knows what a guardian would get, and nothing in law stands against it.")


class GuardianForm(ServiceErrors, forms.Form):
    """The decision, and what it rests on."""

    asked_by_another = ("heard_on",)  # whatever a guardian gets, the adolescent was asked first

    outcome = forms.ChoiceField(label=_("What does a guardian get?"), widget=forms.RadioSelect)
    barred = forms.MultipleChoiceField(
        label=_("What is barred"),
        required=False,
        widget=Chips,
        help_text=_(
            "What the adolescent has barred, or what would harm them. It leaves no trace in a guardian's extract."
        ),
    )
    heard_on = FinnishDateField(label=_("The adolescent was asked on"), required=False, future=False)
    checked = forms.BooleanField(required=False)
    decided_on = FinnishDateField(label=_("Decided on"), future=False)
    why = CleanTextField(
        label=_("Why"), limit=2000, widget=LongText(rows=3), help_text=_("Read by your own sector only.")
    )

    def __init__(self, *args: Any, sector: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [(code, capfirst(str(words))) for code, words in GuardianDecision.Outcome.choices]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        self.fields["barred"].choices = Kind.choices  # type: ignore[attr-defined]
        self.fields["checked"].label = CHECKS.get(sector, CHECK_OF_OTHERS)
        self.fields["decided_on"].initial = timezone.localdate()
