"""Maybe the same person: a contact and an earlier client side by side, linked or said to be another, and taken back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core.display import format_longdate
from anchor.core.folding import fold
from anchor.core.http import answer, is_swap
from referrals import queue
from referrals.models import Contact, ContactDetails, SamePerson
from referrals.services import same_person as services
from referrals.services.same_person import Candidate


@dataclass(frozen=True)
class Line:
    """One thing told of both, and whether it is the same."""

    label: str
    contact: str
    client: str
    is_known_to_agree: bool | None = None

    @property
    def agrees(self) -> bool:
        if self.is_known_to_agree is not None:
            return self.is_known_to_agree
        return bool(self.contact and self.client) and fold(self.contact) == fold(self.client)


@require_http_methods(["GET", "POST"])
def compare_persons(request: ActorRequest, contact_id: UUID, client_id: UUID) -> HttpResponse:
    """What may be known of both, side by side. Neither exists here for whoever may not know both."""
    actor = request.actor
    contact = get_object_or_404(Contact.objects.visible_to(actor).select_related("area"), pk=contact_id)
    details = get_object_or_404(ContactDetails.objects.visible_to(actor), contact=contact)
    require(actor, Action.LINK_PERSON, details)
    candidate = services.candidate(actor, contact, details, client_id)
    if candidate is None:
        raise Http404
    if request.method == "POST":
        return _said(request, contact, details, candidate)
    record_reads(actor, Verb.PERSONS_COMPARED, [contact, candidate.client], sections=["details"], swap=is_swap(request))
    context = {
        "contact": contact,
        "title": queue.nameless_title(contact),
        "candidate": candidate,
        "lines": _lines(actor, contact, details, candidate),
    }
    return answer(request, "referrals/same_person.html", context)


def _said(request: ActorRequest, contact: Contact, details: ContactDetails, candidate: Candidate) -> HttpResponse:
    is_same = request.POST.get("answer")
    if is_same not in ("same", "another"):
        raise Http404
    said = services.say_same_person(
        actor=request.actor, details=details, client_id=candidate.client.pk, is_same=is_same == "same"
    )
    undo = reverse("undo_same_person", args=[said.pk])
    words = _("The contact is linked to the earlier client.") if said.is_same else _("They are kept apart.")
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return redirect(contact)


@require_http_methods(["POST"])
def undo_same_person(request: ActorRequest, said_id: UUID) -> HttpResponse:
    """Take back what was said: everything is as before."""
    said = get_object_or_404(SamePerson.objects.visible_to(request.actor), pk=said_id)
    services.take_back(actor=request.actor, said=said)
    messages.success(request, _("It is taken back. Everything is as before."))
    return redirect("contact", said.contact_id)


def _lines(actor: Actor, contact: Contact, details: ContactDetails, candidate: Candidate) -> list[Line]:
    """Each thing that may be known of both. The code itself is never shown, only whether it is the same."""
    client = candidate.client
    born, identity, address = services.held_of(actor, client)
    if candidate.is_hidden or (contact.non_disclosure and contact.author_id != actor.membership_id):
        address, where = None, ("", "", "")
    else:
        where = (contact.area.name, str(details.school or ""), str(details.phone or ""))
    lived = (address.residence_name, str(address.school or ""), str(address.phone or "")) if address else ("", "", "")
    words = (_("Municipality"), _("School"), _("Telephone"))
    lines = [
        Line(_("Name"), details.name, str(client)),
        Line(_("Birth date"), _day(details.birth_date), _day(born)),
        *_codes(str(details.identity_code or ""), str(identity.identity_code or "") if identity else ""),
        *(Line(label, mine, theirs) for label, mine, theirs in zip(words, where, lived, strict=True)),
    ]
    return [line for line in lines if line.contact or line.client]


def _codes(mine: str, theirs: str) -> list[Line]:
    if not (mine and theirs):
        return []
    told = _("the same") if mine == theirs else _("another one")
    return [Line(_("Personal identity code"), told, told, is_known_to_agree=mine == theirs)]


def _day(day: Any) -> str:
    return format_longdate(day) if day else ""
