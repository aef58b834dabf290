"""Short forms of a case: who works on it, when somebody stops, closing it, and why contact details are opened."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.core.dates import FinnishDateField
from anchor.core.display import sector_name
from anchor.core.errors import ServiceErrors
from anchor.core.ui_forms import Option, Toggles
from anchor.tenancy.codes import choices
from clients.forms.versioned import Versioned
from clients.models import Case
from clients.services.threats import with_warning


class AssignForm(ServiceErrors, forms.Form):
    """Colleagues who do not work on the case yet, by sector, each with what they carry already."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who begins to work on the case"),
        widget=Toggles(roomy=True),
        coerce=UUID,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(
        self,
        *args: Any,
        free: Sequence[Membership],
        load: Mapping[UUID, int],
        case: Case,
        elsewhere: Collection[UUID] = (),
        **kwargs: Any,
    ) -> None:
        """`elsewhere`: who works with another party of the same event."""
        super().__init__(*args, **kwargs)
        self.free = {member.pk: member for member in free}
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (
                str(member.pk),
                Option(member.user.name, _words(member, load, case, member.pk in elsewhere), sector=member.sector),
            )
            for member in free
        ]

    @property
    def members(self) -> list[Membership]:
        """The chosen colleagues."""
        return [self.free[pk] for pk in self.cleaned_data["people"]]


def _words(member: Membership, load: Mapping[UUID, int], case: Case, on_both: bool) -> str:
    """What a coordinator weighs."""
    cases = load.get(member.pk, 0)
    open_cases = ngettext("%(count)s open case", "%(count)s open cases", cases) % {"count": cases}
    words = [member.title or sector_name(member.sector), open_cases]
    burden = ", ".join([*words, gettext("works with another party of the same event")] if on_both else words)
    return with_warning(burden, case, member.user.name)


class EndForm(ServiceErrors, forms.Form):
    """The last day somebody works on the case."""

    ended_on = FinnishDateField(label=_("Last day"), future=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].initial = timezone.localdate()


class CloseForm(Versioned, ServiceErrors, forms.Form):
    """Why and when a case is closed."""

    reason = forms.ChoiceField(label=_("Why the case is closed"), widget=forms.RadioSelect)
    closed_on = FinnishDateField(label=_("Closing day"), future=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices("closing_reason")  # type: ignore[attr-defined]
        self.fields["closed_on"].initial = timezone.localdate()


class TaskForm(forms.Form):
    """For which task what is under non-disclosure is opened; the answer goes into the access log."""

    TASKS = [
        ("meeting", _("To agree or hold a meeting")),
        ("family", _("To reach the adolescent or the family")),
        ("letter", _("To send a letter or a referral")),
        ("check", _("To check or correct the details")),
        ("danger", _("Somebody's life or health may be in danger")),
    ]
    task = forms.ChoiceField(
        label=_("Which task do you need this for?"),
        choices=TASKS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the task.")},
    )
