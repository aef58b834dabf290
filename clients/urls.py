from django.urls import path

from clients.views.case import case
from clients.views.cases import cases

urlpatterns = [
    path("cases/", cases, name="cases"),
    path("cases/<uuid:case_id>/", case, name="case"),
]
