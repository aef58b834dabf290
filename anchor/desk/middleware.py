"""Headers that keep pages with client data out of every cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class SafeHeaders:
    """`Cache-Control: no-store` on every answer of the program; static files are served before and may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
