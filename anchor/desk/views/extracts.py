"""The register officer's pages: find one client exactly, say who asks, preview, and make the extract once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import DomainError
from anchor.core.http import answer
from anchor.desk.deliveries import print_extract
from anchor.desk.forms.extracts import LeaveOutForm, SeekForm, WishForm
from anchor.desk.services import extract_requests as requests
from anchor.desk.services import extracts as services
from clients.models import ExtractRequest


@require_http_methods(["GET", "POST"])
def extracts(request: ActorRequest) -> HttpResponse:
    """Look for a client by the exact identity code, or name and birth date; those opened and not closed stand below."""
    require(request.actor, Action.SEEK_FOR_EXTRACT)
    form = SeekForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError):
            made = requests.open_request(actor=request.actor, sought=form.sought)
            return redirect("extract", made[0].pk) if len(made) == 1 else redirect("extracts")
    context = {"form": form, "requests": requests.open_requests(request.actor)}
    return answer(request, "desk/extracts.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def extract(request: ActorRequest, extract_id: UUID) -> HttpResponse:
    """Say who asks for which extract, and look at what would be in it."""
    require(request.actor, Action.SEEK_FOR_EXTRACT)
    try:
        with requests.request_in_scope(request.actor, extract_id) as (officer, about):
            form = WishForm(request.POST or None, people=services.people_who_may_ask(officer, about))
            context = {"form": form, "about": about, "contents": None}
            context["threatening"] = services.threatening(officer, about)
            if request.method == "POST" and form.is_valid():
                with form.errors_from(DomainError):
                    contents = services.contents_of(officer, about, form.wish)
                    services.remember_preview(officer, about, contents)
                    leaving = LeaveOutForm(keys=contents.keys)
                    context |= {"contents": contents, "leaving": leaving}
            if context["contents"] is None:
                record_read(officer, about, sections=("name", "related_persons"))
            failed = request.method == "POST" and context["contents"] is None
            return answer(request, "desk/extract.html", context, status=422 if failed else 200)
    except ExtractRequest.DoesNotExist as missing:
        raise Http404 from missing


@require_POST
def make_extract(request: ActorRequest, extract_id: UUID) -> HttpResponse:
    """The PDF, once, without what was ticked on the preview."""
    require(request.actor, Action.SEEK_FOR_EXTRACT)
    try:
        with requests.request_in_scope(request.actor, extract_id) as (officer, about):
            form = WishForm(request.POST, people=services.people_who_may_ask(officer, about))
            if form.is_valid():
                with form.errors_from(DomainError):
                    contents = services.contents_of(officer, about, form.wish)
                    leaving = LeaveOutForm(request.POST, keys=contents.keys)
                    if not leaving.is_valid():  # ticks of another preview than this one
                        raise DomainError(_("What is held has changed. Look at the extract again."), code="changed")
                    made = services.make_extract(
                        actor=officer,
                        request=about,
                        wish=form.wish,
                        left_out=leaving.cleaned_data["leave"],
                        why=leaving.cleaned_data["why"],
                    )
                    language, office = form.cleaned_data["language"], officer.membership.organisation
                    pdf = print_extract(about, made, language=language, controller=str(office))
                    response = HttpResponse(pdf, content_type="application/pdf")
                    response.headers["Content-Disposition"] = f'attachment; filename="anchor-{form.wish.kind}.pdf"'
                    return response
            context = {"form": form, "about": about, "contents": None}
            context["threatening"] = services.threatening(officer, about)
            return answer(request, "desk/extract.html", context, status=422)
    except ExtractRequest.DoesNotExist as missing:
        raise Http404 from missing


@require_POST
def close_extract(request: ActorRequest, extract_id: UUID) -> HttpResponse:
    """Close the client's records when the asker has got what they asked for."""
    require(request.actor, Action.SEEK_FOR_EXTRACT)
    try:
        with requests.request_in_scope(request.actor, extract_id) as (officer, about):
            requests.close_request(actor=officer, request=about)
    except ExtractRequest.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("The records are closed again."))
    return redirect("extracts")
