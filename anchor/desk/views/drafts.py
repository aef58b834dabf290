"""Autosave: keeps what somebody types, for them alone."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.accounts.actor import ActorRequest
from anchor.core.display import format_clock
from anchor.core.drafts import save_draft
from anchor.desk.draft_forms import may_keep

MOST_BYTES = 200_000


@require_http_methods(["POST"])
def draft(request: ActorRequest, form: str, about: str) -> HttpResponse:
    """Keep the fields of a form, urlencoded. Answers the time of day; a body over 200 kB is refused, not cut."""
    if not may_keep(request.actor, form, about):
        raise Http404
    if len(request.body) > MOST_BYTES:
        return HttpResponse(_("This is too long to be kept as a draft."), status=413, content_type="text/plain")
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        return HttpResponse(status=400)
    saved_at = save_draft(request.actor, form, about, body)
    return HttpResponse(format_clock(timezone.localtime(saved_at)), content_type="text/plain; charset=utf-8")
