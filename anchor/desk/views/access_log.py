"""The auditor's page: the access log of one controller, searched."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from anchor.accounts.actor import ActorRequest
from anchor.core.http import answer
from anchor.core.paging import page_by_key
from anchor.desk.forms.access_log import LogFilters
from anchor.desk.services.access_log import Search, lines_of


@require_http_methods(["GET", "POST"])
def access_log(request: ActorRequest) -> HttpResponse:
    """Rows of the own controller, newest first. Each look leaves a row itself, with the number of rows shown.

    What is looked for and which page is posted: a colleague's name or a case number in an address would stay in the browser's
    history and in every log on the way.
    """
    sent = request.POST if request.method == "POST" else None
    form = LogFilters(sent or {})
    search = Search(request.actor, form.wanted)
    rows = search.rows if form.is_valid() else search.rows.none()  # a day that was not understood finds nothing
    page = page_by_key(rows, ("-at", "-id"), after=form.data.get("after"), before=form.data.get("before"))
    search.remember(len(page.rows))
    context = {"form": form, "page": page, "lines": lines_of(page.rows), "search": search}
    return answer(request, "desk/access_log.html", context, part="result")
