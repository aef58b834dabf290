"""The page of one case: what is going on, what comes next, who works on it, and what has happened."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.kept import sharing
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core import contributions
from anchor.core.http import answer, is_swap
from clients.chronology import Entry
from clients.services.between import requests_that_wait
from clients.services.case_page import CasePage, case_with_page
from clients.services.story import KINDS, story_of

ENTRIES_SHOWN = 10


@require_http_methods(["GET"])
def case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Open a case. One row in the memory says which parts were shown."""
    actor = request.actor
    found = case_with_page(actor, case_id)
    if found is None:
        raise Http404
    page = CasePage(found)
    if page.is_of_emergency_alone and page.emergency:
        return redirect("emergency", page.emergency["id"])
    context: dict[str, Any] = {"page": page, "case": page.case}
    with sharing(actor, page.case):
        context |= _story(request, story_of(page, actor))
        if not is_swap(request):
            agreed = contributions.ask(contributions.next_steps, page.case, actor)
            context["next_steps"] = [*requests_that_wait(page, actor), *agreed]
    # A swap that shows more entries than the look before it is another look: the sections say kinds and number.
    shown = context["entries"]
    kinds = sorted({f"story_{entry.kind}" for entry in shown})
    sections = (*page.sections, *kinds, f"entries_{len(shown)}")
    record_read(actor, page.case, sections=sections, swap=is_swap(request))
    return answer(request, "clients/case.html", context, part="story")


def _story(request: ActorRequest, entries: list[Entry]) -> dict[str, Any]:
    """The entries of the chosen kind, so many of them as were asked for, with the tabs."""
    kind = request.GET.get("kind", "")
    of_kind = [entry for entry in entries if kind not in KINDS or entry.kind == kind]
    number = _number(request.GET.get("shown"))
    return {
        "entries": of_kind[:number],
        "older": len(of_kind) - number,
        "older_url": _address(request, kind, number + 2 * ENTRIES_SHOWN),
        "tabs": _tabs(request, entries, kind),
    }


def _number(asked: str | None) -> int:
    return min(int(asked), 10_000) if asked and asked.isascii() and asked.isdigit() else ENTRIES_SHOWN


def _tabs(request: ActorRequest, entries: list[Entry], current: str) -> list[dict[str, Any]]:
    """Tabs of the kinds there are, with their numbers."""
    words = {
        "meeting": _("Meetings"),
        "note": _("Notes"),
        "referral": _("Referrals"),
        "decision": _("Decisions"),
        "consent": _("Consents"),
        "disclosure": _("Between sectors"),
    }
    counts = {kind: sum(entry.kind == kind for entry in entries) for kind in KINDS}
    tabs = [{"url": _address(request, ""), "label": _("All"), "count": len(entries), "current": current not in KINDS}]
    tabs += [
        {"url": _address(request, kind), "label": words[kind], "count": number, "current": kind == current}
        for kind, number in counts.items()
        if number or kind == current
    ]
    return tabs


def _address(request: ActorRequest, kind: str, shown: int | None = None) -> str:
    query = {name: value for name, value in (("kind", kind), ("shown", shown)) if value}
    return f"{request.path}?{urlencode(query)}#story" if query else f"{request.path}#story"
