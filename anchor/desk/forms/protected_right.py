"""Giving and ending the right to process data under non-disclosure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors


class GiveForm(ServiceErrors, forms.Form):
    """Until when, and the two things that come first."""

    until = FinnishDateField(
        label=_("Until"), required=False, toward="future", help_text=_("Empty: until it is ended here.")
    )
    decided = forms.BooleanField(
        label=_("The controller has decided that this person needs it for their task"), required=False
    )
    told = forms.BooleanField(label=_("The person has been told the words of the law below"), required=False)


class EndForm(ServiceErrors, forms.Form):
    """A tick where fewer than two would be left."""

    confirmed = forms.BooleanField(label=_("This is meant, and the team's coordinator knows"), required=False)

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (asks or self.is_bound):  # it may have come to be asked since the page was opened
            del self.fields["confirmed"]
