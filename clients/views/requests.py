"""Asking another sector, and answering for the own one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import may, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from clients.forms.disclosure import AskForm, ReplyForm
from clients.models import Case, SectorRequest
from clients.services import requests as services
from clients.services.shown import ShownCase, with_parts
from clients.views.disclosures import page_of


@require_http_methods(["GET", "POST"])
def ask_sector(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Ask a sector of the team. Nothing here tells whether it has recorded anything."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.ASK_SECTOR, case)
    page = ShownCase(case)
    others = [sector for sector in actor.team.sectors if sector != actor.sector] if actor.team else []
    on_case = [sector for sector in page.sectors if sector != actor.sector]
    form = AskForm(request.POST or None, on_case=on_case, in_team=others)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            asked = services.ask_sector(actor=actor, case=case, **form.cleaned_data)
            undo = reverse("withdraw_request", args=[asked.pk])
            messages.success(request, _("The sector is asked."), extra_tags=f"undo:{undo}")
            return go_to(request, asked)
    record_read(actor, case, sections=("shell",), swap=is_swap(request))
    context = {"page": page, "case": case, "form": form}
    return answer(request, "clients/ask_sector.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def sector_request(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One request: its question for the two sectors, its answer by the asked one."""
    actor = request.actor
    rows = SectorRequest.objects.visible_to(actor).select_related("author__user", "settled_by__user")
    rows = rows.annotate(
        may_answer=may(actor, Action.ANSWER_REQUEST, SectorRequest),
        may_withdraw=may(actor, Action.WITHDRAW_REQUEST, SectorRequest),
    )
    asked = get_object_or_404(rows, pk=request_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST":
        require(actor, Action.ANSWER_REQUEST, asked)
        if form.is_valid():
            with form.errors_from(DomainError):
                answered = request.POST.get("decline") is None
                reply = form.cleaned_data["reply"]
                services.settle_request(actor=actor, asked=asked, answered=answered, reply=reply)
                messages.success(request, _("Your sector has answered.") if answered else _("Your sector declined."))
                return go_to(request, asked)
    page = page_of(actor, asked.case_id)
    record_read(actor, asked, sections=("sector_request",), swap=is_swap(request))
    context = {"page": page, "case": page.case, "asked": asked, "form": form}
    return answer(request, "clients/sector_request.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["POST"])
def withdraw_request(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Take a request back that nobody has answered yet."""
    actor = request.actor
    asked = get_object_or_404(SectorRequest.objects.visible_to(actor), pk=request_id)
    try:
        services.withdraw_request(actor=actor, asked=asked)
        messages.success(request, _("The request is taken back."))
    except DomainError as wrong:
        messages.error(request, wrong.message)
    return redirect(asked)
