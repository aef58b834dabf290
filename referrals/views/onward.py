"""Referring a client onward from their case, and following what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import can, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer, go_to, is_swap
from anchor.tenancy import codes
from clients.models import Case
from referrals import board, grounds
from referrals.forms.onward import FollowForm, ReferralForm
from referrals.models import OnwardReferral
from referrals.services import onward as services
from referrals.views.contact import shown_conflict


@require_http_methods(["GET", "POST"])
def new_referral(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Guide the client of a case to a service."""
    case = get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)
    require(request.actor, Action.REFER_ONWARD, case)
    has_consent = services.living_consent(request.actor, case)
    form = ReferralForm(
        request.POST or None, request.FILES or None, has_consent=has_consent, initial={"status": "proposed"}
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        with form.errors_from(DomainError):
            services.refer_onward(
                actor=request.actor,
                case=case,
                referral_id=given["once"],
                service=given["service"],
                unit=given["unit"],
                basis=given["basis"],
                proposed_on=given["proposed_on"],
                progress=form.progress(),
            )
            messages.success(request, _("The referral is recorded."))
            return go_to(request, case)
    if not form.is_bound:
        record_read(request.actor, case, sections=["shell"], swap=is_swap(request))
    person = board.people_of({case.pk}, request.actor)[case.pk]
    context = {"form": form, "case": case, "person": person, "has_consent": has_consent}
    status = 422 if form.is_bound else 200
    return answer(request, "referrals/new_referral.html", context, part="form", status=status)


@require_http_methods(["GET", "POST"])
def follow_referral(request: ActorRequest, referral_id: UUID) -> HttpResponse:
    """What has become of a referral. Its own sector writes; others on the case read it with consent."""
    rows = OnwardReferral.objects.visible_to(request.actor).select_related("author__user")
    referral = get_object_or_404(rows, pk=referral_id)
    may_follow = can(request.actor, Action.FOLLOW_REFERRAL, referral)
    form = None
    theirs = None
    if request.method == "POST":
        require(request.actor, Action.FOLLOW_REFERRAL, referral)
        form = FollowForm(request.POST, request.FILES)
        if form.is_valid():
            with form.errors_from(DomainError):
                try:
                    services.follow_referral(
                        actor=request.actor,
                        referral=referral,
                        read_version=form.cleaned_data["version"],
                        unit=form.cleaned_data["unit"],
                        progress=form.progress(),
                    )
                except Conflict as conflict:
                    theirs = board.tickets([shown_conflict(form, conflict)], request.actor)[0]
                    raise
                messages.success(request, _("The referral is saved."))
                return go_to(request, reverse("follow_referral", args=[referral.pk]))
    elif may_follow:
        form = FollowForm(initial=FollowForm.shown(referral))
    record_read(request.actor, referral, sections=["referral"], swap=is_swap(request))
    context = {
        "form": form,
        "referral": referral,
        "ticket": board.tickets([referral], request.actor)[0],
        "basis": grounds.label(referral.basis),
        "theirs": theirs,
        "sees_board": can(request.actor, Action.SEE_REFERRALS),
        "statuses": codes.labels("referral_status"),
    }
    status = 422 if request.method == "POST" else 200
    return answer(request, "referrals/follow_referral.html", context, part="form", status=status)
