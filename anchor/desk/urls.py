from django.urls import path

from anchor.desk.views import drafts, home, matrix, today

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("who-may-see-what/", matrix.matrix, name="matrix"),
    path("today/", today.today, name="today"),
    path("drafts/<slug:form>/<str:about>/", drafts.draft, name="draft"),
]
