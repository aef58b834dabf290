"""Sharing a sector's note with the other sectors on the case, and taking that back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.accounts.actor import ActorRequest
from meetings import services
from meetings.models import SectorNote


@require_http_methods(["POST"])
def share_note(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """The other sectors on the case may read the note from now on, as far as a consent covers them."""
    note = get_object_or_404(SectorNote.objects.visible_to(request.actor), pk=note_id)
    services.share_note(actor=request.actor, note=note)
    undo = reverse("take_back_note", args=[note.pk])
    messages.success(
        request, _("The note is shared with the sectors that a consent covers."), extra_tags=f"undo:{undo}"
    )
    return redirect("case", note.case_id)


@require_http_methods(["POST"])
def take_back_note(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """For the other sectors the note does not exist any more."""
    note = get_object_or_404(SectorNote.objects.visible_to(request.actor), pk=note_id)
    services.take_back_note(actor=request.actor, note=note)
    messages.success(request, _("The note is your sector’s alone again."))
    return redirect("case", note.case_id)
