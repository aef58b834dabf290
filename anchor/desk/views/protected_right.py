"""The administrator's pages: who may process data under non-disclosure, team by team."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.accounts.models import Membership, Team
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer
from anchor.desk.forms.protected_right import EndForm, GiveForm
from anchor.desk.services import protected_right as services


@require_http_methods(["GET"])
def protected_rights(request: ActorRequest) -> HttpResponse:
    """Every team with how many have the right; of a chosen one its people."""
    require(request.actor, Action.GIVE_PROTECTED_RIGHT)
    asked = request.GET.get("team", "")
    context: dict[str, Any] = {"teams": services.teams_with_holders(request.actor), "team": None, "people": ()}
    if asked:
        team = get_object_or_404(Team, pk=asked) if asked.isdecimal() else None
        if team is None:
            raise Http404
        context |= {"team": team, "people": list(services.shown(services.people_of(request.actor, team)))}
    return answer(request, "desk/protected_rights.html", context)


@require_http_methods(["GET", "POST"])
def protected_right(request: ActorRequest, member_id: UUID) -> HttpResponse:
    """One person: give it, change until when, or end it."""
    require(request.actor, Action.GIVE_PROTECTED_RIGHT)
    try:
        member = services.member_of(request.actor, member_id)
    except Membership.DoesNotExist as missing:
        raise Http404 from missing
    is_post, ends = request.method == "POST", "end" in request.POST
    holds, left = member.processes_protected(timezone.localdate()), services.remaining(member)
    give = GiveForm(
        request.POST if is_post and not ends else None, initial={"until": member.protected_to if holds else None}
    )
    end = EndForm(request.POST if is_post and ends else None, asks=holds and left < services.ENOUGH)
    if is_post and (done := _done(request, member, give, end)):
        return done
    record_read(request.actor, member, sections=("protected_right",))
    context = {"member": member, "holds": holds, "left": left, "give": give, "end": end}
    return answer(request, "desk/protected_right.html", context, status=422 if is_post else 200)


def _done(request: ActorRequest, member: Membership, give: GiveForm, end: EndForm) -> HttpResponse | None:
    if end.is_bound and end.is_valid():
        with end.errors_from(DomainError):
            services.end_right(actor=request.actor, member=member, confirmed=end.cleaned_data.get("confirmed", False))
            messages.success(request, _("The right has ended. What is protected is closed to this person from now on."))
            return _back(member)
    if give.is_bound and give.is_valid():
        with give.errors_from(DomainError):
            services.give_right(actor=request.actor, member=member, **give.cleaned_data)
            messages.success(request, _("The right is given."))
            return _back(member)
    return None


def _back(member: Membership) -> HttpResponse:
    return redirect(f"{reverse('protected_rights')}?team={member.team_id}")
