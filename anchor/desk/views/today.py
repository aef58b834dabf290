"""The first page of the day: meetings, what waits for one's sector, follow-ups, and one's own drafts."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import can
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core import contributions
from anchor.core.drafts import own_drafts
from anchor.core.http import answer
from anchor.desk.draft_forms import shown_drafts
from anchor.desk.services.today import Day


@require_http_methods(["GET"])
def today(request: ActorRequest) -> HttpResponse:
    """Everything that asks something of this person today."""
    actor = request.actor
    if not can(actor, Action.SEE_DAY):
        raise PermissionDenied(_("Today is for those who work in an Anchor team."))
    now = timezone.localtime()
    day = Day(now, contributions.ask(contributions.today, actor, now.date()), shown_drafts(actor, own_drafts(actor)))
    shown = {one.about.pk: one.about for one in (*day.items, *day.drafts) if one.about is not None}
    record_reads(actor, Verb.LISTED, shown.values())
    return answer(request, "desk/today.html", {"day": day})
