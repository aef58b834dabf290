"""One meeting, as its reader may know it; and the view to show to the adolescent."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.http import answer, is_swap
from anchor.tenancy.codes import labels
from meetings import services
from meetings.models import Meeting
from meetings.services.about import adolescent_of, meetings_known

Status = Meeting.Status


@require_http_methods(["GET"])
def meeting(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """When and who, and what was talked about and agreed where that exists for the reader."""
    row = get_object_or_404(meetings_known(request.actor), pk=meeting_id)
    stored = services.stored_of(request.actor, row)
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


def _sections(stored: services.Stored) -> list[tuple[str, Any]]:
    return [
        ("meeting", True),
        ("summary", stored.words.summary),
        ("agreed_actions", stored.words.agreed),
        ("own_note", stored.words.notes),
    ]


def _context(stored: services.Stored) -> dict[str, Any]:
    row, areas = stored.meeting, labels("life_area")
    summary = stored.words.summary
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
        "place": "" if summary is None or row.case.non_disclosure else summary.place or "",
        "topics": [areas.get(code, code) for code in summary.topics] if summary else [],
        "strengths": [areas.get(code, code) for code in summary.strengths] if summary else [],
        "agreed": stored.words.agreed,
        "notes": stored.words.notes,
    }
