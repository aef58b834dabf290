"""Opening a case on a contact the team has selected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_read, record_reads
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from clients.services.other_parties import shown_cases
from referrals import queue
from referrals.forms.screening import OpeningForm, ReasonFormSet, chosen_reasons
from referrals.models import Contact, ContactDetails, ContactStage, Event
from referrals.services.open_case import cases_of
from referrals.services.open_case import open_case as open_case_service
from referrals.services.same_person import candidates
from referrals.team import open_cases_of_each, team_of, team_people


@require_http_methods(["GET", "POST"])
def open_case(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Who it is, why they were selected, and who begins to work with them."""
    contact = get_object_or_404(_openable(request.actor), pk=contact_id)
    require(request.actor, Action.OPEN_CASE, contact)
    if contact.stage != ContactStage.SELECTED or (request.method == "GET" and contact.case_id):
        return go_to(request, contact)
    details = ContactDetails.objects.visible_to(request.actor).filter(contact=contact).first()
    mark = contact.event_mark  # type: ignore[attr-defined]
    event = Event(contact_id=contact.pk, team_id=contact.team_id, mark=mark)
    parties = shown_cases(cases_of(request.actor, event), request.actor) if mark else []
    form, reasons = _forms(request, contact, details, has_parties=bool(parties)) if details else (None, None)
    if form and reasons and form.is_bound:
        valid = [form.is_valid(), reasons.is_valid()]
        if all(valid):
            with form.errors_from(DomainError):
                case = open_case_service(
                    actor=request.actor, contact=contact, reasons=chosen_reasons(reasons), **form.person()
                )
                messages.success(request, _("The case is open, and its working group now sees it."))
                return go_to(request, case)
    elif details:
        record_read(request.actor, contact, sections=["nameless", "details"], swap=is_swap(request))
    record_reads(request.actor, Verb.LISTED, [party.case for party in parties], swap=True)
    context = {"form": form, "reasons": reasons, "contact": contact, "title": queue.nameless_title(contact)}
    alike = candidates(request.actor, contact, details)
    context |= {"parties": parties, "candidates": alike}
    record_reads(request.actor, Verb.LISTED, [one.client for one in alike], swap=True)
    status = 422 if request.method == "POST" else 200
    return answer(request, "referrals/open_case.html", context, part="form", status=status)


def _openable(actor: Actor) -> QuerySet[Contact]:
    """Contacts with their area, and with the mark of their event where the actor may know of it."""
    event = Event.objects.visible_to(actor).filter(contact_id=OuterRef("pk"))
    contacts = Contact.objects.visible_to(actor).select_related("area")
    return contacts.annotate(event_mark=Subquery(event.values("mark")))


def _forms(
    request: ActorRequest, contact: Contact, details: ContactDetails, *, has_parties: bool
) -> tuple[OpeningForm, Any]:
    known = ("given_names", "family_name", "birth_date", "identity_code")
    is_home = contact.area.kind == "municipality"
    initial = {name: getattr(details, name) for name in known} | {
        "residence": contact.area_id if is_home and not contact.non_disclosure else "",
        "non_disclosure": contact.non_disclosure,
        "criteria": contact.criteria,
        "service_language": (get_language() or "fi")[:2],
        "gender": "not_stated",
    }
    form = OpeningForm(
        request.POST or None,
        request.FILES or None,
        team=team_of(request.actor),
        people=team_people(request.actor),
        open_cases=open_cases_of_each(request.actor),
        has_parties=has_parties,
        initial=initial,
    )
    rows = [{"reason": reason} for reason in contact.reasons]
    return form, ReasonFormSet(request.POST or None, prefix="reasons", initial=rows)
