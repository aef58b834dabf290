"""The three plain sentences, answered yes or no, and how the answers were given."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Sector
from anchor.core.dates import FinnishDateField
from anchor.core.display import sector_name
from anchor.core.errors import ServiceErrors
from anchor.core.text import CleanTextField
from anchor.core.ui_forms import Chips, LongText, SegmentedRadio
from anchor.tenancy.codes import choices, labels
from clients.models import Consent

ANSWERS = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]
ICONS = {"yes": "check", "no": "x"}


def _answer() -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=ANSWERS, widget=SegmentedRadio(icons=ICONS), initial="")


class ConsentForm(ServiceErrors, forms.Form):
    """What was asked and answered on one occasion, by one giver."""

    team = _answer()
    school = _answer()
    other = _answer()
    other_sectors = forms.MultipleChoiceField(label=_("Who else may join"), required=False, widget=Chips)
    giver = forms.ChoiceField(label=_("Who answered"), widget=SegmentedRadio)
    manner = forms.ChoiceField(label=_("How"), widget=SegmentedRadio, initial="oral")
    valid_from = FinnishDateField(label=_("On"), future=False)
    valid_to = FinnishDateField(
        label=_("Until"), required=False, toward="future", help_text=_("Empty: until the case closes.")
    )
    assessed_on = FinnishDateField(
        label=_("Capacity to decide assessed on"), required=False, future=False, help_text=_("By you or a colleague.")
    )
    about = CleanTextField(
        label=_("Details"),
        required=False,
        limit=2000,
        widget=LongText(rows=2),
        help_text=_("Who was present, and who else may join. Read by your own sector only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sentence, words in labels("consent_sentence").items():
            self.fields[sentence].label = words
        others = [(code, sector_name(code)) for code in Sector.values]
        for name, options in (
            ("giver", choices("consent_giver")),
            ("manner", choices("consent_manner")),
            ("other_sectors", others),
        ):
            self.fields[name].choices = options  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()

    @property
    def answers(self) -> dict[str, bool]:
        """The sentences that were asked, with their answers."""
        given = {sentence: self.cleaned_data[sentence] for sentence in Consent.Sentence.values}
        return {sentence: answer == "yes" for sentence, answer in given.items() if answer}

    @property
    def details(self) -> dict[str, Any]:
        """The rest, as the service takes it."""
        cleaned = self.cleaned_data
        kept = ("giver", "valid_from", "valid_to", "assessed_on", "other_sectors", "about")
        return {name: cleaned[name] for name in kept} | {"oral": cleaned["manner"] == "oral"}
