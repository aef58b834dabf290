"""Sending a case to another team: the form, the record both sides read, and taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import can, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer, go_to, is_swap
from clients.models import Case
from clients.services.shown import ShownCase, with_parts
from referrals.forms.transfer import SendForm
from referrals.models import Transfer
from referrals.services import transfers as services
from referrals.services.parcel import kinds_to_send
from referrals.shown_transfer import ShownTransfer
from referrals.views.answering import accept_form


@require_http_methods(["GET", "POST"])
def send_transfer(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Choose the team and what goes along; the case goes on here until the other team has accepted it."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.TRANSFER_CASE, case)
    consent = services.consent_to_tell(actor, case)
    form = _send_form(request, case, has_consent=consent is not None)
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            try:
                transfer = services.send_transfer(actor=actor, case=case, **form.sent())
            except Conflict as conflict:
                form.take_version(conflict.current.version)
                raise
            messages.success(request, _("The case is offered to the other team. Until they accept, it goes on here."))
            return go_to(request, transfer)
    if not form.is_bound:
        record_read(actor, case, sections=("shell", "name"), swap=is_swap(request))
    context = {"form": form, "case": case, "page": ShownCase(case), "consent": consent}
    return answer(request, "referrals/send_transfer.html", context, part="form", status=422 if form.is_bound else 200)


def _send_form(request: ActorRequest, case: Case, *, has_consent: bool) -> SendForm:
    actor = request.actor
    return SendForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        teams=list(services.receiving_teams(actor)),
        kinds=kinds_to_send(actor, case),
        has_consent=has_consent,
        initial={"version": case.version},
    )


@require_http_methods(["GET"])
def transfer(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    """The record of a transfer, for both sides; the receiving coordinator answers on it while it waits."""
    actor = request.actor
    row = get_object_or_404(_known(request), pk=transfer_id)
    context: dict[str, Any] = {"page": ShownTransfer(row, actor), "transfer": row, "form": None, "decline": None}
    if row.waits:
        context["may_take_back"] = can(actor, Action.SETTLE_TRANSFER, row)
        if can(actor, Action.ANSWER_TRANSFER, row):
            context |= accept_form(request, row)
    record_read(actor, row, sections=("transfer",))
    return answer(request, "referrals/transfer.html", {"may_take_back": False} | context)


def _known(request: ActorRequest) -> Any:
    related = ("team", "to_team", "author__user", "answered_by__user")
    return Transfer.objects.visible_to(request.actor).select_related(*related)


@require_http_methods(["POST"])
def take_back_transfer(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    """Take it back while nobody has accepted it."""
    row = get_object_or_404(Transfer.objects.visible_to(request.actor), pk=transfer_id)
    require(request.actor, Action.SETTLE_TRANSFER, row)
    try:
        services.take_back(actor=request.actor, transfer=row)
        messages.success(request, _("The transfer is taken back. The case goes on here as before."))
    except DomainError as wrong:
        messages.error(request, wrong.message)
    return redirect("case", row.case_id)
