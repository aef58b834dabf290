"""What the adolescent and those who answer for them have said: recorded, read with its details, withdrawn in one click."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import may, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer
from clients.forms.consent import ConsentForm
from clients.models import Case, Consent, ConsentGiver
from clients.services import consents as services
from clients.services.consent_state import shown_consent
from clients.services.givers import GUARDIAN, asks_another, awaited_answers, close_persons
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def record_consent(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Three plain sentences, each answered yes or no or not asked, by everybody who has to answer."""
    actor = request.actor
    case = get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id)
    require(actor, Action.RECORD_CONSENT, case)
    page = ShownCase(case)
    persons = [person for person in close_persons(actor, case) if person.decides]
    said = awaited_answers(actor, case) if persons else {}
    asks = asks_another(case, GUARDIAN, persons)
    form = ConsentForm(request.POST or None, persons=persons, said=said, people=page.people, asks_another=asks)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            recorded = services.record_consent(actor=actor, case=case, answers=form.answers, **form.details)
            messages.success(request, _said_of(recorded))
            return redirect(case)
    context: dict[str, Any] = {"page": page, "case": case, "form": form}
    record_read(actor, case, sections=("consents", "related_persons") if persons else ("consents",))
    return answer(request, "clients/record_consent.html", context, status=422 if request.method == "POST" else 200)


def _said_of(recorded: list[Consent]) -> str:
    if any(consent.awaited for consent in recorded):
        return _("The answer is recorded. It holds when everybody who decides has said yes.")
    return _("The answer is recorded and holds from now on.")


@require_http_methods(["GET"])
def consent(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    """One answer with what lies behind it: who answered, how and when; the details for the own sector only."""
    actor = request.actor
    known = Consent.objects.visible_to(actor).filter(pk=consent_id).values_list("case_id", flat=True)
    cases = with_parts(Case.objects.visible_to(actor), actor)
    may_withdraw = may(actor, Action.WITHDRAW_CONSENT, Case)
    case = get_object_or_404(cases.annotate(may_withdraw=may_withdraw), pk__in=known)
    page = ShownCase(case)
    shown = shown_consent(actor, consent_id, page.turns_18_on)
    context = {"page": page, "case": case, "shown": shown, "state": shown.state}
    record_read(actor, shown.consent, sections=("consent", "details") if shown.details else ("consent",))
    return answer(request, "clients/consent.html", context)


@require_http_methods(["POST"])
def withdraw_consent(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    """Nothing new is shared from the next request on. `giver` names whose yes is taken back, if that is known."""
    actor = request.actor
    consent = get_object_or_404(Consent.objects.visible_to(actor).select_related("case"), pk=consent_id)
    require(actor, Action.WITHDRAW_CONSENT, consent.case)
    try:
        services.withdraw_consent(actor=actor, consent=consent, giver_id=_giver(request))
    except ConsentGiver.DoesNotExist:
        raise Http404 from None
    except DomainError as wrong:
        messages.error(request, wrong.message)
        return redirect(consent.case)
    messages.success(request, _("The consent is withdrawn. Nothing new is shared from now on."))
    return redirect(consent.case)


def _giver(request: ActorRequest) -> UUID | None:
    given = request.POST.get("giver")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise Http404 from None


@require_http_methods(["POST"])
def withdraw_all(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One word is enough for everything: recorded in one click, by telephone too."""
    actor = request.actor
    case = get_object_or_404(Case.objects.visible_to(actor), pk=case_id)
    require(actor, Action.WITHDRAW_CONSENT, case)
    services.withdraw_all(actor=actor, case=case)
    messages.success(request, _("All consents are withdrawn. Nothing new is shared from now on."))
    return redirect(case)
