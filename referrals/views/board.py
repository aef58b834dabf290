"""The board of referrals onward, and the same as a list."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core.http import answer, is_swap
from anchor.core.paging import page_by_key
from referrals import board
from referrals.forms.onward import BoardFilter


@require_http_methods(["GET"])
def referral_board(request: ActorRequest) -> HttpResponse:
    """Referrals of the cases one works on, by status; `view=list` shows all of them in pages."""
    require(request.actor, Action.SEE_REFERRALS)
    form = BoardFilter(request.GET)
    wanted = form.wanted()
    rows = board.referrals_of(
        request.actor,
        service=wanted.get("service", ""),
        sector=wanted.get("sector", ""),
        late_only=bool(wanted.get("late")),
    )
    is_list = request.GET.get("view") == "list"
    shown = _list(request, rows) if is_list else _board(request, rows)
    referrals = [ticket.referral for ticket in shown["tickets"]]
    record_reads(request.actor, Verb.LISTED, referrals, swap=is_swap(request))
    late = sum(ticket.is_late for ticket in shown["tickets"])
    context = {"filter": form, "is_list": is_list, "late": late, "is_filtered": bool(wanted), **shown}
    return answer(request, "referrals/board.html", context, part="result")


def _board(request: ActorRequest, rows: Any) -> dict[str, Any]:
    tickets = board.tickets(board.board_rows(rows), request.actor)
    return {"tickets": tickets, "lanes": board.lanes(tickets), "page": None}


def _list(request: ActorRequest, rows: Any) -> dict[str, Any]:
    page = page_by_key(rows, ("-proposed_on", "-id"), after=request.GET.get("after"), before=request.GET.get("before"))
    return {"tickets": board.tickets(page.rows, request.actor), "lanes": [], "page": page}
