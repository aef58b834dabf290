"""Error pages: what happened, that nothing was lost, where to go. A stranger's 404 tells nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be understood, or was larger than any form of ours."""
    return _say(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A colleague who may know but not act. The refusal is already in the memory."""
    return _say(request, 403, getattr(exception, "words", exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing that may be known: the two look the same."""
    return _say(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error of ours. The page needs nothing that may be broken: no database, no actor, no context."""
    return HttpResponse(render_to_string("500.html"), status=500)


def _say(request: HttpRequest, status: int, why: Any = "") -> HttpResponse:
    return render(request, f"{status}.html", {"why": why}, status=status)
