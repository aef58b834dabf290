"""Of what event a contact came: said, linked to another contact one may know, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_read, record_reads
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from referrals import queue
from referrals.forms.event import EventForm
from referrals.models import Contact
from referrals.services import events as services


@require_http_methods(["GET", "POST"])
def contact_event(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Say of what event a contact came, or that it is the same as another contact's."""
    actor = request.actor
    contact = get_object_or_404(Contact.objects.visible_to(actor).select_related("area"), pk=contact_id)
    require(actor, Action.RECORD_EVENT, contact)
    event = services.event_of(actor, contact)
    said = services.told_from(event.said) if event else None  # type: ignore[attr-defined]
    shown = {"event_kind": said.kind, "event_on": said.happened_on} if said else {}
    form = EventForm(request.POST or None, request.FILES or None, actor=actor, contact=contact, initial=shown)
    if form.is_bound and form.is_valid() and (told := form.event()):
        with form.errors_from(DomainError):
            services.record_event(actor=actor, contact=contact, told=told)
            messages.success(request, _("The event is recorded."))
            return go_to(request, contact)
    # Which contacts can be chosen is shown too: each leaves its row.
    record_reads(actor, Verb.LISTED, form.others.values(), swap=True)
    record_read(actor, contact, sections=["event"], swap=is_swap(request))
    context = {"form": form, "contact": contact, "title": queue.nameless_title(contact), "event": event}
    context["hides_words"] = event is not None and said is None
    return answer(request, "referrals/event.html", context, part="form", status=422 if form.is_bound else 200)


@require_http_methods(["POST"])
def remove_event(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Take back what was said of the event, and with it the link."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor), pk=contact_id)
    services.remove_event(actor=request.actor, contact=contact)
    messages.success(request, _("The event is removed from this contact."))
    return go_to(request, contact)
