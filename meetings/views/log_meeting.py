"""Logging a meeting: from the case page to a saved meeting in a few keys."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.services import record_read
from anchor.core.display import sector_place
from anchor.core.drafts import drop_draft, load_draft
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from meetings import services
from meetings.forms.meeting import MeetingForm, defaults
from meetings.services.about import adolescent_of, cases_to_log, unlogged_meetings
from meetings.services.guardians import guardians_from

FORM = "log_meeting"


@require_http_methods(["GET", "POST"])
def log_meeting(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Record a meeting that was held, or agree one to come: the page team members use most."""
    case = get_object_or_404(cases_to_log(request.actor), pk=case_id)
    if not case.may_log:  # type: ignore[attr-defined]
        raise Refused(Action.LOG_MEETING, case)
    context = _context(request, case)
    form: MeetingForm = context["form"]
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            meeting, is_new = services.log_meeting(
                actor=request.actor, case=case, account=form.account(), note=form.note(), next_at=form.next_moment()
            )
            drop_draft(request.actor, FORM, str(case.pk))
            messages.success(request, _said(meeting, is_new))
            return go_to(request, meeting)
    record_read(request.actor, case, sections=("meeting_form",), swap=is_swap(request))
    status = 422 if request.method == "POST" else 200
    return answer(request, "meetings/log_meeting.html", context, part="form", status=status)


def _said(meeting: Any, is_new: bool) -> str:
    if not is_new:
        return _("This meeting was already saved. It was saved once.")
    return _("The meeting was agreed.") if meeting.status == "planned" else _("The meeting was saved.")


def _context(request: ActorRequest, case: Any) -> dict[str, Any]:
    actor = request.actor
    people = services.people_of(actor, case)
    adolescent = adolescent_of(case, case)
    is_new = request.method == "GET"
    form = MeetingForm(
        None if is_new else request.POST,
        case=case,
        people=people,
        adolescent=adolescent.first_name,
        may_write_text=may_write_text(actor),
        guardians=guardians_from(case.guardians_part),
        initial=defaults(people, is_first=not case.has_met, now=timezone.now()),
        rows=[],
    )
    draft = load_draft(actor, FORM, str(case.pk)) if is_new else None
    if draft is not None:
        form.take_draft(draft.data)
    return {
        "case": case,
        "meeting": None,
        "adolescent": adolescent,
        "form": form,
        "draft": draft,
        "draft_form": FORM,
        "draft_about": case.pk,
        "unlogged": unlogged_meetings(actor, case.pk) if is_new else [],
        "readers": readers(actor, people),
        "comparison": None,
    }


def may_write_text(actor: Actor) -> bool:
    """Whether the actor's team keeps the text of sector notes here, and not only in each sector's own system."""
    return bool(actor.team and actor.team.note_text_allowed)


def readers(actor: Actor, people: services.People) -> list[str]:
    """The sectors that read the shared summary whether present or not: the writer's own and those with consent."""
    return sorted({actor.sector} | {one.sector for one in people.values() if one.consented}, key=sector_place)
