"""The queue of contacts as everybody who screens may see it: nameless, and without a place under non-disclosure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anchor.accounts.actor import Actor
from anchor.accounts.models import Team
from anchor.tenancy import codes
from referrals.counts import opined_by_own_sector, screened_contacts, waiting_contacts
from referrals.models import Contact, Opinion
from referrals.services.origins import origin_of, with_origin

OLDEST_FIRST = ("received_at", "id")
NEWEST_FIRST = ("-received_at", "-id")
TABS = {
    "waiting": gettext_lazy("Being screened"),
    "mine": gettext_lazy("Waiting for my sector"),
    "selected": gettext_lazy("Selected"),
    "ended": gettext_lazy("Not selected or redirected"),
}


def contacts_in(tab: str, actor: Actor) -> tuple[QuerySet[Contact], tuple[str, str]]:
    """The contacts of one tab and their order: what waits stands oldest first, what is decided newest first."""
    match tab:
        case "mine":
            return _with_line(waiting_contacts(actor), actor), OLDEST_FIRST
        case "selected" | "ended":
            stages = ["selected"] if tab == "selected" else ["declined", "redirected"]
            decided = Contact.objects.visible_to(actor).filter(team_id=actor.team_id, stage__in=stages)
            return _with_line(decided, actor), NEWEST_FIRST
    return _with_line(screened_contacts(actor), actor), OLDEST_FIRST


def _with_line(contacts: QuerySet[Contact], actor: Actor) -> QuerySet[Contact]:
    """Contacts with what a line of the queue says of them: the area, and who is worried for those who may read it."""
    return with_origin(contacts.select_related("area"), actor)


def waiting_counts(actor: Actor) -> dict[str, int]:
    """How many contacts are screened, and how many of them wait for the actor's sector."""
    own = Count("pk", filter=~Q(pk__any=opined_by_own_sector(actor)))
    return screened_contacts(actor).order_by().aggregate(waiting=Count("pk"), mine=own)


def opinions_on(contacts: Iterable[Contact], actor: Actor) -> dict[UUID, list[Opinion]]:
    """The opinions on some contacts, by contact."""
    found: dict[UUID, list[Opinion]] = {contact.pk: [] for contact in contacts}
    rows = Opinion.objects.visible_to(actor).filter(contact_id__in=list(found)).select_related("author__user")
    for opinion in rows.order_by("given_at", "pk"):
        found[opinion.contact_id].append(opinion)
    return found


@dataclass(frozen=True)
class QueueRow:
    """One contact in the queue."""

    contact: Contact
    opinions: Sequence[Opinion]
    team: Team

    @property
    def title(self) -> str:
        return nameless_title(self.contact)

    @property
    def about(self) -> str:
        """Why somebody is worried, and for those who may read it, who."""
        reasons, origin = reasons_text(self.contact), origin_of(self.contact)
        if origin is None:
            return capfirst(reasons)
        return f"{capfirst(codes.label('contact_source', origin.source))}: {reasons}"

    @cached_property
    def given(self) -> list[str]:
        """Sectors that have said what they think, in the team's order."""
        said = {opinion.sector for opinion in self.opinions}
        return [sector for sector in self.team.sectors if sector in said]

    @property
    def missing(self) -> list[str]:
        return [sector for sector in self.team.sectors if sector not in self.given]

    @property
    def is_ready(self) -> bool:
        return is_ready(self.contact, self.given, self.team)

    @property
    def is_late(self) -> bool:
        return self.contact.is_screened and self.contact.waiting_days > self.team.answer_days

    @property
    def stage(self) -> str:
        return stage_label(self.contact)


def is_ready(contact: Contact, given: Iterable[str], team: Team) -> bool:
    """Whether the team can decide: every required sector has answered, danger does not wait, or the time is over."""
    if not contact.is_screened:
        return False
    answered = set(team.required_sectors) <= set(given)
    return answered or contact.urgency == "now" or contact.waiting_days >= team.answer_days


def rows_of(contacts: Sequence[Contact], opinions: dict[UUID, list[Opinion]], team: Team) -> list[QueueRow]:
    """Contacts as rows of the queue."""
    return [QueueRow(contact, opinions[contact.pk], team) for contact in contacts]


def age_text(contact: Contact) -> str:
    """`14-year-old`, `about 14 years old`, or that the age is not known."""
    if contact.age is None:
        return _("age not known")
    words = {"age": contact.age}
    if contact.age_knowledge == "estimated":
        return ngettext("about %(age)s year old", "about %(age)s years old", contact.age) % words
    return ngettext("%(age)s-year-old", "%(age)s-year-old", contact.age) % words


def place_text(contact: Contact) -> str:
    """The municipality, or that it is hidden. Needs `area` fetched."""
    if contact.non_disclosure:
        return _("municipality hidden")
    if contact.area.kind == "unknown":
        return _("municipality not known")
    return contact.area.name


def nameless_title(contact: Contact) -> str:
    """What stands in place of a name: age and place."""
    return capfirst(f"{age_text(contact)}, {place_text(contact)}")


def reasons_text(contact: Contact) -> str:
    """The reasons in words."""
    words = codes.labels("reason")
    return ", ".join(words.get(code, code) for code in contact.reasons) or _("no reason recorded")


def stage_label(contact: Contact) -> str:
    """Where the contact stands, in the reader's language."""
    if contact.stage == "selected":
        return _("selected as client") if contact.case_id is None else _("case opened")
    return codes.label("contact_stage", contact.stage)
