"""What this room holds about a client, for extracts: how the contact came, what the team decided, referrals onward.

Who told, and who notified child welfare, stands in no extract: the answer might put them in danger (621/1999 s11). So
nothing of a contact's origin is told (an observation of the team's own says who it was), and what was answered about child
welfare is told to no guardian.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anchor.accounts.actor import Actor
from anchor.core.display import sector_name
from clients.held import Held, Kind, Sheltered
from clients.held_telling import own, pairs_of, place, told, words
from clients.models import Client
from clients.models.client import initials_of
from referrals import grounds
from referrals.models import (
    Arrival,
    CarriedEntry,
    ChildWelfareAnswer,
    Contact,
    ContactDetails,
    Decision,
    DecisionParticipant,
    ExpertQuestion,
    OnwardReferral,
    Opinion,
    Transfer,
)
from referrals.models import Kind as Along
from referrals.shown_transfer import ShownEntry

_KIND_OF_ENTRY = {
    Along.SUMMARIES.value: Kind.MEETINGS,
    Along.AGREED_ACTIONS.value: Kind.MEETINGS,
    Along.ONWARD_REFERRALS.value: Kind.REFERRALS,
}


def held_about_client(client: Client, actor: Actor) -> Iterator[Held]:
    """Everything of this room that exists for the actor and is the controller's own."""
    yield from _contacts(client, actor)
    yield from _screening(client, actor)
    for referral in own(OnwardReferral, actor).filter(case__client=client).order_by("proposed_on", "pk"):
        pairs = pairs_of(
            (_("Unit"), place(referral.unit)),
            (_("Status"), words("referral_status", referral.status)),
            (_("Started"), referral.started_on),
        )
        yield told(referral, Kind.REFERRALS, words("service", referral.service), *pairs, on=referral.proposed_on)
    yield from _questions(client, actor)
    yield from _transfers(client, actor)


def _contacts(client: Client, actor: Actor) -> Iterator[Held]:
    for contact in own(Contact, actor).filter(case__client=client).order_by("received_at", "pk"):
        pairs = pairs_of(
            (_("Reasons"), words("reason", contact.reasons)),
            (_("Criteria"), words("criterion", contact.criteria)),
        )
        day = timezone.localdate(contact.received_at)
        yield told(contact, Kind.WORRY, _("A contact was received"), *pairs, on=day)
    for details in own(ContactDetails, actor).filter(contact__case__client=client).order_by("pk"):
        name = Sheltered(details.name, instead=initials_of(details.given_names, details.family_name))
        pairs = pairs_of((_("Name"), name), (_("What was told"), details.text))
        yield told(details, Kind.WORRY, _("What was told of the contact"), *pairs)


def _screening(client: Client, actor: Actor) -> Iterator[Held]:
    """What the sectors and the team said of a contact before it became a case."""
    of_client = {"contact__case__client": client}
    for opinion in own(Opinion, actor).filter(**of_client).order_by("pk"):
        title = _("Opinion of %(sector)s") % {"sector": sector_name(opinion.sector)}
        pairs = pairs_of(
            (pgettext("what is held", "Answer"), words("opinion", opinion.answer)), (_("Why"), opinion.text)
        )
        yield told(opinion, Kind.WORRY, title, *pairs)
    for decision in own(Decision, actor).filter(**of_client).order_by("pk"):
        outcome = capfirst(str(decision.get_outcome_display()))
        pairs = pairs_of((_("Decided"), outcome), (_("Why"), decision.text))
        yield told(decision, Kind.WORRY, _("The team's joint decision"), *pairs, on=decision.decided_on)
    for part in own(DecisionParticipant, actor).filter(**of_client).order_by("pk"):
        title = _("Somebody of %(sector)s took part in the decision") % {"sector": sector_name(part.sector)}
        yield told(part, Kind.WORRY, title)
    for answer in own(ChildWelfareAnswer, actor).filter(**of_client).order_by("pk"):
        pairs = pairs_of(
            (pgettext("what is held", "Answer"), words("child_welfare_answer", answer.answer)), (_("Why"), answer.why)
        )
        yield told(answer, Kind.WORRY, _("Child welfare"), *pairs, for_guardian=False)


def _questions(client: Client, actor: Actor) -> Iterator[Held]:
    about = Q(case__client=client) | Q(contact__case__client=client)
    for question in own(ExpertQuestion, actor).filter(about).order_by("pk"):
        pairs = pairs_of((_("Question"), question.text), (pgettext("what is held", "Answer"), question.answer))
        yield told(question, Kind.OTHER, _("Question to an expert"), *pairs)


def _transfers(client: Client, actor: Actor) -> Iterator[Held]:
    """To another team and from one, with what the earlier team wrote and sent along."""
    for sent in own(Transfer, actor).filter(case__client=client).select_related("to_team").order_by("pk"):
        pairs = pairs_of(
            (_("Team"), place(sent.to_team.name)),
            (_("Ground"), grounds.label(sent.ground)),
            (_("What goes along"), _kinds(sent.goes_along)),
            (_("Status"), sent.get_state_display()),
        )
        yield told(sent, Kind.CASE, _("Offered to another team"), *pairs)
    for came in own(Arrival, actor).filter(case__client=client).select_related("from_team").order_by("pk"):
        pairs = pairs_of(
            (_("Team"), place(came.from_team.name)),
            (_("Ground"), grounds.label(came.ground)),
            (_("What goes along"), _kinds(came.goes_along)),
        )
        yield told(came, Kind.CASE, _("Came from another team"), *pairs, on=came.sent_on)
    for entry in own(CarriedEntry, actor).filter(case__client=client).order_by("written_on", "pk"):
        shown = ShownEntry.of(entry)
        pairs = pairs_of((_("Text"), shown.text), (_("Details"), ", ".join(shown.notes)))
        title = _("From the earlier team: %(what)s") % {"what": shown.title}
        yield told(entry, _KIND_OF_ENTRY.get(entry.kind, Kind.OTHER), title, *pairs, on=entry.written_on)


def _kinds(goes_along: dict[str, str]) -> str:
    return ", ".join(str(kind.label) for kind in Along if kind in goes_along)
