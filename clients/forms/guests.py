"""Inviting another authority to a case, and until when."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.core.dates import FinnishDateField
from anchor.core.display import sector_name
from anchor.core.errors import ServiceErrors
from anchor.core.ui_forms import Option, TogglesOne
from clients.models import Case
from clients.services.threats import with_warning


class UntilForm(ServiceErrors, forms.Form):
    """A guest's last day on the case."""

    until = FinnishDateField(label=_("Sees the case until"), toward="future")


class InviteForm(UntilForm):
    """One of the team's guest authorities, and their last day."""

    guest = forms.TypedChoiceField(
        label=_("Whom you invite"),
        widget=TogglesOne(),
        coerce=UUID,
        error_messages={"required": _("Choose one person.")},
    )
    field_order = ("guest", "until")

    def __init__(self, *args: Any, free: Sequence[Membership], case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.free = {member.pk: member for member in free}
        self.fields["until"].help_text = _("The last day. From the midnight after it they see nothing of the case.")
        self.fields["guest"].choices = [  # type: ignore[attr-defined]
            (str(member.pk), Option(member.user.name, _words(member, case), sector=member.sector)) for member in free
        ]

    @property
    def chosen(self) -> Membership:
        """The guest to invite."""
        return self.free[self.cleaned_data["guest"]]


def _words(member: Membership, case: Case) -> str:
    return with_warning(member.title or sector_name(member.sector), case, member.user.name)
