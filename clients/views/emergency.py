"""Emergency access: opening a case, looking at it while the hour lasts, and what the opener may do with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record, record_reads
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.http import answer
from clients.forms.emergency import EmergencyForm
from clients.models import Case, ClientAddress, EmergencyAccess, RelatedPerson, SafetyNote
from clients.services import emergency as services
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def open_emergency(request: ActorRequest) -> HttpResponse:
    """Ask for emergency access: name and birth date go in the body, never in an address. Lists what is still open."""
    actor = request.actor
    require(actor, Action.OPEN_EMERGENCY)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            cleaned = form.cleaned_data
            access = services.open_emergency_access(
                actor=actor, named=form.named, reason=cleaned["reason"], text=cleaned["text"]
            )
            return redirect(access)
    living = services.living_accesses(actor)
    record_reads(actor, Verb.LISTED, living)
    context = {"form": form, "living": living}
    return answer(request, "clients/open_emergency.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET"])
def emergency(request: ActorRequest, access_id: UUID) -> HttpResponse:
    """What the access opens, while it lasts, and nothing else. Each look is remembered as one in an emergency."""
    with _own(request.actor, access_id) as (actor, access):
        context = _shown(actor, access) if access.is_open else {}
        if "address" in context and context["address"] and context["address"].protected:
            record(actor, Verb.ADDRESS_OPENED, context["case"], ground="emergency")
        sections = tuple(name for name in ("address", "persons", "notes", "next_steps") if context.get(name))
        record_reads(actor, Verb.EMERGENCY_VIEWED, [access], sections=sections)
        return answer(request, "clients/emergency.html", {"access": access, **context})


def _shown(actor: Actor, access: EmergencyAccess) -> dict[str, Any]:
    """Shell, contact data, close people, what to know when going there, agreed actions: as the rules give them."""
    case = with_parts(Case.objects.visible_to(actor), actor).get(pk=access.case_id)
    case.may_log_meeting = False  # type: ignore[attr-defined]  # who looks in an emergency is not asked to log anything
    of_client = {"client_id": access.client_id}
    address = ClientAddress.objects.visible_to(actor).filter(**of_client).first()
    return {
        "case": case,
        "page": ShownCase(case),
        "address": address,
        "is_hidden": address is None and case.non_disclosure,
        "persons": list(RelatedPerson.objects.visible_to(actor).filter(**of_client).order_by("pk")),
        "notes": list(SafetyNote.objects.visible_to(actor).filter(**of_client).order_by("pk")),
        "next_steps": contributions.ask(contributions.next_steps, case, actor),
    }


@require_http_methods(["POST"])
def renew_emergency(request: ActorRequest, access_id: UUID) -> HttpResponse:
    """Another hour, once."""
    with _own(request.actor, access_id) as (actor, access):
        try:
            services.renew_emergency_access(actor=actor, access=access)
            messages.success(request, _("You have 60 minutes more."))
        except DomainError as wrong:
            messages.error(request, wrong.message)
    return redirect(access)


@require_http_methods(["GET", "POST"])
def emergency_address(request: ActorRequest, access_id: UUID) -> HttpResponse:
    """The second confirmation: the address under non-disclosure is asked for by itself."""
    with _own(request.actor, access_id) as (actor, access):
        if request.method == "POST":
            try:
                services.confirm_protected_address(actor=actor, access=access)
            except DomainError as wrong:
                messages.error(request, wrong.message)
            return redirect(access)
        record_reads(actor, Verb.EMERGENCY_VIEWED, [access], sections=("address_question",))
        return answer(request, "clients/emergency_address.html", {"access": access})


@require_http_methods(["POST"])
def end_emergency(request: ActorRequest, access_id: UUID) -> HttpResponse:
    """End an access before its time: by whoever opened it, or by the coordinator."""
    actor, access = _found(request.actor, access_id)
    with services.in_scope_of(actor):
        require(actor, Action.END_EMERGENCY, access)
        services.end_emergency_access(actor=actor, access=access)
    messages.success(request, _("The emergency access has ended."))
    is_own = access.author_id == actor.membership_id
    return redirect("open_emergency" if is_own else "emergency_accesses")


@contextmanager
def _own(asker: Actor, access_id: UUID) -> Iterator[tuple[Actor, EmergencyAccess]]:
    """An access of the asker's own, in the scope in which they may look at it. Others' are refused, or not there."""
    actor, access = _found(asker, access_id)
    with services.in_scope_of(actor):
        require(actor, Action.USE_EMERGENCY, access)
        yield actor, access


def _found(asker: Actor, access_id: UUID) -> tuple[Actor, EmergencyAccess]:
    """The access, with the actor as whom it exists. Raises Http404 when it does not."""
    found = services.find_access(asker, access_id)
    if found is None:
        raise Http404
    return found
