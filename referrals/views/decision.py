"""The team's joint decision, recorded by the coordinator and taken back while nothing has followed."""

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
from anchor.core.display import sector_place
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from anchor.tenancy import codes
from referrals import queue
from referrals.areas import with_serving_teams
from referrals.forms.screening import DecisionForm
from referrals.models import Contact, Decision, Opinion
from referrals.services import decisions as services
from referrals.team import team_of, team_people


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Record what the team decided together on a contact."""
    contacts = Contact.objects.visible_to(request.actor).select_related("area")
    contact = get_object_or_404(with_serving_teams(contacts, request.actor.team_id), pk=contact_id)
    require(request.actor, Action.DECIDE, contact)
    team = team_of(request.actor)
    if request.method == "GET" and not contact.is_screened:
        return go_to(request, contact)
    opinions = queue.opinions_on([contact], request.actor)[contact.pk]
    people = team_people(request.actor)
    form = DecisionForm(
        request.POST or None,
        request.FILES or None,
        contact=contact,
        team=team,
        people=people,
        initial=_proposed(contact, opinions),
    )
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            decision = services.decide(
                actor=request.actor,
                contact=contact,
                verdict=form.verdict(),
                participants=form.chosen("participants"),
                alone_because=form.cleaned_data["alone_because"],
            )
            undo = reverse("undo_decision", args=[contact.pk])
            messages.success(request, _("The decision is recorded."), extra_tags=f"undo:{undo}")
            if decision.outcome == Decision.Outcome.SELECTED:
                return go_to(request, reverse("open_case", args=[contact.pk]))
            return go_to(request, contact)
    if not form.is_bound:
        record_read(request.actor, contact, sections=["nameless"], swap=is_swap(request))
    context = {
        "form": form,
        "contact": contact,
        "title": queue.nameless_title(contact),
        "reasons": queue.reasons_text(contact),
        "opinions": opinions,
        "answers": codes.labels("opinion"),
        "required": sorted(team.required_sectors, key=sector_place),
        "answer_days": team.answer_days,
    }
    status = 422 if form.is_bound else 200
    return answer(request, "referrals/decision.html", context, part="form", status=status)


def _proposed(contact: Contact, opinions: list[Opinion]) -> dict[str, Any]:
    """What the form begins with: those who gave an opinion took part; another team's area proposes redirecting."""
    proposed: dict[str, Any] = {"criteria": contact.criteria, "participants": [str(one.author_id) for one in opinions]}
    if contact.urgency == "now":
        proposed["alone_because"] = services.URGENT
    if contact.serving_teams and not contact.is_own_area:  # type: ignore[attr-defined]
        proposed |= {"outcome": Decision.Outcome.REDIRECTED}
    return proposed


@require_http_methods(["POST"])
def undo_decision(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Take the decision back: the contact is screened again."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor), pk=contact_id)
    require(request.actor, Action.DECIDE, contact)
    try:
        services.undo_decision(actor=request.actor, contact=contact)
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The decision was taken back. The contact is being screened again."))
    return go_to(request, contact)
