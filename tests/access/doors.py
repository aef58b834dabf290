"""Doors that exist only in tests: one for each way a request can end."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import include, path

from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.tenancy.models import PoliceDepartment
from clients.models import Case


def write_and_end(request, how):
    """Leave a row of data (as a savepoint would) and a row of the memory, then end in one of the ways."""
    case = Case.objects.visible_to(request.actor).first()
    case.next_step_on = case.opened_on
    case.save(update_fields=["next_step_on"])
    record(request.actor, Verb.CASE_CHANGED, case)
    endings = {
        "ok": lambda: HttpResponse("ok"),
        "not-found": lambda: _raise(Http404()),
        "forbidden": lambda: _raise(PermissionDenied()),
        "bad": lambda: _raise(BadRequest()),
        "conflict": lambda: HttpResponse("conflict", status=409),
        "broken": lambda: _raise(RuntimeError("broken")),
        "stream": lambda: StreamingHttpResponse(iter([b"a"])),
    }
    return endings[how]()


def lazy(request):
    """A lazy template that asks for rows while it is rendered."""
    return SimpleTemplateResponse("tests/lazy.html", {"cases": Case.objects.visible_to(request.actor).order_by("pk")})


def who_am_i(request):
    """What the database knows of the asker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.tenant', true), current_setting('app.sector', true)")
        return HttpResponse("|".join(str(value or "") for value in cursor.fetchone()))


def count_all(request):
    """Every case the wall lets through, with no rule asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clients_case")
        return HttpResponse(str(cursor.fetchone()[0]))


def steal(request):
    """Change something the application has no right to change."""
    PoliceDepartment.objects.update(name_fi="x")
    return HttpResponse("stolen")


def _raise(error):
    raise error


urlpatterns = [
    path("end/<str:how>/", write_and_end),
    path("lazy/", lazy),
    path("who/", who_am_i),
    path("count/", count_all),
    path("steal/", steal),
    path("", include("anchor.urls")),
]
handler400 = "anchor.desk.errors.bad_request"
handler403 = "anchor.desk.errors.forbidden"
handler404 = "anchor.desk.errors.not_found"
handler500 = "anchor.desk.errors.server_error"
