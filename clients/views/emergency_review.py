"""Watching over emergency accesses: the list for coordinator, auditor and superior, and the coordinator's review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_read, record_reads
from anchor.core.errors import DomainError
from anchor.core.http import answer
from anchor.core.paging import page_by_key
from clients.forms.emergency import EmergencyReviewForm
from clients.models import EmergencyAccess, EmergencyText
from clients.services import emergency as services
from clients.services.emergency_watch import OPENER_IS_MARKED, accesses_to_watch, opener_is_marked, with_case

ORDER = ("-opened_at", "-id")


@require_http_methods(["GET"])
def emergency_accesses(request: ActorRequest) -> HttpResponse:
    """The team's accesses, the controller's, or those whose review is overdue: each as far as the asker may know them."""
    actor = request.actor
    require(actor, Action.WATCH_EMERGENCIES)
    waits = request.GET.get("show") == "waiting"
    found = accesses_to_watch(actor, waiting=waits)
    page = page_by_key(found, ORDER, after=request.GET.get("after"), before=request.GET.get("before"))
    record_reads(actor, Verb.LISTED, page.rows)
    tabs = [
        {"url": request.path, "label": _("All"), "current": not waits},
        {"url": f"{request.path}?show=waiting", "label": _("Waiting for review"), "current": waits},
    ]
    context = {"page": page, "tabs": tabs, "is_coordinator": actor.is_coordinator, "role": str(actor.role)}
    context["marked_words"] = OPENER_IS_MARKED
    context["marked"] = {access.pk for access in page.rows if opener_is_marked(access, actor)}
    return answer(request, "clients/emergency_accesses.html", context)


@require_http_methods(["GET", "POST"])
def review_emergency(request: ActorRequest, access_id: UUID) -> HttpResponse:
    """Read who opened which case and why, and say whether it was justified."""
    actor = request.actor
    access = get_object_or_404(with_case(EmergencyAccess.objects.visible_to(actor), actor), pk=access_id)
    require(actor, Action.REVIEW_EMERGENCY, access)
    form = EmergencyReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            services.review_emergency_access(actor=actor, access=access, **form.cleaned_data)
            messages.success(request, _("The review is saved."))
            return redirect("emergency_accesses")
    texts: dict[UUID | None, EmergencyText] = {text.author_id: text for text in services.texts_of(actor, access)}
    context = {
        "access": access,
        "form": form,
        "is_own": access.author.user_id == actor.user_id,
        "is_marked": opener_is_marked(access, actor),
        "why": texts.get(access.author_id),
        "said": texts.get(access.reviewed_by_id),
    }
    record_read(actor, access, sections=("access", "text"))
    return answer(request, "clients/review_emergency.html", context, status=422 if request.method == "POST" else 200)
