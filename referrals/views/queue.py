"""The queue: contacts being screened, oldest first, and those the team has decided on."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core.http import answer, is_swap
from anchor.core.paging import page_by_key
from referrals import queue
from referrals.team import team_of


@require_http_methods(["GET"])
def contacts(request: ActorRequest) -> HttpResponse:
    """Contacts of one tab, nameless."""
    require(request.actor, Action.SCREEN)
    team = team_of(request.actor)
    tab = request.GET.get("tab", "")
    tab = tab if tab in queue.TABS else "waiting"
    rows, order = queue.contacts_in(tab, request.actor)
    page = page_by_key(rows, order, after=request.GET.get("after"), before=request.GET.get("before"))
    record_reads(request.actor, Verb.LISTED, page.rows, swap=is_swap(request))
    opinions = queue.opinions_on(page.rows, request.actor)
    context = {
        "tab": tab,
        "tabs": tabs(tab, queue.waiting_counts(request.actor)),
        "page": page,
        "rows": queue.rows_of(page.rows, opinions, team),
        "answer_days": team.answer_days,
    }
    return answer(request, "referrals/contacts.html", context, part="result")


def tabs(current: str, counts: dict[str, int]) -> list[dict]:
    """The tabs of the queue; only what waits is counted."""
    url = reverse("contacts")
    return [
        {
            "url": url if tab == "waiting" else f"{url}?tab={tab}",
            "label": label,
            "current": tab == current,
            "count": counts.get(tab),
        }
        for tab, label in queue.TABS.items()
    ]
