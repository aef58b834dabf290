from django.urls import path

from meetings import views

urlpatterns = [
    path("cases/<uuid:case_id>/meetings/new/", views.log_meeting, name="log_meeting"),
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/change/", views.change_meeting, name="change_meeting"),
    path("actions/<uuid:action_id>/done/", views.mark_action, name="mark_action"),
    path("actions/<uuid:action_id>/not-done/", views.unmark_action, name="unmark_action"),
    path("notes/<uuid:note_id>/share/", views.share_note, name="share_note"),
    path("notes/<uuid:note_id>/take-back/", views.take_back_note, name="take_back_note"),
]
