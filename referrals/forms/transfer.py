"""The forms of a transfer: what goes along to which team and on what ground, and the answer of that team."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anchor.accounts.models import Membership, Team
from anchor.core.text import CleanTextField
from anchor.core.ui_forms import Chips, LongText, SmallSelect, Toggles
from anchor.tenancy.codes import choices
from clients.models import Case
from clients.services.threats import resembles, with_warning
from referrals import grounds
from referrals.forms.base import WorkForm
from referrals.forms.screening import PeopleForm, people_options
from referrals.models import Kind, Transfer

SAME = ""  # a kind without a ground of its own goes on that of the name


class SendForm(WorkForm):
    """To which team, and what goes along, each kind with a ground. Only what the sender may read is offered."""

    to_team = forms.ChoiceField(
        label=_("Receiving team"), error_messages={"required": _("Choose the team that takes the case over.")}
    )
    ground = forms.ChoiceField(
        label=_("Ground for telling the name and birth date"),
        help_text=_("They go along always, and are seen when the other team has accepted."),
        error_messages={"required": _("Choose the ground on which this is told.")},
    )
    word = CleanTextField(
        label=_("In your own words to the new team"),
        required=False,
        limit=2_000,
        widget=LongText(rows=3),
        help_text=_("Read when the case has been accepted. Nothing that only your own register may hold."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        case: Case,
        teams: Sequence[Team],
        kinds: Mapping[str, int],
        has_consent: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = grounds.choices() if has_consent else grounds.legal_choices()
        self.teams, self.kinds = {str(team.pk): team for team in teams}, kinds
        self.offer("to_team", [("", "–"), *((key, _receiver(team, case)) for key, team in self.teams.items())])
        self.offer("ground", [("", "–"), *known])
        for kind, number in kinds.items():
            words = Kind(kind).label
            self.fields[f"with_{kind}"] = forms.BooleanField(
                label=f"{words} ({number})" if number > 1 else words, required=False
            )
            self.fields[f"ground_{kind}"] = forms.ChoiceField(
                label="",
                choices=[(SAME, _("The same ground as for the name")), *known],
                required=False,
                widget=SmallSelect(attrs={"aria-label": _("Ground: %(what)s") % {"what": words}}),
            )

    def rows(self) -> Iterator[tuple[Any, Any]]:
        """Tick and ground of each kind."""
        for kind in self.kinds:
            yield self[f"with_{kind}"], self[f"ground_{kind}"]

    def sent(self) -> dict[str, Any]:
        """What `send_transfer` is told."""
        given = self.cleaned_data
        ticked = [kind for kind in self.kinds if given[f"with_{kind}"]]
        return {
            "to_team": self.teams[given["to_team"]],
            "ground": given["ground"],
            "goes_along": {kind: given[f"ground_{kind}"] or given["ground"] for kind in ticked},
            "word": given["word"],
            "read_version": given["version"],
        }


def _receiver(team: Team, case: Case) -> Any:
    """The team; and its coordinator by name, who reads the offer at once, when a protection could be against them."""
    for name in team.coordinators:  # type: ignore[attr-defined]
        if resembles(case, name):
            return with_warning(f"{team.name}, {name}", case, name)
    return team.name


class AcceptForm(PeopleForm):
    """Who begins to work with the adolescent; and the criteria, when they did not come along."""

    responsible = forms.ChoiceField(
        label=_("Responsible worker"), error_messages={"required": _("Name the responsible worker.")}
    )
    working_group = forms.MultipleChoiceField(label=_("Working group"), widget=Toggles(roomy=True), required=False)
    criteria = forms.MultipleChoiceField(
        label=_("Target group"),
        choices=partial(choices, "criterion"),
        widget=Chips,
        help_text=_("They do not come along: choose what your team knows."),
        error_messages={"required": _("Choose at least one criterion.")},
    )

    def __init__(
        self,
        *args: Any,
        transfer: Transfer,
        people: Sequence[Membership],
        open_cases: Mapping[UUID, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, people=people, **kwargs)
        options = people_options(people, open_cases)
        self.offer("working_group", options)
        self.offer("responsible", [("", "–"), *((key, f"{one}, {one.small}") for key, one in options)])
        if Kind.CRITERIA in transfer.goes_along:
            del self.fields["criteria"]

    def accepted(self) -> dict[str, Any]:
        """What `accept_transfer` is told."""
        given = self.cleaned_data
        return {
            "responsible": self.people[given["responsible"]],
            "working_group": self.chosen("working_group"),
            "criteria": given.get("criteria", []),
        }


class DeclineForm(WorkForm):
    """Why the team cannot take the case over."""

    reason = forms.ChoiceField(
        label=_("Why your team does not take it"),
        choices=Transfer.Decline.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason from the list.")},
    )
