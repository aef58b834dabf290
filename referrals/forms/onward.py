"""The forms of a referral onward, and the filter of its board."""

from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField
from anchor.core.display import SECTORS
from anchor.core.errors import DomainError
from anchor.core.text import CleanCharField
from anchor.core.ui_forms import SegmentedRadio, SmallSelect
from anchor.tenancy.codes import choices
from referrals import grounds
from referrals.forms.base import OnceField, WorkForm
from referrals.models import OnwardReferral
from referrals.services.onward import Progress, checked_progress

_STATUSES = {"proposed": "help", "sent": "send", "started": "play", "not_started": "x"}


class ProgressForm(WorkForm):
    """How far a referral has come; only what belongs to the chosen status is kept."""

    asked_by_another = ("sent_on", "started_on", "not_started_reason")

    status = forms.ChoiceField(
        label=_("Status"),
        choices=partial(choices, "referral_status"),
        widget=SegmentedRadio(icons=_STATUSES, even=True),
    )
    sent_on = FinnishDateField(label=_("Sent on"), required=False, future=False)
    started_on = FinnishDateField(label=_("Service started on"), required=False, future=False)
    not_started_reason = forms.ChoiceField(label=_("Why it did not start"), required=False)
    follow_up_on = FinnishDateField(
        label=_("Follow up on"), required=False, toward="future", help_text=_("The day you ask whether it started.")
    )
    still_on_at_3_months = forms.TypedChoiceField(
        label=_("Still going on at 3 months"),
        required=False,
        widget=SegmentedRadio,
        choices=[("", _("Not known yet")), ("yes", _("Yes")), ("no", _("No"))],
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("not_started_reason", [("", "–"), *choices("not_started_reason")])

    def progress(self) -> Progress:
        """How far it has come."""
        return Progress(**{name: self.cleaned_data[name] for name in Progress.__dataclass_fields__})


class ReferralForm(ProgressForm):
    """A new referral: which service, on what basis."""

    field_order = ["service", "unit", "basis", "proposed_on", "status"]

    service = forms.ChoiceField(label=_("Service"))
    unit = CleanCharField(label=_("Unit and contact person"), required=False)
    basis = forms.ChoiceField(
        label=_("Basis"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the basis of the referral.")},
    )
    proposed_on = FinnishDateField(label=_("Proposed on"), future=False, initial=timezone.localdate)
    once = OnceField()

    def __init__(self, *args: Any, has_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("service", [("", "–"), *choices("service")])
        self.offer("basis", grounds.choices() if has_consent else grounds.legal_choices())
        del self.fields["still_on_at_3_months"]
        self.offer("status", [pair for pair in choices("referral_status") if pair[0] in ("proposed", "sent")])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            with self.errors_from(DomainError):
                checked_progress(self.progress(), proposed_on=cleaned["proposed_on"])
        return cleaned

    def progress(self) -> Progress:
        names = ("status", "sent_on", "started_on", "not_started_reason", "follow_up_on")
        return Progress(**{name: self.cleaned_data[name] for name in names})


class FollowForm(ProgressForm):
    """What has become of a referral."""

    unit = CleanCharField(label=_("Unit and contact person"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def shown(referral: OnwardReferral) -> dict[str, Any]:
        """What the form shows at first."""
        names = ("status", "sent_on", "started_on", "not_started_reason", "follow_up_on", "unit", "version")
        still_on = {True: "yes", False: "no", None: ""}[referral.still_on_at_3_months]
        return {name: getattr(referral, name) for name in names} | {"still_on_at_3_months": still_on}


class BoardFilter(WorkForm):
    """Which referrals to show. A wrong value in the address is as if it were not there."""

    hide_optional = True

    service = forms.ChoiceField(label=_("Service"), required=False, widget=SmallSelect)
    sector = forms.ChoiceField(label=_("Sector"), required=False, widget=SmallSelect)
    late = forms.BooleanField(label=_("Late ones only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("service", [("", _("All services")), *choices("service")])
        self.offer("sector", [("", _("All sectors")), *SECTORS.items()])

    def wanted(self) -> dict[str, Any]:
        """The chosen filters that were understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
