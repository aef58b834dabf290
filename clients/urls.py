from django.urls import path

from clients.views import case, cases, client, closing, consents, guardian, guests, protection, working_group

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/working-group/", working_group.assign, name="assign"),
    path("cases/<uuid:case_id>/guests/new/", guests.invite_guest, name="invite_guest"),
    path("participations/<uuid:participation_id>/until/", guests.prolong_guest, name="prolong_guest"),
    path("participations/<uuid:participation_id>/end/", working_group.end_participation, name="end_participation"),
    path("participations/<uuid:participation_id>/lead/", working_group.lead_case, name="lead_case"),
    path(
        "participations/<uuid:participation_id>/investigates/",
        working_group.mark_investigator,
        name="mark_investigator",
    ),
    path("cases/<uuid:case_id>/contact-details/", client.contact_details, name="contact_details"),
    path("cases/<uuid:case_id>/client/", client.change_client, name="change_client"),
    path("cases/<uuid:case_id>/protection/", protection.protection, name="protection"),
    path("cases/<uuid:case_id>/consents/new/", consents.record_consent, name="record_consent"),
    path("cases/<uuid:case_id>/consents/withdraw/", consents.withdraw_all, name="withdraw_all"),
    path("consents/<uuid:consent_id>/", consents.consent, name="consent"),
    path("consents/<uuid:consent_id>/withdraw/", consents.withdraw_consent, name="withdraw_consent"),
    path("cases/<uuid:case_id>/guardian/", guardian.decide_for_guardian, name="decide_for_guardian"),
    path("cases/<uuid:case_id>/close/", closing.close_case, name="close_case"),
    path("cases/<uuid:case_id>/reopen/", closing.reopen_case, name="reopen_case"),
]
