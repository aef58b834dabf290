"""The page team members use most: when and where, who was there, what was talked about and what was agreed."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.core.dates import FinnishDateField, FinnishTimeField
from anchor.core.display import sector_name
from anchor.core.errors import ServiceErrors
from anchor.core.text import CleanCharField, CleanTextField
from anchor.core.ui_forms import Chips, LongText, Option, SegmentedRadio, SmallSelect, SmallText, TimeInput, Toggles
from anchor.tenancy.codes import choices
from clients.models import Case
from meetings.forms.actions import ActionFormSet, BaseActionFormSet, rows_of_draft
from meetings.models import AgreedAction, Meeting
from meetings.services import Account, Note, People
from meetings.services.guardians import NOBODY_KNOWN, Guardians
from meetings.services.people import Person
from meetings.services.rules import of_the_action, problems

LENGTHS = (30, 45, 60, 75, 90)
OWN_LENGTH = "own"
ADOLESCENT, INTERPRETER = "adolescent", "interpreter"
GUARDIANS = [(number, str(number)) for number in range(4)]


class MeetingForm(ServiceErrors, forms.Form):
    """One meeting, with the rows of what was agreed. `account()` is what was told, once the form is valid."""

    hide_optional = True

    kind = forms.ChoiceField(
        label=_("Kind of meeting"), widget=SegmentedRadio(even=True), choices=partial(choices, "meeting_kind")
    )
    status = forms.ChoiceField(
        label=_("What came of it"), widget=SegmentedRadio(even=True), choices=partial(choices, "meeting_status")
    )
    cancelled_by = forms.ChoiceField(label=_("Who cancelled it"), required=False, widget=SmallSelect)
    day = FinnishDateField(label=_("Day"))
    at = FinnishTimeField(label=_("Began at"))
    minutes = forms.ChoiceField(label=_("Length, minutes"), widget=SegmentedRadio)
    # With a placeholder the page can tell that something is typed here, and keeps showing it whatever the length says.
    ends = FinnishTimeField(label=_("Ended at"), required=False, widget=TimeInput(attrs={"placeholder": " "}))
    place = CleanCharField(label=_("Place"), required=False, widget=SmallText)
    family = forms.MultipleChoiceField(label=_("The adolescent and an interpreter"), required=False, widget=Toggles)
    guardians_present = forms.TypedChoiceField(
        label=_("Guardians present"), widget=SegmentedRadio, choices=GUARDIANS, coerce=int
    )
    present_despite = CleanCharField(
        label=_("Why a guardian was there who is kept out of the matter"),
        required=False,
        help_text=_("Not shown to the adolescent."),
    )
    heard_alone = forms.BooleanField(label=_("The adolescent was also heard alone"), required=False)
    professionals = forms.MultipleChoiceField(
        label=_("Professionals"),
        required=False,
        widget=Toggles,
        error_messages={"invalid_choice": _("This person does not work on the case.")},
    )
    others = CleanCharField(label=_("Others present"), required=False, widget=SmallText)
    joint = forms.BooleanField(
        label=_("Joint meeting with another party of the same event"),
        required=False,
        help_text=_(
            "Each party consents first, and the meeting is told in each case on its own. Write of this adolescent only."
        ),
    )
    told_before = forms.BooleanField(
        label=_(
            "Before we talked, the adolescent was told that this is voluntary, what the police officer’s duty is, "
            "and who reads the summary."
        ),
        required=False,
    )
    text = CleanTextField(
        label=_("Shared summary"),
        required=False,
        widget=LongText(rows=6),
        help_text=_(
            "Write so that the adolescent can read this. Leave out details of an act that is being investigated."
        ),
    )
    topics = forms.MultipleChoiceField(
        label=_("What was talked about"), required=False, widget=Chips, choices=partial(choices, "life_area")
    )
    strengths = forms.MultipleChoiceField(
        label=_("Strengths that showed"), required=False, widget=Chips, choices=partial(choices, "life_area")
    )
    recorded = forms.BooleanField(label=_("Recorded in our own system"), required=False)
    written_on = FinnishDateField(label=_("Recorded on"), required=False, future=False)
    note_text = CleanTextField(label=_("Note"), required=False, widget=LongText(rows=2))
    agree_next = forms.BooleanField(label=_("Agree the next meeting"), required=False)
    next_on = FinnishDateField(label=_("Day of the next meeting"), required=False, toward="future")
    next_at = FinnishTimeField(label=_("Time"), required=False)
    # Not `version`: a draft keeps it, so that a draft taken up after somebody else's save meets the conflict.
    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        case: Case,
        people: People,
        adolescent: str,
        may_write_text: bool,
        before: Account | None = None,
        guardians: Guardians = NOBODY_KNOWN,
        initial: dict[str, Any],
        rows: list[dict[str, Any]],
    ) -> None:
        super().__init__(data, initial=initial)
        if data is None:  # the rest is filled in: whoever sees all of it at once begins with the words
            self.fields["text"].widget.attrs["data-begin"] = True
        self.case, self.people, self.before, self.guardians = case, people, before, guardians
        self._offer(adolescent)
        if not may_write_text:
            del self.fields["note_text"]
        if not guardians.kept_out and not (before and before.present_despite):
            del self.fields["present_despite"]
        if before is not None:
            for name in ("agree_next", "next_on", "next_at"):
                del self.fields[name]
        self._owners = _owners(people, adolescent)
        self.actions = self._rows(data, rows)

    def _rows(self, data: QueryDict | None, rows: list[dict[str, Any]]) -> BaseActionFormSet:
        known = frozenset(one.id for one in self.before.agreed if one.id) if self.before else frozenset()
        kwargs = {"owners": self._owners, "known": known}
        made: Any = ActionFormSet(data, prefix="actions", initial=rows, form_kwargs=kwargs)
        return made

    def take_draft(self, draft: QueryDict) -> None:
        """Put what was typed and not saved into the form, unchecked, with the version it was typed against."""
        for name, field in self.fields.items():
            if name != "read_version" or draft.get(name):
                self.initial[name] = field.widget.value_from_datadict(draft, {}, name)
        self.actions = self._rows(None, rows_of_draft(draft))

    def _offer(self, adolescent: str) -> None:
        """The choices of this case: its people, and the adolescent as the writer may call them."""
        fields: dict[str, Any] = self.fields
        interpreter = str(_("Interpreter"))
        fields["cancelled_by"].choices = [("", "–"), *choices("cancelled_by")]
        fields["minutes"].choices = [*((str(n), str(n)) for n in LENGTHS), (OWN_LENGTH, _("other"))]
        fields["family"].choices = [
            (ADOLESCENT, Option(adolescent, str(_("adolescent")), initial=adolescent[:1])),
            (INTERPRETER, Option(interpreter, initial=interpreter[:1])),
        ]
        fields["professionals"].choices = [
            (
                str(one.id),
                Option(
                    one.name,
                    _about(one),
                    sector=one.sector,
                ),
            )
            for one in self.people.values()
        ]

    # --- what was told ---

    def is_valid(self) -> bool:
        """The form, its rows and the rules, so that every message shows at once."""
        rows_are_valid = self.actions.is_valid()
        return super().is_valid() and self._keeps_the_rules(rows_are_valid) and rows_are_valid

    def clean_ends(self) -> time | None:
        """An end of one's own is asked for when no length was chosen."""
        ends = self.cleaned_data["ends"]
        if ends is None and self.cleaned_data.get("minutes") == OWN_LENGTH:
            raise forms.ValidationError(_("Give the time it ended, or choose a length."), code="no_end")
        return ends

    def clean(self) -> dict[str, Any]:
        """What has to be given together."""
        cleaned = super().clean() or {}
        if cleaned.get("agree_next"):
            for name in ("next_on", "next_at"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, forms.ValidationError(_("Give the day and the time of the next meeting."), code="no_next")
                    )
        return cleaned

    def _keeps_the_rules(self, rows_are_valid: bool) -> bool:
        """Ask the rules that the service asks again, and put each message beside its field or row."""
        account = self.account() if rows_are_valid else replace(self.account(), agreed=())
        for problem in problems(account, self.case, self.people, self.before, self.guardians):
            if problem.field in self.fields or problem.field is None:
                self._add_beside(problem.field, forms.ValidationError(problem.message, code=problem.code))
        for row, agreed in zip(self.actions.forms_saying() if rows_are_valid else [], account.agreed, strict=True):
            for problem in of_the_action(agreed, account, self.people):
                row.add_error(problem.field, forms.ValidationError(problem.message, code=problem.code))
        return not self.errors and not any(self.actions.errors)

    def account(self) -> Account:
        """The meeting as told."""
        told = self.cleaned_data
        starts = moment(told["day"], told["at"])
        ends = moment(told["day"], told["ends"]) if told["ends"] else starts + timedelta(minutes=int(told["minutes"]))
        return Account(
            kind=told["kind"],
            status=told["status"],
            cancelled_by=told["cancelled_by"],
            starts_at=starts,
            ends_at=ends,
            place=told["place"],
            adolescent_present=ADOLESCENT in told["family"],
            interpreter_present=INTERPRETER in told["family"],
            heard_alone=told["heard_alone"],
            guardians_present=told["guardians_present"],
            told_before=told["told_before"],
            joint=told["joint"],
            professionals=frozenset(uuid.UUID(one) for one in told["professionals"]),
            others=told["others"],
            topics=tuple(told["topics"]),
            strengths=tuple(told["strengths"]),
            text=told["text"],
            present_despite=told.get("present_despite", ""),
            agreed=self.actions.agreed(),
        ).settled()

    def note(self) -> Note | None:
        """The own sector's note, when something was said of it."""
        told = self.cleaned_data
        text = told.get("note_text", "")
        if not (told["recorded"] or text):
            return None
        return Note(written_on=told["written_on"] or min(told["day"], timezone.localdate()), text=text)

    def next_moment(self) -> datetime | None:
        """When the next meeting begins, if one was agreed."""
        told = self.cleaned_data
        return moment(told["next_on"], told["next_at"]) if told.get("agree_next") else None

    def show_version(self, version: int) -> None:
        """After a conflict the form carries the version that was shown beside it; what was typed stays."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["read_version"] = str(version)
        self.data = data


def _about(one: Person) -> str:
    """Sector, or that it is the writer; and a warning where the professional investigates the event."""
    who = str(_("you")) if one.is_me else str(sector_name(one.sector))
    return f"{who}, {_('investigates the same event')}" if one.investigates else who


def moment(day: date, at: time) -> datetime:
    """A day and a time of the clock on the wall in Finland."""
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone()).astimezone(UTC)


def _owners(people: People, adolescent: str) -> list[tuple[str, Any]]:
    kinds = AgreedAction.OwnerKind
    professionals = [(str(one.id), one.name) for one in people.values()]
    return [
        ("", _("Whose")),
        *professionals,
        (kinds.ADOLESCENT.value, adolescent),
        (kinds.GUARDIAN.value, kinds.GUARDIAN.label),
    ]


# --- what stands in the form before anything is typed ---


def defaults(people: People, *, is_first: bool, now: datetime) -> dict[str, Any]:
    """A meeting that has just been held: today, the last full half-hour, an hour, everybody who works on the case."""
    local = timezone.localtime(now)
    starts = local.replace(minute=30 if local.minute >= 30 else 0, second=0, microsecond=0)
    return {
        "kind": "first" if is_first else "follow_on",
        "status": Meeting.Status.HELD.value,
        "day": starts.date(),
        "at": starts.time(),
        "minutes": "60",
        "family": [ADOLESCENT],
        "guardians_present": 0,
        "professionals": [str(one.id) for one in people.values() if one.works_today],
        "written_on": starts.date(),
        "next_on": starts.date() + timedelta(days=14),
        "next_at": starts.time(),
    }


def initial_of(account: Account) -> dict[str, Any]:
    """The stored meeting as the form shows it."""
    starts, ends = timezone.localtime(account.starts_at), timezone.localtime(account.ends_at)
    minutes = round((ends - starts).total_seconds() / 60)
    is_usual = minutes in LENGTHS
    family = [ADOLESCENT] * account.adolescent_present + [INTERPRETER] * account.interpreter_present
    return {
        "kind": account.kind,
        "status": account.status,
        "cancelled_by": account.cancelled_by,
        "day": starts.date(),
        "at": starts.time(),
        "minutes": str(minutes) if is_usual else OWN_LENGTH,
        "ends": None if is_usual else ends.time(),
        "place": account.place,
        "family": family,
        "guardians_present": account.guardians_present,
        "heard_alone": account.heard_alone,
        "told_before": account.told_before,
        "joint": account.joint,
        "professionals": [str(one) for one in account.professionals],
        "others": account.others,
        "topics": list(account.topics),
        "strengths": list(account.strengths),
        "text": account.text,
        "present_despite": account.present_despite,
        "written_on": timezone.localdate(),
    }
