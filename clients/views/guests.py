"""Other authorities on a case: the coordinator invites them until a day, and changes that day."""

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
from anchor.accounts.models import Membership, Role
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer
from clients.forms.guests import InviteForm, UntilForm
from clients.models import Case
from clients.services import guests as services
from clients.services.shown import ShownCase, with_parts
from clients.views.working_group import participation_to_change, working_group_page


@require_http_methods(["GET", "POST"])
def invite_guest(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Choose one of the team's guest authorities and their last day."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.ASSIGN, case)
    page = ShownCase(case)
    form = InviteForm(request.POST if request.method == "POST" else None, free=_free(actor, page), case=case)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            services.invite_guest(actor=actor, case=case, guest=form.chosen, until=form.cleaned_data["until"])
            messages.success(request, _("They see the case from now on, until their last day."))
            return redirect("assign", case.pk)
    context: dict[str, Any] = {"page": page, "case": case, "form": form}
    record_read(actor, case, sections=("shell",))
    return answer(request, "clients/invite_guest.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["POST"])
def prolong_guest(request: ActorRequest, participation_id: UUID) -> HttpResponse:
    """Another last day for a guest, later or earlier."""
    participation = participation_to_change(request.actor, participation_id)
    form = UntilForm(request.POST)
    if form.is_valid():
        with form.errors_from(DomainError):
            services.prolong_guest(actor=request.actor, participation=participation, until=form.cleaned_data["until"])
            messages.success(request, _("The last day is changed."))
            return redirect("assign", participation.case_id)
    return working_group_page(request, participation.case_id, {"until_form": form, "prolonging": participation.pk})


def _free(actor: Actor, page: ShownCase) -> list[Membership]:
    """The team's guest authorities of today who are not on the case."""
    there = [person.id for person in page.people]
    guests = Membership.objects.current().filter(team_id=actor.team_id, role=Role.GUEST).exclude(pk__in=there)
    return list(guests.select_related("user").order_by("user__name", "pk"))
