"""The page where a sector decides what a guardian gets of its register."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer
from clients.forms.guardian import GuardianForm
from clients.held import Kind
from clients.models import Case
from clients.services import guardian as services
from clients.services.givers import close_persons
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def decide_for_guardian(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Decide, or look at what the own sector has decided before."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.DECIDE_FOR_GUARDIAN, case)
    form = GuardianForm(request.POST or None, sector=actor.sector)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            services.decide_for_guardian(actor=actor, case=case, **form.cleaned_data)
            messages.success(request, _("The decision is written down and holds from now on."))
            return redirect(case)
    decisions = services.decisions_of(actor, case)
    for decision in decisions:
        decision.barred_words = [str(Kind(code).label) for code in decision.barred]  # type: ignore[attr-defined]
    record_read(actor, case, sections=("guardian_decisions",))
    context = {"page": ShownCase(case), "case": case, "form": form, "decisions": decisions}
    context["given_nothing"] = [
        one.words_given_nothing for one in close_persons(actor, case) if one.words_given_nothing
    ]
    return answer(request, "clients/decide_for_guardian.html", context, status=422 if request.method == "POST" else 200)
