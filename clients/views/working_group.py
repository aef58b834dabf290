"""The working group of a case, in the hands of the coordinator."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.accounts.models import Membership, Role
from anchor.audit.models import Verb
from anchor.audit.services import record_read, record_reads
from anchor.core.display import sector_place
from anchor.core.errors import DomainError
from anchor.core.http import answer
from anchor.core.ui_forms import DateInput
from anchor.tenancy.codes import choices
from clients.forms.case import AssignForm, EndForm
from clients.models import Case, Participation
from clients.services import working_group as services
from clients.services.load import open_cases_by_membership
from clients.services.other_parties import shown_parties
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def assign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """See who works on the case, and let others begin."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.ASSIGN, case)
    page = ShownCase(case)
    parties = shown_parties(actor, case)
    form = _assign_form(request, page, parties)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            services.assign(actor=actor, case=case, members=form.members)
            messages.success(request, _("They work on the case from now on."))
            return redirect("assign", case.pk)
    return _answer(request, page, parties, {"form": form})


@require_http_methods(["POST"])
def end_participation(request: ActorRequest, participation_id: UUID) -> HttpResponse:
    """Somebody stops working on the case."""
    participation = participation_to_change(request.actor, participation_id)
    form = EndForm(request.POST)
    if form.is_valid():
        with form.errors_from(DomainError):
            services.end_participation(
                actor=request.actor, participation=participation, ended_on=form.cleaned_data["ended_on"]
            )
            messages.success(request, _("Their work on the case has ended, and with it their sight of it."))
            return redirect("assign", participation.case_id)
    return working_group_page(request, participation.case_id, {"end_form": form, "ending": participation.pk})


@require_http_methods(["POST"])
def lead_case(request: ActorRequest, participation_id: UUID) -> HttpResponse:
    """Make somebody of the working group responsible for the case."""
    participation = participation_to_change(request.actor, participation_id)
    try:
        services.change_responsible(
            actor=request.actor,
            participation=participation,
            shared_lead_reason=request.POST.get("shared_lead_reason", ""),
        )
        messages.success(request, _("The responsible worker has changed."))
    except DomainError as wrong:
        messages.error(request, wrong.message)
    return redirect("assign", participation.case_id)


def participation_to_change(actor: Actor, participation_id: UUID) -> Participation:
    """Somebody's part in a case, for who may change it; 404 or 403 for others."""
    found = get_object_or_404(Participation.objects.visible_to(actor).select_related("case"), pk=participation_id)
    require(actor, Action.ASSIGN, found.case)
    return found


def working_group_page(request: ActorRequest, case_id: UUID, more: dict[str, Any]) -> HttpResponse:
    """The page again, with a form beside somebody's name that could not be taken."""
    page = _page(request.actor, case_id)
    parties = shown_parties(request.actor, page.case)
    return _answer(request, page, parties, {"form": _assign_form(request, page, parties, bound=False)} | more)


@require_http_methods(["POST"])
def mark_investigator(request: ActorRequest, participation_id: UUID) -> HttpResponse:
    """Say that a police officer of the working group investigates the same event, or no longer."""
    participation = participation_to_change(request.actor, participation_id)
    try:
        services.mark_investigator(
            actor=request.actor, participation=participation, investigates=request.POST.get("investigates") == "yes"
        )
        messages.success(request, _("The working group is saved."))
    except DomainError as wrong:
        messages.error(request, wrong.message)
    return redirect("assign", participation.case_id)


def _page(actor: Actor, case_id: UUID) -> ShownCase:
    return ShownCase(get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id))


def _assign_form(request: ActorRequest, page: ShownCase, parties: list[ShownCase], *, bound: bool = True) -> AssignForm:
    actor = request.actor
    there = [person.id for person in page.people]
    team = Membership.objects.current().filter(team_id=actor.team_id, role__in=(Role.MEMBER, Role.COORDINATOR))
    free = sorted(
        team.exclude(pk__in=there).select_related("user").order_by("user__name", "pk"),
        key=lambda one: sector_place(one.sector),
    )
    load = open_cases_by_membership(actor, free)
    data = request.POST if bound and request.method == "POST" else None
    return AssignForm(data, free=free, load=load, elsewhere=_working_on(parties), case=page.case)


def _working_on(parties: list[ShownCase]) -> set[UUID]:
    return {person.id for party in parties if party.case.is_open for person in party.people}


def _answer(request: ActorRequest, page: ShownCase, parties: list[ShownCase], more: dict[str, Any]) -> HttpResponse:
    today = DateInput().format_value(timezone.localdate())
    beside = {"end_form": EndForm(), "ending": None, "until_form": None, "prolonging": None, "end_day": today}
    context = {"page": page, "case": page.case, "parties": parties} | beside | more
    context |= {
        "on_both": _working_on(parties),
        "leads_another": {party.case.responsible_id for party in parties if party.case.is_open},
        "shared_lead_reasons": choices("shared_lead_reason"),
        "investigating": services.INVESTIGATING,
    }
    record_read(request.actor, page.case, sections=("shell",))
    record_reads(request.actor, Verb.LISTED, [party.case for party in parties], swap=True)
    return answer(request, "clients/assign.html", context, status=422 if request.method == "POST" else 200)
