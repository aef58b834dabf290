"""Where somebody of a contact under non-disclosure can be found: with the right, for a task, one view at a time."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record, record_read
from anchor.core.http import answer
from clients.forms.case import TaskForm
from referrals import queue
from referrals.models import Contact, ContactPlace


@require_http_methods(["GET", "POST"])
def contact_place(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Show municipality, school and telephone once the task is said; each view leaves its own row."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor).select_related("area"), pk=contact_id)
    place = ContactPlace.objects.visible_to(request.actor).filter(contact=contact).select_related("area").first()
    if place is None:
        raise Refused(Action.OPEN_PROTECTED, contact)
    form = TaskForm(request.POST or None)
    context: dict[str, Any] = {"contact": contact, "title": queue.nameless_title(contact), "form": form, "place": None}
    if request.method == "POST" and form.is_valid():
        record(request.actor, Verb.ADDRESS_OPENED, contact, ground=form.cleaned_data["task"])
        context["place"] = place
    record_read(request.actor, contact, sections=("nameless", *(["place"] if context["place"] else [])))
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return answer(request, "referrals/contact_place.html", context, status=status)
