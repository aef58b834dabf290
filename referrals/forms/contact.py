"""The forms of a contact: what is known, who it is about, and the child-welfare answer asked with it."""

import datetime
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.core.dates import FinnishDateField, FinnishTimeField
from anchor.core.display import SECTORS, sector_place
from anchor.core.errors import DomainError
from anchor.core.identity_codes import IdentityCodeField, individual_number
from anchor.core.text import NAME_LENGTH, CleanCharField, CleanTextField
from anchor.core.ui_forms import Chips, LongText, SegmentedRadio
from anchor.tenancy.codes import choices
from anchor.tenancy.models import Municipality
from referrals import grounds
from referrals.areas import area_choices
from referrals.forms.base import OnceField, WorkForm
from referrals.forms.event import EventFields
from referrals.models import Contact, ContactDetails
from referrals.services.child_welfare import ChildWelfare, checked_child_welfare
from referrals.services.contacts import Circumstances, Person, check_ground, checked
from referrals.services.origins import Origin, origin_of
from referrals.team import team_of


class ContactForm(WorkForm):
    """What anybody may phone in. Almost nothing is required; what is given must not contradict itself."""

    asked_by_another = ("danger_called_on", "danger_called_time")

    received_on = FinnishDateField(label=_("Date"), future=False, initial=timezone.localdate)
    received_time = FinnishTimeField(label=_("Time"), initial=timezone.now)
    channel = forms.ChoiceField(label=_("How it came"), choices=partial(choices, "contact_channel"))
    source = forms.ChoiceField(label=_("Who is worried"), choices=partial(choices, "contact_source"))
    urgency = forms.ChoiceField(
        label=_("How urgent"), choices=partial(choices, "urgency"), widget=SegmentedRadio, initial="normal"
    )
    danger_called_on = FinnishDateField(label=_("Day of the call"), required=False, future=False)
    danger_called_time = FinnishTimeField(label=_("Time of the call"), required=False)

    age_knowledge = forms.ChoiceField(
        label=_("What is known of the age"),
        choices=partial(choices, "age_knowledge"),
        widget=SegmentedRadio,
        initial="unknown",
        help_text=_("A birth date tells the age; without one it is an estimate."),
    )
    birth_date = FinnishDateField(label=_("Birth date"), required=False, future=False)
    age = forms.IntegerField(label=_("Estimated age, years"), required=False, min_value=0, max_value=120)
    area = forms.ChoiceField(label=_("Municipality"), help_text=_("Where the young person lives, as far as is known."))
    criteria = forms.MultipleChoiceField(
        label=_("Target group"), choices=partial(choices, "criterion"), widget=Chips, required=False
    )
    reasons = forms.MultipleChoiceField(
        label=_("What the worry is about"), choices=partial(choices, "reason"), widget=Chips, required=False
    )
    told = forms.ChoiceField(
        label=_("Has it been told that the team was contacted"),
        choices=partial(choices, "told"),
        widget=forms.RadioSelect,
        initial="unknown",
    )

    given_names = CleanCharField(label=_("Given names"), required=False, limit=NAME_LENGTH)
    family_name = CleanCharField(label=_("Family name"), required=False, limit=NAME_LENGTH)
    identity_code = IdentityCodeField(label=_("Personal identity code"), required=False)
    temporary_code = forms.BooleanField(label=_("This is a temporary code"), required=False)
    school = CleanCharField(label=_("School"), required=False)
    phone = CleanCharField(label=_("Telephone"), required=False, limit=40)
    non_disclosure = forms.BooleanField(
        label=_("Non-disclosure for personal safety"),
        required=False,
        help_text=_("Municipality, school and telephone are then read only with the right to process protected data."),
    )
    informant = CleanCharField(label=_("Who told, and how to reach them"), required=False)
    text = CleanTextField(label=_("What was told"), required=False, widget=LongText(rows=6))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, keeps_apart: bool = False, **kwargs: Any) -> None:
        """`keeps_apart`: the contact is under non-disclosure already, and what is stored of its place is not shown."""
        super().__init__(*args, actor=actor, **kwargs)
        self.keeps_apart = keeps_apart
        self.offer("area", [("", _("As stored") if keeps_apart else "–"), *area_choices(team_of(actor))])
        if keeps_apart:
            self.fields["area"].required = False
        if keeps_apart and not actor.processes_protected:
            for name in ("area", "school", "phone", "non_disclosure"):
                self.fields[name].disabled = True

    def clean_area(self) -> Municipality | None:
        code = self.cleaned_data["area"]
        return Municipality.objects.get(pk=code) if code else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            with self.errors_from(DomainError):
                checked(self.circumstances(), self.person())
        return cleaned

    def circumstances(self) -> Circumstances:
        """What all who screen may know."""
        known = self.cleaned_data
        called = known["danger_called_time"]
        called_on = known["danger_called_on"] or known["received_on"]
        return Circumstances(
            received_at=moment(known["received_on"], known["received_time"]),
            danger_called_at=moment(called_on, called) if called is not None else None,
            **{
                name: known[name]
                for name in (
                    *("urgency", "area", "age_knowledge", "age"),
                    *("reasons", "criteria", "non_disclosure"),
                )
            },
        )

    def origin(self) -> Origin:
        """Who is worried, how they told it, and who has been told."""
        return Origin(**{name: self.cleaned_data[name] for name in Origin.__dataclass_fields__})

    def person(self) -> Person:
        """Who the contact is about."""
        names = Person.__dataclass_fields__
        return Person(**{name: self.cleaned_data[name] for name in names})


def moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """A moment in Finnish time."""
    return timezone.make_aware(datetime.datetime.combine(day, time))


class GroundFields(WorkForm):
    """On what ground which sectors may read who the contact is about."""

    ground = forms.ChoiceField(label=_("Ground for telling who it is"), required=False)
    grounded_sectors = forms.MultipleChoiceField(
        label=_("Sectors that may read the name"), required=False, widget=Chips
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("ground", [("", grounds.label("")), *grounds.choices()])
        sectors = sorted(team_of(actor).sectors, key=sector_place)
        self.offer("grounded_sectors", [(code, SECTORS[code]) for code in sectors])


class GroundForm(GroundFields):
    """The same as a form of its own, with the version of the contact it was opened on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewContactForm(GroundFields, EventFields, ContactForm):
    """A contact being recorded, with the ground, if there is one already."""

    once = OnceField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "ground" in cleaned and "grounded_sectors" in cleaned:
            with self.errors_from(DomainError):
                check_ground(cleaned["ground"], cleaned["grounded_sectors"])
        return cleaned


class ChildWelfareForm(WorkForm):
    """Whether child welfare was notified: required on every contact, seen by the own sector only."""

    asked_by_another = ("notified_on", "notified_by", "why")

    answer = forms.ChoiceField(
        label=_("Child welfare notification"),
        choices=partial(choices, "child_welfare_answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer about child welfare.")},
    )
    notified_on = FinnishDateField(label=_("Day of the notification"), required=False, future=False)
    notified_by = CleanCharField(label=_("Who notified"), required=False)
    why = CleanTextField(label=_("Why there is no need"), required=False, limit=2_000, widget=LongText(rows=2))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            with self.errors_from(DomainError):
                checked_child_welfare(self.given())
        return cleaned

    def given(self) -> ChildWelfare:
        """The answer."""
        return ChildWelfare(
            **{name: self.cleaned_data[name] for name in ("answer", "notified_on", "notified_by", "why")}
        )


def typed_from(contact: Contact, details: ContactDetails) -> dict[str, Any]:
    """What the form of a recorded contact shows at first; it was fetched `with_origin`."""
    names = ("urgency", "age_knowledge", "age", "criteria", "reasons", "non_disclosure")
    origin = origin_of(contact)
    own = (
        "given_names",
        "family_name",
        "birth_date",
        "identity_code",
        "school",
        "phone",
        "informant",
        "text",
        "version",
    )
    code = str(details.identity_code)
    return {
        "received_on": timezone.localtime(contact.received_at).date(),
        "received_time": contact.received_at,
        "danger_called_on": contact.danger_called_at,
        "danger_called_time": contact.danger_called_at,
        "area": "" if contact.non_disclosure else contact.area_id,
        "temporary_code": bool(code) and individual_number(code) >= 900,
        **{name: getattr(contact, name) for name in names},
        **(vars(origin) if origin else {}),
        **{name: getattr(details, name) for name in own},
    }
