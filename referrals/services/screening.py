"""Screening a contact: each sector says what it thinks, and a ground tells which sectors may read the name."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access import grants
from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import Conflict, DomainError
from anchor.core.versions import lock, save_changed
from clients.grounds import provision
from referrals.models import Contact, ContactDetails, ContactStage, Opinion
from referrals.services.contacts import check_ground


@transaction.atomic
def give_opinion(*, actor: Actor, contact: Contact, answer: str, text: str, read_version: int | None = None) -> Opinion:
    """Give the own sector's opinion, or another one in its place while the team has not decided.

    An opinion is its sector's; whoever gives it anew becomes its author, because the words are theirs. The author keeps
    sight of the contact after the decision. Raises Conflict when a colleague of the sector has answered meanwhile.
    """
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.GIVE_OPINION, contact)
    if answer == Opinion.Answer.NEEDS_INFORMATION and not text:
        message = _("Write what information you need and from whom.")
        raise DomainError(message, code="no_text", field="text")
    given = Opinion.objects.visible_to(actor).filter(contact=contact, sector=actor.sector)
    opinion = given.select_for_update(of=("self",)).select_related("author__user").first()
    if opinion and opinion.version != read_version:
        if (opinion.answer, opinion.text, opinion.author_id) == (answer, text, actor.membership_id):
            return opinion  # the same click twice
        raise Conflict(opinion)
    if opinion is None:
        opinion = Opinion.objects.create(
            contact=contact, answer=answer, text=text, given_at=timezone.now(), **stamp(actor)
        )
    else:
        opinion.answer, opinion.text, opinion.given_at = answer, text, timezone.now()
        opinion.author = actor.membership
        save_changed(opinion, "answer", "text", "given_at", "author")
    keep_sight(contact, actor.membership, "work_contact")
    if contact.stage == ContactStage.RECEIVED:
        contact.stage = ContactStage.SCREENING
        save_changed(contact, "stage")
    record(actor, Verb.OPINION_GIVEN, contact, answer=answer)
    return opinion


def keep_sight(contact: Contact, membership: Membership, grip: str) -> None:
    """Let somebody who took part see the contact after the decision; the grip they hold stays.

    Who received it or gave an opinion works on it; who only decided looks on, and does so as long as the decision stands.
    """
    if membership.pk not in grants.holders(contact):
        grants.grant(membership, grip, contact)


@transaction.atomic
def record_ground(
    *, actor: Actor, details: ContactDetails, ground: str, sectors: list[str], read_version: int | None = None
) -> Contact:
    """Say on what ground which sectors may read who the contact is about, or take that back (no ground, no sector).

    Only somebody who may read the name can pass it on. Forward only: what a sector has read it has read.
    """
    require(actor, Action.RECORD_GROUND, details)
    contact = _locked(actor, details.contact_id, read_version)
    check_ground(ground, sectors)
    if contact.sector in provision(ground).not_from:
        message = _("This provision gives no right to what this sector has recorded.")
        raise DomainError(message, code="not_from_this_sector", field="ground")
    if contact.case_id:
        message = _("A case has been opened: from now on the case's working group and consents decide.")
        raise DomainError(message, code="case_opened")
    contact.ground, contact.grounded_sectors = ground, sectors
    save_changed(contact, "ground", "grounded_sectors")
    record(actor, Verb.GROUND_RECORDED, contact, ground=ground, sectors=sectors)
    return contact


def _locked(actor: Actor, contact_id: UUID, read_version: int | None) -> Contact:
    return lock(Contact.objects.visible_to(actor), contact_id, read_version=read_version)
