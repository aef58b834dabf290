"""The doors of reporting."""

from django.urls import path

from reporting import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<uuid:report_id>/", views.report, name="report"),
    path("reports/<uuid:report_id>/pdf/", views.report_pdf, name="report_pdf"),
    path("reports/<uuid:report_id>/cancel/", views.cancel_report, name="cancel_report"),
    path("reports/<uuid:report_id>/retry/", views.retry_report, name="retry_report"),
]
