"""Recording a disclosure, and asking another sector."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.core.dates import FinnishDateField
from anchor.core.display import sector_name
from anchor.core.errors import ServiceErrors
from anchor.core.text import CleanCharField, CleanTextField
from anchor.core.ui_forms import LongText, SegmentedRadio
from clients import grounds
from clients.disclosable import Disclosable
from clients.services.disclosures import Given

ELSEWHERE, OUTSIDE = "elsewhere", "outside"


class DisclosureForm(ServiceErrors, forms.Form):
    """What was given to whom without consent, on which provision, and that its condition is met."""

    record = forms.ChoiceField(
        label=_("What is given"), widget=forms.RadioSelect, error_messages={"required": _("Say what was given.")}
    )
    what = CleanTextField(
        label=_("What was told or sent"),
        required=False,
        limit=2000,
        widget=LongText(rows=3),
        help_text=_("Read by your own sector and the receiver only."),
    )
    receiver = forms.ChoiceField(
        label=_("To whom"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say to whom this is given.")},
    )
    to_authority = CleanCharField(label=_("Which authority"), required=False)
    ground = forms.ChoiceField(
        label=_("Provision of law"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the provision of law.")},
    )
    condition_holds = forms.BooleanField(
        label=_("The condition of the provision I chose is met, and I give no more than is needed."), required=False
    )
    on_request = forms.ChoiceField(
        label=_("How it came about"),
        choices=[("no", _("On our own initiative")), ("yes", _("The receiver asked for it"))],
        widget=SegmentedRadio,
        error_messages={"required": _("Say how it came about.")},
    )
    given_on = FinnishDateField(label=_("Given on"), future=False)

    def __init__(
        self, *args: Any, records: Sequence[Disclosable], sectors: Sequence[str], sector: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = self.fields
        known = [(f"{one.kind}:{one.id}", one.label) for one in records]
        offered["record"].choices = [*known, (ELSEWHERE, _("Something told or sent past this program"))]
        outside = (OUTSIDE, _("An authority outside the working group"))
        offered["receiver"].choices = [*((code, sector_name(code)) for code in sectors), outside]
        offered["ground"].choices = [
            (code, f"{label}. {grounds.condition(code)} ({grounds.approved_by(code)})")
            for code, label in grounds.legal_choices(from_sector=sector, to_disclose=True)
        ]
        offered["given_on"].initial = timezone.localdate()

    def given(self) -> Given:
        """The disclosure as told; what the other choices asked for is left out."""
        told = self.cleaned_data
        kind, _colon, pk = told["record"].partition(":")
        is_record, is_outside = told["record"] != ELSEWHERE, told["receiver"] == OUTSIDE
        return Given(
            record=(kind, UUID(pk)) if is_record else None,
            what="" if is_record else told["what"],
            to_sector="" if is_outside else told["receiver"],
            to_authority=told["to_authority"] if is_outside else "",
            ground=told["ground"],
            condition_holds=told["condition_holds"],
            on_request=told["on_request"] == "yes",
            given_on=told["given_on"],
        )


class AskForm(ServiceErrors, forms.Form):
    """Which sector is asked, and what."""

    asked_sector = forms.ChoiceField(
        label=_("Which sector do you ask"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the sector you ask.")},
    )
    text = CleanTextField(
        label=_("What do you ask"),
        required=False,
        limit=2000,
        widget=LongText(rows=4),
        help_text=_("Read by your own sector and by those of the asked sector who work on the case."),
    )

    def __init__(self, *args: Any, on_case: Sequence[str], in_team: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = _("%(sector)s: nobody of it works on the case yet, the coordinator is told")
        options = [(code, sector_name(code)) for code in on_case]
        options += [(code, nobody % {"sector": sector_name(code)}) for code in in_team if code not in on_case]
        self.fields["asked_sector"].choices = options  # type: ignore[attr-defined]


class ReplyForm(ServiceErrors, forms.Form):
    """The asked sector's answer, or that it declines."""

    reply = CleanTextField(
        label=pgettext_lazy("what was answered", "Answer"),
        required=False,
        limit=2000,
        widget=LongText(rows=3),
        help_text=_("Answer for the sector. Do not say whether there are entries about the adolescent."),
    )
