"""The form of a protection: who shares it, whom it is against, and when it is to be checked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors
from clients.models import Case, RelatedPerson


def _people(label: Any, hint: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple, coerce=UUID
    )


class ProtectionForm(ServiceErrors, forms.Form):
    """Nobody is covered silently: the worker says who lives at the same address."""

    hide_optional = True

    covered = _people(
        _("Who lives at the same address"), _("Their name and telephone are then hidden too; initials are shown.")
    )
    siblings = _people(
        _("Siblings who live at the same address"),
        _("Each one ticked is put under non-disclosure too, on a case of their own. Nobody is covered by itself."),
    )
    threats = _people(
        _("Whom the protection is against"),
        _("A warning is then shown wherever this person could come near what is protected."),
    )
    next_check_on = FinnishDateField(
        label=_("To be checked by"), required=False, toward="future", help_text=_("Protection never ends by itself.")
    )

    def __init__(
        self, *args: Any, persons: Sequence[RelatedPerson], case: Case, siblings: Sequence[Case] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        choices = [(str(person.pk), f"{person.name!s}, {person.relation_words}") for person in persons]
        for name, flag in (("covered", "own_non_disclosure"), ("threats", "threatens")):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].initial = [str(person.pk) for person in persons if getattr(person, flag)]
        self.fields["siblings"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.client}, {one.number}") for one in siblings
        ]
        if not siblings:
            del self.fields["siblings"]
        self.fields["next_check_on"].initial = case.protection_check_on
        if not persons:
            del self.fields["covered"], self.fields["threats"]
        if not case.non_disclosure:
            del self.fields["next_check_on"]

    @property
    def is_checked(self) -> bool:
        """Whether another day for the next check was given."""
        day = self.cleaned_data.get("next_check_on")
        return "next_check_on" in self.fields and day != self.case.protection_check_on
