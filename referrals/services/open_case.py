"""Opening a case on a contact the team has selected: the contact and its case are tied together in one act."""

import datetime
from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from anchor.tenancy.models import Municipality
from clients.models import Case
from clients.services.open_case import open_case as open_case_of_client
from clients.services.other_parties import check_shared_lead, keep_shared_lead
from referrals.models import Contact, ContactDetails, ContactStage, Event
from referrals.services.events import parties


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    contact: Contact,
    given_names: str,
    family_name: str,
    birth_date: datetime.date,
    identity_code: str = "",
    temporary_code: bool = False,
    gender: str,
    service_language: str,
    residence: Municipality,
    non_disclosure: bool,
    criteria: Sequence[str],
    reasons: Sequence[tuple[str, str]],
    responsible: Membership,
    working_group: Sequence[Membership],
    shared_lead_reason: str = "",
) -> Case:
    """Open the case of a selected contact and tie the two. A second click gives the case already opened.

    Only on a ground for the coordinator's sector, or when the coordinator received the contact: who may not read the name
    does not write it either. Raises DomainError with the field that has to be mended.
    """
    contact = lock(Contact.objects.visible_to(actor), contact.pk)
    require(actor, Action.OPEN_CASE, contact)
    if contact.case_id:
        return Case.objects.visible_to(actor).get(pk=contact.case_id)
    if contact.stage != ContactStage.SELECTED:
        message = _("A case is opened when the team has selected somebody as a client.")
        raise DomainError(message, code="not_selected")
    if not ContactDetails.objects.visible_to(actor).filter(contact=contact).exists():
        message = _("Your sector may not read who this contact is about until a ground has been recorded.")
        raise DomainError(message, code="no_ground")
    event = Event.objects.visible_to(actor).filter(contact=contact).first()
    takes_both = event is not None and check_shared_lead(cases_of(actor, event), responsible, shared_lead_reason)
    case = open_case_of_client(
        actor=actor,
        given_names=given_names,
        family_name=family_name,
        birth_date=birth_date,
        identity_code=identity_code,
        temporary_code=temporary_code,
        gender=gender,
        service_language=service_language,
        residence=residence,
        non_disclosure=non_disclosure or contact.non_disclosure,
        contact_on=timezone.localtime(contact.received_at).date(),
        criteria=list(criteria),
        reasons=list(reasons),
        responsible=responsible,
        working_group=working_group,
    )
    contact.case = case
    save_changed(contact, "case")
    if event is not None:
        Event.objects.filter(pk=event.pk).update(case=case)
    if takes_both:
        keep_shared_lead(actor, case, responsible, shared_lead_reason)
    return case


def cases_of(actor: Actor, event: Event) -> QuerySet[Case]:
    """Cases of the other parties of an event, as far as they exist for the actor."""
    others = parties(actor, event).filter(case__isnull=False).order_by().values("case_id")
    return Case.objects.visible_to(actor).filter(pk__any=ArraySubquery(others))
