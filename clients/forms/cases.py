"""The filters of the case list: a GET form that is never wrong, only narrower or wider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anchor.core.text import CleanCharField
from anchor.core.ui_forms import Chips, SearchInput, SmallSelect
from clients.models import Stage

SORT_CHOICES = [
    ("newest", _("newest first")),
    ("next", _("next step first")),
    ("name", _("name")),
    ("age", _("youngest first")),
]
ONLY_CHOICES = [
    ("mine", _("My cases")),
    ("under_15", _("Under 15")),
    ("no_consent", _("Consent missing")),
    ("late", _("Next step late")),
    ("turning_18", _("Turns 18 soon")),
]


class CaseFilters(forms.Form):
    """What to look for and in which order. A value that is not on offer is left out, so an old link still works."""

    hide_optional = True

    q = CleanCharField(label=_("Name, number, birth date or identity code"), required=False, widget=SearchInput)
    stage = forms.ChoiceField(label=_("Stage"), required=False, widget=SmallSelect)
    place = forms.ChoiceField(label=_("Municipality"), required=False, widget=SmallSelect)
    responsible = forms.ChoiceField(
        label=_("Responsible worker"),
        required=False,
        widget=SmallSelect,
        choices=[("", _("All")), ("me", _("Me"))],
    )
    sort = forms.ChoiceField(label=_("Order"), required=False, widget=SmallSelect, choices=SORT_CHOICES)
    only = forms.MultipleChoiceField(label=_("Show only"), required=False, widget=Chips, choices=ONLY_CHOICES)

    def __init__(self, *args: Any, places: list[tuple[str, str]], is_coordinator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [choice for choice in Stage.choices if choice[0]]
        self._choices("stage", [("", _("All open")), *stages, ("all", _("Open and closed"))])
        self._choices("place", [("", _("All")), *places])
        if not is_coordinator:  # a member sees own cases only
            self._choices("only", [choice for choice in ONLY_CHOICES if choice[0] != "mine"])

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def filters(self) -> dict[str, Any]:
        """What to narrow by, without whatever was not understood."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return any(value for name, value in self.filters.items() if name != "sort")
