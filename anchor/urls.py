"""The doors. Every door demands sign-in unless its view says otherwise; each stands in the door table."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
]
