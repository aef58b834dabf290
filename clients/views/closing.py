"""Closing a case, and taking it back on the same day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer
from clients.forms.case import CloseForm
from clients.models import Case
from clients.services import closing
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def close_case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Say why and when the case is closed, once nothing hinders it."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.CHANGE_CASE, case)
    form = CloseForm(request.POST or None, initial={"version": case.version})
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            try:
                closing.close_case(
                    actor=actor,
                    case=case,
                    reason=form.cleaned_data["reason"],
                    closed_on=form.cleaned_data["closed_on"],
                    read_version=form.cleaned_data["version"],
                )
            except Conflict as conflict:
                form.read_anew(conflict.current.version)
                raise
            undo = reverse("reopen_case", args=[case.pk])
            messages.success(request, _("The case is closed."), extra_tags=f"undo:{undo}")
            return redirect(case)
    context = {
        "page": ShownCase(case),
        "case": case,
        "form": form,
        "hindrances": closing.hindrances(actor, case) if case.is_open else [],
    }
    record_read(actor, case, sections=("shell",))
    return answer(request, "clients/close_case.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["POST"])
def reopen_case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Take a closing back that was recorded today."""
    actor = request.actor
    case = get_object_or_404(Case.objects.visible_to(actor), pk=case_id)
    require(actor, Action.CHANGE_CASE, case)
    try:
        closing.reopen_case(actor=actor, case=case)
        messages.success(
            request, _("The case is open again. Consents that lasted until it was closed have ended: ask again.")
        )
    except DomainError as wrong:
        messages.error(request, wrong.message)
    return redirect(case)
