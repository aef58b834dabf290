"""One URL, two sizes: the same view answers a page or its moving part."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers


def answer(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Render the whole page, or for htmx the named template partial of the same file; says so to caches.

    A form with errors is answered with 422, so that a swap, a browser test and a person all know it was not saved.
    """
    wants_part = bool(part) and is_swap(request)
    response = render(request, f"{template}#{part}" if wants_part else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def go_to(request: HttpRequest, to: Any) -> HttpResponse:
    """After a save: as `redirect`, and for a form sent by htmx the header that makes the browser go there itself.

    htmx would follow a plain redirect unseen and get a whole page where it asked for a part.
    """
    onward = redirect(to)
    response = HttpResponse(status=204, headers={"HX-Redirect": onward.url}) if is_swap(request) else onward
    patch_vary_headers(response, ["HX-Request"])
    return response


def is_swap(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a history restore or a boosted visit wants the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
