"""Whether to call another team that has received a contact, and on what ground."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import PresenceNotice
from referrals import grounds
from referrals.forms.base import WorkForm


class NoticeForm(WorkForm):
    """The decision: a call needs a ground."""

    answer = forms.ChoiceField(
        label=_("Do you call the other team?"),
        widget=forms.RadioSelect,
        choices=[
            (PresenceNotice.Answer.CALL.value, _("Yes, on this ground:")),
            (PresenceNotice.Answer.NO_CALL.value, _("No, there is no need or no ground")),
        ],
        error_messages={"required": _("Choose whether you call.")},
    )
    ground = forms.ChoiceField(label=_("Ground for calling"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("ground", [("", "–"), *grounds.choices()])
