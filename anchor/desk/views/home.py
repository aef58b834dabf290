"""The first door: where each role begins, and a sign of life for whoever watches the servers."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import can
from anchor.accounts.actor import ActorRequest

FIRST_PAGES = {
    Action.SEE_DAY: "today",
    Action.SEE_CASES: "cases",
    Action.SEE_QUESTIONS: "questions",
    Action.READ_REPORT: "reports",
    Action.READ_LOG: "access_log",
    Action.SEEK_FOR_EXTRACT: "extracts",
    Action.OPEN_EMERGENCY: "open_emergency",
    Action.WATCH_EMERGENCIES: "emergency_accesses",
    Action.GIVE_PROTECTED_RIGHT: "protected_rights",
}


@require_http_methods(["GET"])
def home(request: ActorRequest) -> HttpResponse:
    """Team members begin with today, guests with their case, experts with what they were asked, and so on."""
    for action, page in FIRST_PAGES.items():
        if can(request.actor, action):
            return redirect(page)
    raise PermissionDenied(_("There is no page for this role yet."))


@login_not_required
@require_http_methods(["GET"])
def health(request: HttpRequest) -> HttpResponse:
    """The program answers. It says nothing else and asks the database nothing of its own."""
    return HttpResponse("ok", content_type="text/plain")
