"""What this room holds about a client, for extracts: how the contact came, what the team decided, referrals onward.

Who told, and who notified child welfare, stands in no extract: the answer might put them in danger (621/1999 s11).
"""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anchor.accounts.actor import Actor
from anchor.core.display import sector_name
from clients.held import Held, Kind
from clients.held_about import own, pairs_of, told, words
from clients.models import Client
from referrals.models import ChildWelfareAnswer, Contact, ContactDetails, Decision, OnwardReferral, Opinion


def held_about_client(client: Client, actor: Actor) -> Iterator[Held]:
    """Everything of this room that exists for the actor and is the controller's own."""
    for contact in own(Contact, actor).filter(case__client=client).order_by("received_at", "pk"):
        pairs = pairs_of(
            (_("Channel"), words("contact_channel", contact.channel)),
            (_("Source"), words("contact_source", contact.source)),
            (_("Reasons"), words("reason", contact.reasons)),
            (_("Criteria"), words("criterion", contact.criteria)),
        )
        day = timezone.localdate(contact.received_at)
        yield told(contact, Kind.WORRY, _("A contact was received"), *pairs, on=day)
    of_client = {"contact__case__client": client}
    for details in own(ContactDetails, actor).filter(**of_client).order_by("pk"):
        pairs = pairs_of(
            (_("Name"), f"{details.given_names} {details.family_name}".strip()),
            (_("What was told"), details.text),
        )
        yield told(details, Kind.WORRY, _("What was told of the contact"), *pairs)
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
    for answer in own(ChildWelfareAnswer, actor).filter(**of_client).order_by("pk"):
        pairs = pairs_of(
            (pgettext("what is held", "Answer"), words("child_welfare_answer", answer.answer)), (_("Why"), answer.why)
        )
        yield told(answer, Kind.WORRY, _("Child welfare"), *pairs)
    for referral in own(OnwardReferral, actor).filter(case__client=client).order_by("proposed_on", "pk"):
        pairs = pairs_of(
            (_("Unit"), referral.unit),
            (_("Status"), words("referral_status", referral.status)),
            (_("Started"), referral.started_on),
        )
        yield told(referral, Kind.REFERRALS, words("service", referral.service), *pairs, on=referral.proposed_on)
