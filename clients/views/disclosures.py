"""Recording what was disclosed without consent, reading it, and taking a mistake back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import may, require
from anchor.access.vocabulary import Record
from anchor.access.words import RECORDS
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.services import record_read
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from anchor.tenancy.codes import labels
from clients.forms.disclosure import DisclosureForm
from clients.models import Case, Disclosure
from clients.services import disclosures as services
from clients.services.shown import ShownCase, with_parts

ON_THE_DETAILS_PAGE = (Record.IDENTITY, Record.ADDRESS, Record.RELATED_PERSON)


@require_http_methods(["GET", "POST"])
def new_disclosure(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Say what is given to whom, on which provision of law."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.RECORD_DISCLOSURE, case)
    page = ShownCase(case)
    form = DisclosureForm(
        request.POST or None,
        records=sorted(contributions.ask(contributions.disclosable, case, actor), key=lambda one: one.at, reverse=True),
        sectors=[sector for sector in page.sectors if sector != actor.sector],
        sector=actor.sector,
    )
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            made = services.disclose(actor=actor, case=case, given=form.given())
            undo = reverse("take_back_disclosure", args=[made.pk])
            messages.success(request, _("The disclosure is recorded."), extra_tags=f"undo:{undo}")
            return go_to(request, made)
    record_read(actor, case, sections=("shell",), swap=is_swap(request))
    context = {"page": page, "case": case, "form": form}
    return answer(request, "clients/new_disclosure.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET"])
def disclosure(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    """One disclosure, in the eyes of its sector or the receiver."""
    actor = request.actor
    rows = Disclosure.objects.visible_to(actor).select_related("author__user")
    rows = rows.annotate(may_take_back=may(actor, Action.TAKE_BACK_DISCLOSURE, Disclosure))
    row = get_object_or_404(rows, pk=disclosure_id)
    page = page_of(actor, row.case_id)
    context: dict[str, Any] = {
        "page": page,
        "case": page.case,
        "disclosure": row,
        "ground": labels("legal_ground").get(row.ground, row.ground),
        "what": str(RECORDS[Record(row.record_kind)]) if row.record_kind else row.what,
        "where": _where(row),
        "is_ours": row.sector == actor.sector,
    }
    record_read(actor, row, sections=("disclosure",), swap=is_swap(request))
    return answer(request, "clients/disclosure.html", context)


@require_http_methods(["POST"])
def take_back_disclosure(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    """What was opened by mistake closes from the next request on."""
    actor = request.actor
    row = get_object_or_404(Disclosure.objects.visible_to(actor), pk=disclosure_id)
    services.take_back_disclosure(actor=actor, disclosure=row)
    messages.success(request, _("The disclosure is taken back. What it opened is closed from now on; the row stays."))
    return redirect(row)


def page_of(actor: Actor, case_id: UUID) -> ShownCase:
    """The head of the case that a record belongs to."""
    return ShownCase(get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id))


def _where(row: Disclosure) -> str:
    """The page on which the disclosed record stands."""
    if not row.record_kind or row.taken_back_on:
        return ""
    name = "contact_details" if row.record_kind in ON_THE_DETAILS_PAGE else "case"
    return reverse(name, args=[row.case_id])
