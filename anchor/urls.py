"""The doors. Every door demands sign-in unless its view says otherwise; each stands in the door table (tests/doors)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("anchor.desk.urls")),
    path("", include("anchor.accounts.urls")),
    path("", include("clients.urls")),
    path("", include("meetings.urls")),
    path("", include("referrals.urls")),
    path("", include("reporting.urls")),
]

handler400 = "anchor.desk.errors.bad_request"
handler403 = "anchor.desk.errors.forbidden"
handler404 = "anchor.desk.errors.not_found"
handler500 = "anchor.desk.errors.server_error"
