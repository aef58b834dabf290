"""The three plain sentences, answered yes or no, and how the answers were given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Sector
from anchor.core.dates import FinnishDateField
from anchor.core.display import sector_name
from anchor.core.errors import ServiceErrors
from anchor.core.text import CleanCharField, CleanTextField
from anchor.core.ui_forms import Chips, LongText, SegmentedRadio
from anchor.tenancy.codes import choices, labels
from clients.models import Consent, RelatedPerson
from clients.services.givers import Said
from clients.services.shown import Colleague

ANSWERS = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]
SAYS = [("", _("Not answered yet")), ("yes", _("Yes")), ("no", _("No"))]
ICONS = {"yes": "check", "no": "x"}


def _answer() -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=ANSWERS, widget=SegmentedRadio(icons=ICONS), initial="")


@dataclass(frozen=True, slots=True)
class PersonFields:
    """The fields about one of those who answer for the adolescent."""

    person: RelatedPerson
    says: BoundField
    despite: BoundField | None  # for somebody who is suspected or under a contact ban


class ConsentForm(ServiceErrors, forms.Form):
    """What was asked and answered on one occasion. Whoever else has to answer says so in a row of their own."""

    team = _answer()
    school = _answer()
    other = _answer()
    other_sectors = forms.MultipleChoiceField(label=_("Who else may join"), required=False, widget=Chips)
    giver = forms.ChoiceField(label=_("Who answered"), widget=SegmentedRadio(even=True))
    other_agreed = forms.BooleanField(
        label=_("The other guardian has said yes too"),
        required=False,
        help_text=_(
            "Custody is joint. Until both have said yes the consent is not given; ask the other one, or a colleague who knows who it is."
        ),
    )
    manner = forms.ChoiceField(label=_("How"), widget=SegmentedRadio, initial="oral")
    present = CleanCharField(
        label=_("Who was present"), required=False, help_text=_("Besides you and those who answered.")
    )
    valid_from = FinnishDateField(label=_("On"), future=False)
    valid_to = FinnishDateField(
        label=_("Until"), required=False, toward="future", help_text=_("Empty: until the case closes.")
    )
    assessed_by = forms.ChoiceField(label=_("Capacity to decide assessed by"), required=False)
    assessed_on = FinnishDateField(
        label=_("Capacity to decide assessed on"), required=False, future=False, help_text=_("By you or a colleague.")
    )
    about = CleanTextField(
        label=_("Details"),
        required=False,
        limit=2000,
        widget=LongText(rows=2),
        help_text=_("Who else may join, and about what. Read by your own sector only."),
    )

    def __init__(
        self,
        *args: Any,
        persons: Iterable[RelatedPerson] = (),
        said: Mapping[UUID, str] | None = None,
        people: Iterable[Colleague] = (),
        asks_another: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for sentence, words in labels("consent_sentence").items():
            self.fields[sentence].label = words
        self._choices("giver", choices("consent_giver"))
        self._choices("manner", choices("consent_manner"))
        self._choices("other_sectors", [(code, sector_name(code)) for code in Sector.values])
        self._choices("assessed_by", [("", "–"), *((str(one.id), one.name) for one in people)])
        self.fields["valid_from"].initial = timezone.localdate()
        self._persons = list(persons)
        if not asks_another:
            del self.fields["other_agreed"]
        for person in self._persons:
            self._ask(person, (said or {}).get(person.pk, ""))

    def _choices(self, name: str, options: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def _ask(self, person: RelatedPerson, said: str) -> None:
        label = f"{person.name!s}, {person.role_words}"
        widget = SegmentedRadio(icons=ICONS)
        self.fields[f"says_{person.pk}"] = forms.ChoiceField(
            label=label, required=False, choices=SAYS, widget=widget, initial=said
        )
        if person.is_kept_out:
            self.fields[f"despite_{person.pk}"] = CleanCharField(
                label=_("Why this person was asked all the same"), required=False, help_text=person.kept_out_words
            )

    @property
    def givers(self) -> list[PersonFields]:
        """The rows of those who answer for the adolescent."""
        return [
            PersonFields(
                person, self[f"says_{person.pk}"], self[f"despite_{person.pk}"] if person.is_kept_out else None
            )
            for person in self._persons
        ]

    def clean(self) -> dict[str, Any]:
        """An assessment says both who and when."""
        cleaned = super().clean() or {}
        if cleaned.get("assessed_by") and not cleaned.get("assessed_on") and "assessed_on" not in self.errors:
            message = _("Say when the capacity to decide was assessed.")
            self.add_error("assessed_on", forms.ValidationError(message, code="no_day"))
        return cleaned

    @property
    def answers(self) -> dict[str, bool]:
        """The sentences that were asked, with their answers."""
        given = {sentence: self.cleaned_data[sentence] for sentence in Consent.Sentence.values}
        return {sentence: answer == "yes" for sentence, answer in given.items() if answer}

    @property
    def details(self) -> dict[str, Any]:
        """The rest, as the service takes it."""
        cleaned = self.cleaned_data
        kept = ("giver", "valid_from", "valid_to", "assessed_on", "other_sectors", "present", "about")
        said = [
            Said(
                person_id=person.pk,
                answer=cleaned[f"says_{person.pk}"],
                despite=cleaned.get(f"despite_{person.pk}", ""),
            )
            for person in self._persons
        ]
        by = cleaned["assessed_by"]
        more = {"oral": cleaned["manner"] == "oral", "said": said, "assessed_by": UUID(by) if by else None}
        more["other_agreed"] = cleaned.get("other_agreed", False)
        return {name: cleaned[name] for name in kept} | more
