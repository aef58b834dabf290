"""What a register officer types: whom they look for, who asks and how they were recognised, and what is left out."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors
from anchor.core.text import NAME_LENGTH, CleanCharField
from anchor.core.ui_forms import SegmentedRadio
from anchor.desk.services.extract_requests import Sought
from anchor.desk.services.extracts import DATA, LOG, Wish
from clients.models import ExtractRequest, RelatedPerson

KINDS = [
    (LOG, _("Log extract: who has looked at or changed the data, when and why")),
    (DATA, _("Data extract: what is held")),
]
IDENTIFIED = [
    ("id_card", _("passport or identity card")),
    ("strong", _("strong electronic identification")),
    ("known", _("known to a worker on the case")),
]
WHY_LEFT_OUT = [
    ("", "–"),
    ("other_person", _("it is about somebody else")),
    ("harm", _("it would harm the child or the adolescent")),
    ("investigation", _("it would harm an investigation")),
    ("other_law", _("another law forbids it")),
]


class SeekForm(ServiceErrors, forms.Form):
    """Exactly as recorded: the whole name and the birth date. Nothing else finds anybody."""

    given_names = CleanCharField(label=_("Given names"), limit=NAME_LENGTH)
    family_name = CleanCharField(label=_("Family name"), limit=NAME_LENGTH)
    birth_date = FinnishDateField(label=_("Birth date"), future=False)

    @property
    def sought(self) -> Sought:
        return Sought(**self.cleaned_data)


class WishForm(ServiceErrors, forms.Form):
    """Who asks for which extract."""

    kind = forms.ChoiceField(label=_("Which extract"), choices=KINDS, widget=forms.RadioSelect, initial=LOG)
    asker = forms.ChoiceField(
        label=_("Who asks"),
        choices=ExtractRequest.Asker.choices,
        widget=SegmentedRadio(even=True),
        initial="adolescent",
    )
    asked_by = forms.ChoiceField(label=_("Guardian or representative"), required=False, widget=forms.RadioSelect)
    identified_by = forms.ChoiceField(label=_("Recognised by"), choices=IDENTIFIED, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=pgettext_lazy("of an extract", "Language"),
        choices=[("fi", "suomi"), ("sv", "svenska")],
        widget=SegmentedRadio,
        initial="fi",
    )

    def __init__(self, *args: Any, people: list[RelatedPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), f"{one.name!s}, {one.role_words}") for one in people]
        self.fields["asked_by"].choices = [("", _("nobody: the adolescent asks")), *named]  # type: ignore[attr-defined]

    @property
    def wish(self) -> Wish:
        """The wish; an adolescent asks for themself, whoever was chosen before."""
        cleaned = self.cleaned_data
        named = cleaned["asked_by"] if cleaned["asker"] != ExtractRequest.Asker.ADOLESCENT else ""
        return Wish(cleaned["kind"], cleaned["asker"], cleaned["identified_by"], UUID(named) if named else None)


class LeaveOutForm(forms.Form):
    """What is ticked on the preview, and why."""

    why = forms.ChoiceField(label=_("Why it is left out"), choices=WHY_LEFT_OUT, required=False)

    leave = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leave"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
