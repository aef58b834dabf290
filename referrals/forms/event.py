"""Of what event a contact came: its kind and day, or the same as another contact the writer may know."""

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anchor.accounts.actor import Actor
from anchor.core.dates import FinnishDateField
from anchor.core.display import format_shortdate
from anchor.tenancy.codes import choices
from referrals import queue
from referrals.forms.base import WorkForm
from referrals.models import Contact, ContactDetails
from referrals.services.events import Told, linkable

MOST_OFFERED = 25


class EventFields(WorkForm):
    """The event of a contact. Nothing of it is required; a link to another contact opens neither."""

    event_kind = forms.ChoiceField(label=_("Kind of event"), required=False)
    event_on = FinnishDateField(label=_("Day of the event"), required=False, future=False)
    same_event = forms.ChoiceField(
        label=_("Same event as another contact"),
        required=False,
        help_text=_("Each person has a contact of their own. The link opens neither contact to anybody."),
    )

    def __init__(self, *args: Any, actor: Actor, contact: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("event_kind", [("", "–"), *choices("event_kind")])
        self.others = {str(one.pk): one for one in _offered(actor, contact)}
        self.offer("same_event", [("", "–"), *((key, _title(one)) for key, one in self.others.items())])

    def event(self) -> Told | None:
        """What was told of the event, if anything was."""
        given = self.cleaned_data
        if not (given["event_kind"] or given["event_on"] or given["same_event"]):
            return None
        return Told(
            kind=given["event_kind"], happened_on=given["event_on"], same_as=self.others.get(given["same_event"])
        )


class EventForm(EventFields):
    """The same as a form of its own, for a contact already recorded."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (cleaned["event_kind"] or cleaned["same_event"]):
            self.add_error("event_kind", forms.ValidationError(_("Say what kind of event it was."), code="no_kind"))
        return cleaned


def _offered(actor: Actor, contact: Contact | None) -> QuerySet[Contact]:
    """The newest contacts of the team that can be linked, each with its name for those who may read it."""
    named = ContactDetails.objects.visible_to(actor).filter(contact_id=OuterRef("pk"))
    name = Subquery(named.values(json=JSONObject(given="given_names", family="family_name")))
    found = linkable(actor).select_related("area").annotate(name_part=name)
    if contact is not None:
        found = found.exclude(pk=contact.pk)
    return found.order_by("-received_at", "-id")[:MOST_OFFERED]


def _title(contact: Contact) -> str:
    name = contact.name_part or {}  # type: ignore[attr-defined]
    known = f"{name.get('given', '')} {name.get('family', '')}".strip()
    who = known if known and not contact.non_disclosure else queue.nameless_title(contact)
    day = format_shortdate(contact.received_at)
    return gettext("%(who)s, received %(day)s") % {"who": who, "day": day}
