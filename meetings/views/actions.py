"""Marking an agreed action, from wherever it is listed: the row is swapped, or the page one came from returns."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import may, require
from anchor.accounts.actor import ActorRequest
from anchor.core.http import answer, is_swap
from meetings import services
from meetings.models import AgreedAction


@require_http_methods(["POST"])
def mark_action(request: ActorRequest, action_id: UUID) -> HttpResponse:
    """Say that what was agreed is done. The message offers to take it back."""
    return _mark(request, action_id, done=True)


@require_http_methods(["POST"])
def unmark_action(request: ActorRequest, action_id: UUID) -> HttpResponse:
    """Say that it is not done after all."""
    return _mark(request, action_id, done=False)


def _mark(request: ActorRequest, action_id: UUID, *, done: bool) -> HttpResponse:
    action = get_object_or_404(AgreedAction.objects.visible_to(request.actor), pk=action_id)
    require(request.actor, Action.MARK_ACTION, action)
    services.mark_action(actor=request.actor, action_id=action.pk, done=done)
    if done:
        undo = reverse("unmark_action", args=[action_id])
        messages.success(request, _("Marked as done."), extra_tags=f"undo:{undo}")
    else:
        messages.success(request, _("Marked as not done."))
    if is_swap(request):
        shown = AgreedAction.objects.visible_to(request.actor).select_related("owner__user").filter(pk=action_id)
        row = shown.annotate(may_mark=may(request.actor, Action.MARK_ACTION, AgreedAction)).get()
        return answer(request, "meetings/action.html", {"action": row}, part="action")
    return redirect(_back(request, action))


def _back(request: ActorRequest, action: AgreedAction) -> str:
    """The page of ours that the button stood on, else the meeting."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else reverse("meeting", args=[action.meeting_id])
