"""One meeting, as its reader may know it; and the view to show to the adolescent."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record, record_read
from anchor.core.http import answer, is_swap
from anchor.tenancy.codes import labels
from clients.forms.case import TaskForm
from meetings import services
from meetings.models import Meeting
from meetings.services.about import adolescent_of, meetings_known

Status = Meeting.Status


@require_http_methods(["GET", "POST"])
def meeting(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """When and who, and what was talked about and agreed where that exists for the reader."""
    row = get_object_or_404(meetings_known(request.actor), pk=meeting_id)
    stored = services.stored_of(request.actor, row)
    if request.method == "POST" or request.GET.get("show") == "place":
        return _kept_apart(request, stored)
    if request.GET.get("show") == "adolescent":
        return _to_show(request, stored)
    sections = [name for name, part in _sections(stored) if part]
    context = _context(stored) | {
        "adolescent": adolescent_of(row, row.case),
        "may_change": row.case.is_open and services.may_change(row, stored.words.summary),
        "my_sector": request.actor.sector,
    }
    record_read(request.actor, row, sections=sections, swap=is_swap(request))
    return answer(request, "meetings/meeting.html", context)


def _to_show(request: ActorRequest, stored: services.Stored) -> HttpResponse:
    """Summary and agreed actions only, for turning the screen. Without a summary to read there is nothing to show."""
    if stored.words.summary is None:
        raise Http404
    record_read(request.actor, stored.meeting, sections=("summary", "agreed_actions"))
    return answer(request, "meetings/to_show.html", _context(stored))


def _kept_apart(request: ActorRequest, stored: services.Stored) -> HttpResponse:
    """Where a meeting under non-disclosure was: with the right, for a task, one view at a time, each with its own row."""
    meeting, place = stored.meeting, stored.words.place
    if place is None or not place.protected:
        raise Refused(Action.OPEN_PROTECTED, meeting)
    form = TaskForm(request.POST or None)
    context: dict[str, Any] = {"meeting": meeting, "case": meeting.case, "form": form, "place": None}
    if request.method == "POST" and form.is_valid():
        record(request.actor, Verb.ADDRESS_OPENED, meeting, ground=form.cleaned_data["task"])
        context["place"] = place
    record_read(request.actor, meeting, sections=("meeting", *(["place"] if context["place"] else [])))
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return answer(request, "meetings/place.html", context, status=status)


def _sections(stored: services.Stored) -> list[tuple[str, Any]]:
    return [
        ("meeting", True),
        ("summary", stored.words.summary),
        ("agreed_actions", stored.words.agreed),
        ("own_note", stored.words.notes),
    ]


def _context(stored: services.Stored) -> dict[str, Any]:
    row, areas, account = stored.meeting, labels("life_area"), stored.account
    summary, place = stored.words.summary, stored.words.place
    return {
        "meeting": row,
        "case": row.case,
        "kind": labels("meeting_kind").get(row.kind, row.kind),
        "status": labels("meeting_status").get(row.status, row.status),
        "cancelled_by": labels("cancelled_by").get(row.cancelled_by, ""),
        "is_to_come": row.status == Status.PLANNED,
        "present": stored.present,
        "invited": stored.invited,
        "summary": summary,
        "place": account.place,
        "others": account.others,
        "is_kept_apart": place is not None and place.protected,
        "topics": [areas.get(code, code) for code in summary.topics] if summary else [],
        "strengths": [areas.get(code, code) for code in summary.strengths] if summary else [],
        "agreed": stored.words.agreed,
        "notes": stored.words.notes,
    }
