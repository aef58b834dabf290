"""The case list: what the actor may know to exist, searched, narrowed, sorted, and paged by key.

What is searched for is posted, and the answer leads to an address that names it by a token (clients.services.searching).
"""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import can
from anchor.accounts.actor import Actor, ActorRequest
from anchor.accounts.models import TeamArea
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core.http import answer, is_swap
from anchor.core.paging import Page, page_by_key
from anchor.tenancy.places import sorted_names
from clients.forms.cases import CaseFilters
from clients.models import Case
from clients.services.finding import SORTS, find, is_whole_team, known_cases, narrow
from clients.services.searching import keep_search, kept_search
from clients.services.shown import ShownCase, listed_cases

SEARCH = "search"


@require_http_methods(["GET", "POST"])
def cases(request: ActorRequest) -> HttpResponse:
    """The list, whole or only its results. Each adolescent shown leaves a row in the memory."""
    actor = request.actor
    if not can(actor, Action.SEE_CASES):
        raise PermissionDenied(_("Cases are for those who work in an Anchor team."))
    if request.method == "POST":
        return redirect(_address(request))
    token = request.GET.get(SEARCH, "")
    text = kept_search(request.session, actor, token) if token else ""
    form = _form(actor, request.GET, text or "")
    page = _page(actor, form, request.GET)
    rows = [ShownCase(case) for case in page.rows]
    record_reads(actor, Verb.LISTED, page.rows, swap=is_swap(request))
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "sort": form.filters.get("sort") or "newest",
        "is_coordinator": actor.is_coordinator,
        "looks_on": not can(actor, Action.SEE_DAY),
        "search_is_gone": text is None,
    }
    return answer(request, "clients/cases.html", context, part="result")


def _form(actor: Actor, query: QueryDict, text: str) -> CaseFilters:
    """The filters of an address and what is searched for; words that stand in the address itself are not looked at."""
    data = query.copy()
    data["q"] = text
    places = sorted_names(_served(actor))
    return CaseFilters(data, places=places, is_coordinator=actor.is_coordinator, auto_id="f_%s")


def _address(request: ActorRequest) -> str:
    """Where the results of a posted form stand: its filters, and a token in place of the words."""
    typed = _form(request.actor, request.POST, request.POST.get("q", "")).filters
    query = QueryDict(mutable=True)
    for name in ("stage", "place", "responsible", "sort", "only"):
        if value := typed.get(name):
            query.setlist(name, value if isinstance(value, list) else [value])
    if text := typed.get("q"):
        query[SEARCH] = keep_search(request.session, request.actor, text)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _page(actor: Actor, form: CaseFilters, query: QueryDict) -> Page[Case]:
    """The rows of one page; only these get their parts, so that filtering and counting stay plain."""
    filters = form.filters
    text = filters.get("q", "")
    found = narrow(find(known_cases(actor, text), actor, text), actor, filters)
    keys = SORTS[filters.get("sort") or "newest"]
    whole = is_whole_team(actor, filters)
    few = not actor.is_coordinator  # no more than their grants
    after, before = query.get("after"), query.get("before")
    page = page_by_key(found, keys, after=after, before=before, along_index=whole, bounded=few)
    parts = {case.pk: case for case in listed_cases(actor, [case.pk for case in page.rows])}
    return replace(page, rows=[parts[case.pk] for case in page.rows])


def _served(actor: Actor) -> list[str]:
    """Codes of the municipalities the team serves today."""
    today = timezone.localdate()
    served = TeamArea.objects.filter(
        Q(served_to=None) | Q(served_to__gte=today), served_from__lte=today, team=actor.team
    )
    return list(served.order_by("municipality_id").values_list("municipality_id", flat=True))
