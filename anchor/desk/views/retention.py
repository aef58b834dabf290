"""The auditor's lists of what is due by the retention rules of one controller."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.core.http import answer
from anchor.desk.services.retention import LISTED, MOST, RULES, due_of


@require_http_methods(["GET"])
def retention(request: ActorRequest) -> HttpResponse:
    """One list at a time; all rules stand above it, with whether they are in force."""
    require(request.actor, Action.SEE_RETENTION)
    chosen = LISTED.get(request.GET.get("class", "")) or LISTED["case"]
    tabs = [
        {"url": f"?class={code}", "label": rule.label, "current": rule is chosen, "count": None}
        for code, rule in LISTED.items()
    ]
    rows = due_of(request.actor, chosen)
    context = {"rules": RULES, "chosen": chosen, "tabs": tabs, "rows": rows, "is_cut": len(rows) == MOST}
    return answer(request, "desk/retention.html", context)
