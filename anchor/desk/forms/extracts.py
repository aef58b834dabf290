"""What a register officer types: whom they look for, who asks and how they were recognised, and what is left out."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.core.dates import FinnishDateField
from anchor.core.errors import ServiceErrors
from anchor.core.identity_codes import IdentityCodeField
from anchor.core.text import NAME_LENGTH, CleanCharField
from anchor.core.ui_forms import SegmentedRadio
from anchor.desk.services.extract_requests import Sought, SoughtByCode
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
    """Exactly as recorded: the identity code, or the whole name and the birth date. Nothing else finds anybody."""

    hide_optional = True

    identity_code = IdentityCodeField(label=_("Personal identity code"), required=False)
    given_names = CleanCharField(label=_("Given names"), limit=NAME_LENGTH, required=False)
    family_name = CleanCharField(label=_("Family name"), limit=NAME_LENGTH, required=False)
    birth_date = FinnishDateField(label=_("Birth date"), future=False, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two ways, whole."""
        cleaned = super().clean() or self.cleaned_data
        named = [name for name in ("given_names", "family_name", "birth_date") if cleaned.get(name)]
        if cleaned.get("identity_code") and named:
            message = _("Give either the identity code, or the name and the birth date.")
            self.add_error("identity_code", forms.ValidationError(message, code="both"))
        elif not named and not self.errors and not cleaned.get("identity_code"):
            message = _("Give the identity code, or else the whole name and the birth date.")
            self.add_error("identity_code", forms.ValidationError(message, code="nothing"))
        elif not cleaned.get("identity_code") and "identity_code" not in self.errors:
            self._ask_for_the_name(cleaned)
        return cleaned

    def _ask_for_the_name(self, cleaned: dict[str, Any]) -> None:
        for name in ("given_names", "family_name", "birth_date"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(
                    name, forms.ValidationError(self.fields[name].error_messages["required"], code="required")
                )

    @property
    def sought(self) -> Sought | SoughtByCode:
        """Whom to look for."""
        cleaned = dict(self.cleaned_data)
        code = cleaned.pop("identity_code")
        return SoughtByCode(code) if code else Sought(**cleaned)


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
    named = CleanCharField(
        label=_("Somebody who is not in this list"),
        limit=NAME_LENGTH,
        required=False,
        help_text=_(
            "The whole name as in the document, when the person says that they are a guardian or representative."
        ),
    )
    identified_by = forms.ChoiceField(label=_("Recognised by"), choices=IDENTIFIED, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=pgettext_lazy("of an extract", "Language"),
        choices=[("fi", "suomi"), ("sv", "svenska")],
        widget=SegmentedRadio,
        initial="fi",
    )

    def __init__(self, *args: Any, people: list[RelatedPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), _line(one)) for one in people]
        self.fields["asked_by"].choices = [("", _("nobody of these")), *named]  # type: ignore[attr-defined]

    @property
    def wish(self) -> Wish:
        """The wish; an adolescent asks for themself, whoever was chosen before."""
        cleaned = self.cleaned_data
        if cleaned["asker"] == ExtractRequest.Asker.ADOLESCENT:
            return Wish(cleaned["kind"], cleaned["asker"], cleaned["identified_by"])
        chosen = UUID(cleaned["asked_by"]) if cleaned["asked_by"] else None
        return Wish(cleaned["kind"], cleaned["asker"], cleaned["identified_by"], chosen, cleaned["named"])


def _line(person: RelatedPerson) -> str:
    """Somebody who may ask, with a word beside who is given nothing."""
    line = f"{person.name!s}, {person.role_words}"
    return _("%(who)s: is given nothing") % {"who": line} if person.gets_no_extract else line


class LeaveOutForm(forms.Form):
    """What is ticked on the preview, and why."""

    why = forms.ChoiceField(label=_("Why it is left out"), choices=WHY_LEFT_OUT, required=False)

    leave = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leave"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
