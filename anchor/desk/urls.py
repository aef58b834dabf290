from django.urls import path

from anchor.desk.views import access_log, drafts, home, matrix, today

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("who-may-see-what/", matrix.matrix, name="matrix"),
    path("log/", access_log.access_log, name="access_log"),
    path("today/", today.today, name="today"),
    path("drafts/<slug:form>/<str:about>/", drafts.draft, name="draft"),
]
