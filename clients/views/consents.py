"""Recording what the adolescent answered, and withdrawing it in one click."""

from typing import Any
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
from clients.forms.consent import ConsentForm
from clients.models import Case, Consent
from clients.services import consents as services
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def record_consent(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Three plain sentences, each answered yes or no or not asked."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.RECORD_CONSENT, case)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            services.record_consent(actor=actor, case=case, answers=form.answers, **form.details)
            messages.success(request, _("The answer is recorded and holds from now on."))
            return redirect(case)
    context: dict[str, Any] = {"page": ShownCase(case), "case": case, "form": form}
    record_read(actor, case, sections=("consents",))
    return answer(request, "clients/record_consent.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["POST"])
def withdraw_consent(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    """Nothing new is shared from the next request on."""
    actor = request.actor
    consent = get_object_or_404(Consent.objects.visible_to(actor).select_related("case"), pk=consent_id)
    require(actor, Action.WITHDRAW_CONSENT, consent.case)
    services.withdraw_consent(actor=actor, consent=consent)
    messages.success(request, _("The consent is withdrawn. Nothing new is shared from now on."))
    return redirect(consent.case)
