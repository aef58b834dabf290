"""Asking an expert, and the expert's answer."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership
from anchor.core.dates import FinnishDateField
from anchor.core.display import sector_name
from anchor.core.text import CleanTextField
from anchor.core.ui_forms import LongText, Option, TogglesOne
from clients.models import Case
from clients.services.threats import with_warning
from referrals.forms.base import OnceField, WorkForm
from referrals.services.questions import USUAL_DAYS


class QuestionForm(WorkForm):
    """Whom somebody asks, what, and until when."""

    once = OnceField()
    expert = forms.TypedChoiceField(
        label=_("Whom you ask"),
        widget=TogglesOne(),
        coerce=UUID,
        error_messages={"required": _("Choose one person.")},
    )
    text = CleanTextField(
        label=_("What you ask"),
        limit=4_000,
        widget=LongText(rows=6),
        help_text=_(
            "The expert sees these words and nothing else. Ask without names, places and other things "
            "by which somebody could be recognised."
        ),
    )
    until = FinnishDateField(
        label=_("Answer by"), toward="future", help_text=_("After this day the expert no longer sees the question.")
    )

    def __init__(self, *args: Any, experts: Sequence[Membership], case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.experts = {member.pk: member for member in experts}
        self.offer("expert", [(str(member.pk), _named(member, case)) for member in experts])
        self.fields["until"].initial = timezone.localdate() + datetime.timedelta(days=USUAL_DAYS)

    @property
    def given(self) -> dict[str, Any]:
        """What the service asks for."""
        typed = self.cleaned_data
        expert = self.experts[typed["expert"]]
        return {"question_id": typed["once"], "expert": expert, "text": typed["text"], "until": typed["until"]}


class AnswerForm(WorkForm):
    """The one answer of an expert."""

    answer = CleanTextField(
        label=_("Your answer"),
        limit=8_000,
        widget=LongText(rows=8),
        help_text=_("You answer once. After that you no longer see the question or your answer."),
        error_messages={"required": _("Write your answer.")},
    )


def _named(member: Membership, case: Case | None) -> Option:
    words = member.title or sector_name(member.sector)
    # What is known of a contact names nobody a protection could be against.
    said = with_warning(words, case, member.user.name) if case else words
    return Option(member.user.name, said, sector=member.sector)
