"""The answer of the receiving team's coordinator, and what came along to the new case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to
from clients.models import Case
from clients.services.shown import ShownCase, with_parts
from clients.services.threats import warning_of
from referrals.forms.transfer import AcceptForm, DeclineForm
from referrals.models import Arrival, CarriedEntry, Transfer
from referrals.services import arrivals as services
from referrals.shown_transfer import ShownArrival, ShownTransfer
from referrals.team import open_cases_of_each, team_people


def accept_form(request: ActorRequest, transfer: Transfer, data: Any = None) -> dict[str, Any]:
    """The two forms of an answer."""
    people, open_cases = team_people(request.actor), open_cases_of_each(request.actor)
    form = AcceptForm(data, transfer=transfer, people=people, open_cases=open_cases)
    return {"form": form, "decline": DeclineForm(prefix="no")}


def _to_answer(request: ActorRequest, transfer_id: UUID) -> Transfer:
    related = ("team", "to_team", "author__user", "answered_by__user")
    row = get_object_or_404(Transfer.objects.visible_to(request.actor).select_related(*related), pk=transfer_id)
    require(request.actor, Action.ANSWER_TRANSFER, row)
    return row


@require_http_methods(["POST"])
def accept_transfer(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    """Name who begins to work: the case is opened in the own team."""
    row = _to_answer(request, transfer_id)
    context = accept_form(request, row, request.POST)
    form: AcceptForm = context["form"]
    if form.is_valid():
        with form.errors_from(DomainError):
            given = form.accepted()
            case = services.accept_transfer(actor=request.actor, transfer=row, **given)
            messages.success(request, _("The case is yours, and its working group now sees it."))
            # Whom the protection is against was sealed in the parcel: only now can names be compared.
            if warning := warning_of(case, [given["responsible"], *given["working_group"]]):
                messages.warning(request, warning)
            return go_to(request, case)
    return _again(request, row, context)


@require_http_methods(["POST"])
def decline_transfer(request: ActorRequest, transfer_id: UUID) -> HttpResponse:
    """Say no, with the reason."""
    row = _to_answer(request, transfer_id)
    context = accept_form(request, row)
    form = context["decline"] = DeclineForm(request.POST, prefix="no")
    if form.is_valid():
        with form.errors_from(DomainError):
            services.decline_transfer(actor=request.actor, transfer=row, reason=form.cleaned_data["reason"])
            messages.success(request, _("Declined. The sending team sees the reason."))
            return go_to(request, reverse("today"))
    return _again(request, row, context)


def _again(request: ActorRequest, row: Transfer, context: dict[str, Any]) -> HttpResponse:
    """The record with what has to be mended."""
    page = {"page": ShownTransfer(row, request.actor), "transfer": row, "may_take_back": False}
    return answer(request, "referrals/transfer.html", page | context, status=422)


@require_http_methods(["GET"])
def arrival(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Where the case came from, and what the earlier team wrote, as far as it exists for the reader."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    row = get_object_or_404(Arrival.objects.visible_to(actor).select_related("from_team"), case=case)
    entries = CarriedEntry.objects.visible_to(actor).filter(case=case).order_by("-written_on", "pk")
    record_read(actor, case, sections=("shell", "arrival"))
    context = {"case": case, "page": ShownCase(case), "arrival": ShownArrival(row, list(entries))}
    return answer(request, "referrals/arrival.html", context)
