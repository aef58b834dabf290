"""Another team has received a contact: the earlier team's responsible worker decides whether to call, and on what ground."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer, is_swap
from clients.models import Case, PresenceNotice
from clients.services.presence import answer_notice
from referrals import grounds
from referrals.forms.presence import NoticeForm


@require_http_methods(["GET", "POST"])
def presence_notice(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    """Which team it is, and no more; the case is shown as its worker may know it."""
    actor = request.actor
    notices = PresenceNotice.objects.visible_to(actor).select_related("other_team")
    notice = get_object_or_404(notices, pk=notice_id)
    form = NoticeForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            answer_notice(actor=actor, notice=notice, **form.cleaned_data)
            messages.success(request, _("Your decision is recorded."))
            return redirect("today")
    record_read(actor, notice, sections=("shell",), swap=is_swap(request))
    context = {
        "notice": notice,
        "form": form,
        "case": Case.objects.visible_to(actor).filter(pk=notice.case_id).first(),
        "ground": grounds.label(notice.ground) if notice.ground else "",
    }
    return answer(request, "referrals/presence_notice.html", context, status=422 if form.is_bound else 200)
