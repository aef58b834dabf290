from django.urls import path

from anchor.desk.views import access_log, drafts, extracts, home, matrix, retention, today

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("who-may-see-what/", matrix.matrix, name="matrix"),
    path("log/", access_log.access_log, name="access_log"),
    path("retention/", retention.retention, name="retention"),
    path("extracts/", extracts.extracts, name="extracts"),
    path("extracts/<uuid:extract_id>/", extracts.extract, name="extract"),
    path("extracts/<uuid:extract_id>/pdf/", extracts.make_extract, name="make_extract"),
    path("extracts/<uuid:extract_id>/close/", extracts.close_extract, name="close_extract"),
    path("today/", today.today, name="today"),
    path("drafts/<slug:form>/<str:about>/", drafts.draft, name="draft"),
]
