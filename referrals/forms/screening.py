"""The forms of screening: a sector's opinion, the team's decision, and opening the case."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anchor.accounts.models import Membership, Team
from anchor.core.dates import FinnishDateField
from anchor.core.display import format_count
from anchor.core.identity_codes import IdentityCodeField
from anchor.core.text import NAME_LENGTH, CleanCharField, CleanTextField
from anchor.core.ui_forms import Chips, LongText, Option, SegmentedRadio, SmallSelect, Toggles
from anchor.tenancy.codes import choices
from anchor.tenancy.models import Municipality
from referrals.areas import area_choices, redirect_choices
from referrals.forms.base import WorkForm
from referrals.models import Contact, Opinion
from referrals.services.decisions import Verdict


class OpinionForm(WorkForm):
    """One sector's view, in a click and a sentence when one is needed."""

    answer = forms.ChoiceField(
        label=_("Your opinion"),
        choices=partial(choices, "opinion"),
        widget=SegmentedRadio(icons={"yes": "check", "no": "x", "needs_information": "help"}),
        error_messages={"required": _("Choose your answer.")},
    )
    text = CleanTextField(
        label=_("Why, or what information is needed and from whom"),
        required=False,
        limit=4_000,
        widget=LongText(rows=3),
        help_text=_("Seen by all who screen this contact. Do not write here what only your own register may hold."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def about(cls, opinion: Opinion | None) -> "OpinionForm":
        """An unbound form that shows what the sector has said so far."""
        if opinion is None:
            return cls()
        return cls(initial={"answer": opinion.answer, "text": opinion.text, "version": opinion.version})


def people_options(
    people: Sequence[Membership], open_cases: Mapping[UUID, int] | None = None
) -> list[tuple[str, Option]]:
    """Members of a team as choices: name, sector's letter, title, and perhaps how many open cases they have."""
    return [(str(one.pk), Option(one.user.name, _about(one, open_cases), sector=one.sector)) for one in people]


def _about(one: Membership, open_cases: Mapping[UUID, int] | None) -> str:
    title = one.title or str(one.get_role_display())
    if open_cases is None:
        return title
    number = open_cases.get(one.pk, 0)
    load = ngettext("%(count)s open case", "%(count)s open cases", number) % {"count": format_count(number)}
    return f"{title}, {load}"


class PeopleForm(WorkForm):
    """A form in which members of a team are chosen; only those it was given can be."""

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}

    def chosen(self, name: str) -> list[Membership]:
        """The memberships behind the chosen keys."""
        return [self.people[key] for key in self.cleaned_data[name]]


class DecisionForm(PeopleForm):
    """What the team decided together, and who was there."""

    asked_by_another = ("reason", "redirected_to")

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=partial(choices, "screening_decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the team decided.")},
    )
    criteria = forms.MultipleChoiceField(
        label=_("Target group"), choices=partial(choices, "criterion"), widget=Chips, required=False
    )
    age = forms.IntegerField(label=_("Estimated age, years"), required=False, min_value=0, max_value=120)
    reason = forms.ChoiceField(label=_("If no clienthood: why"), required=False)
    redirected_to = forms.ChoiceField(label=_("If redirected: where to"), required=False)
    text = CleanTextField(label=_("In the team's words"), required=False, limit=4_000, widget=LongText(rows=3))
    decided_on = FinnishDateField(label=_("Day of the decision"), future=False, initial=timezone.localdate)
    participants = forms.MultipleChoiceField(
        label=_("Who took part"),
        widget=Toggles(roomy=True),
        error_messages={"required": _("Say who took part in the decision.")},
    )
    alone_because = forms.ChoiceField(
        label=_("If a required sector was missing: why it could not wait"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, contact: Contact, team: Team, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        self.offer("participants", people_options(people))
        self.offer("redirected_to", redirect_choices(team))
        self.offer("reason", [("", "–"), *choices("decline_reason")])
        self.offer("alone_because", [("", _("No sector was missing")), *choices("alone_reason")])
        if contact.age is not None:
            del self.fields["age"]

    def verdict(self) -> Verdict:
        """What was decided."""
        given = self.cleaned_data
        names = ("outcome", "decided_on", "reason", "text", "redirected_to", "criteria")
        return Verdict(**{name: given[name] for name in names}, age=given.get("age"))


class OpeningForm(PeopleForm):
    """The case of somebody the team has selected: who it is, and who works on it."""

    given_names = CleanCharField(label=_("Given names"), limit=NAME_LENGTH)
    family_name = CleanCharField(label=_("Family name"), limit=NAME_LENGTH)
    birth_date = FinnishDateField(label=_("Birth date"), future=False)
    identity_code = IdentityCodeField(label=_("Personal identity code"), required=False)
    temporary_code = forms.BooleanField(label=_("This is a temporary code"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=partial(choices, "gender"), widget=SegmentedRadio)
    service_language = forms.ChoiceField(label=_("Service language"), choices=partial(choices, "service_language"))
    residence = forms.ChoiceField(label=_("Municipality of residence"))
    non_disclosure = forms.BooleanField(label=_("Non-disclosure for personal safety"), required=False)
    criteria = forms.MultipleChoiceField(
        label=_("Target group"),
        choices=partial(choices, "criterion"),
        widget=Chips,
        error_messages={"required": _("Choose at least one criterion.")},
    )
    responsible = forms.ChoiceField(label=_("Responsible worker"))
    working_group = forms.MultipleChoiceField(label=_("Working group"), widget=Toggles(roomy=True), required=False)
    shared_lead_reason = forms.ChoiceField(
        label=_("If the same person is responsible for both parties: why"), required=False
    )

    def __init__(
        self,
        *args: Any,
        team: Team,
        people: Sequence[Membership],
        open_cases: Mapping[UUID, int],
        has_parties: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, people=people, **kwargs)
        self.offer("shared_lead_reason", [("", "–"), *choices("shared_lead_reason")])
        if not has_parties:
            del self.fields["shared_lead_reason"]
        options = people_options(people, open_cases)
        self.offer("working_group", options)
        self.offer("responsible", [("", "–"), *((key, f"{one}, {one.small}") for key, one in options)])
        self.offer("residence", [("", "–"), *area_choices(team)])

    def clean_residence(self) -> Municipality:
        return Municipality.objects.get(pk=self.cleaned_data["residence"])

    def person(self) -> dict[str, Any]:
        """What `open_case` is told, people included."""
        given = dict(self.cleaned_data)
        given["responsible"] = self.people[given["responsible"]]
        given["working_group"] = self.chosen("working_group")
        return given


class ReasonForm(WorkForm):
    """One reason of the case and the adolescent's role in it."""

    reason = forms.ChoiceField(label=_("Reason"), required=False, widget=SmallSelect)
    role = forms.ChoiceField(label=_("Role in it"), required=False, widget=SmallSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("reason", [("", _("Reason")), *choices("reason")])
        self.offer("role", [("", _("Role in it")), *choices("role_in_reason")])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") and not cleaned.get("role"):
            self.add_error("role", forms.ValidationError(_("Say the role."), code="no_role"))
        if cleaned.get("role") and not cleaned.get("reason"):
            self.add_error("reason", forms.ValidationError(_("Say the reason."), code="no_reason"))
        return cleaned


ReasonFormSet = forms.formset_factory(ReasonForm, extra=1, max_num=20, can_delete=True)


def chosen_reasons(formset: Any) -> list[tuple[str, str]]:
    """The pairs of reason and role that were filled in and not removed."""
    rows = [row.cleaned_data for row in formset if row not in formset.deleted_forms]
    return [(row["reason"], row["role"]) for row in rows if row.get("reason")]
