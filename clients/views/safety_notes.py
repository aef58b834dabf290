"""What to know when going there: written and changed on pages of their own, shown on the case's page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer
from clients.forms.emergency import SafetyNoteForm
from clients.models import Case, SafetyNote
from clients.services import safety_notes as services
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def write_safety_note(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Write down what whoever goes there next should know."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.WRITE_SAFETY_NOTE, case)
    form = SafetyNoteForm(request.POST or None, initial={"version": 1})
    if request.method == "POST" and form.is_valid():
        services.write_safety_note(actor=actor, case=case, text=form.cleaned_data["text"])
        messages.success(request, _("Written down for whoever goes there next."))
        return redirect(case)
    record_read(actor, case, sections=("shell",))
    return _answer(request, form, case, None)


@require_http_methods(["GET", "POST"])
def change_safety_note(request: ActorRequest, safety_note_id: UUID) -> HttpResponse:
    """Change a note of the own sector. Who saves second reads what the first one wrote."""
    actor = request.actor
    note = get_object_or_404(SafetyNote.objects.visible_to(actor), pk=safety_note_id)
    require(actor, Action.CHANGE_SAFETY_NOTE, note)
    case = _case_of(actor, note)
    form = SafetyNoteForm(request.POST or None, initial={"version": note.version, "text": note.text})
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            try:
                services.change_safety_note(
                    actor=actor, note=note, text=form.cleaned_data["text"], read_version=form.cleaned_data["version"]
                )
            except Conflict as conflict:
                form.read_anew(conflict.current.version)
                note = conflict.current
                raise
            messages.success(request, _("Written down for whoever goes there next."))
            return redirect(case)
    record_read(actor, note, sections=("safety_notes",), case_id=case.pk)
    return _answer(request, form, case, note)


@require_http_methods(["POST"])
def remove_safety_note(request: ActorRequest, safety_note_id: UUID) -> HttpResponse:
    """Take away what no longer holds."""
    actor = request.actor
    note = get_object_or_404(SafetyNote.objects.visible_to(actor), pk=safety_note_id)
    require(actor, Action.CHANGE_SAFETY_NOTE, note)
    case = _case_of(actor, note)
    services.remove_safety_note(actor=actor, note=note)
    messages.success(request, _("Removed."))
    return redirect(case)


def _case_of(actor: Actor, note: SafetyNote) -> Case:
    """The case the reader goes back to: the latest one of the adolescent that they know."""
    known = with_parts(Case.objects.visible_to(actor), actor).filter(client_id=note.client_id)
    return known.order_by("-opened_on", "-pk")[:1].get()


def _answer(request: ActorRequest, form: SafetyNoteForm, case: Case, note: SafetyNote | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "case": case, "page": ShownCase(case), "note": note}
    return answer(request, "clients/safety_note.html", context, status=422 if request.method == "POST" else 200)
