from django.urls import path

from anchor.desk.views import access_log, drafts, extracts, home, matrix, protected_right, retention, today

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("who-may-see-what/", matrix.matrix, name="matrix"),
    path("log/", access_log.access_log, name="access_log"),
    path("retention/", retention.retention, name="retention"),
    path("protected-rights/", protected_right.protected_rights, name="protected_rights"),
    path("protected-rights/<uuid:member_id>/", protected_right.protected_right, name="protected_right"),
    path("extracts/", extracts.extracts, name="extracts"),
    path("extracts/<uuid:extract_id>/", extracts.extract, name="extract"),
    path("extracts/<uuid:extract_id>/pdf/", extracts.make_extract, name="make_extract"),
    path("extracts/<uuid:extract_id>/close/", extracts.close_extract, name="close_extract"),
    path("today/", today.today, name="today"),
    path("drafts/<slug:form>/<str:about>/", drafts.draft, name="draft"),
]
