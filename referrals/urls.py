from django.urls import path

from referrals.views import answering, board, contact, decision, onward, opening, queue, screening, transfer

urlpatterns = [
    path("contacts/", queue.contacts, name="contacts"),
    path("contacts/new/", contact.new_contact, name="new_contact"),
    path("contacts/<uuid:contact_id>/", contact.contact, name="contact"),
    path("contacts/<uuid:contact_id>/change/", contact.change_contact, name="change_contact"),
    path("contacts/<uuid:contact_id>/opinion/", screening.give_opinion, name="give_opinion"),
    path("contacts/<uuid:contact_id>/child-welfare/", screening.answer_child_welfare, name="answer_child_welfare"),
    path("contacts/<uuid:contact_id>/ground/", screening.record_ground, name="record_ground"),
    path("contacts/<uuid:contact_id>/decision/", decision.decide, name="decide"),
    path("contacts/<uuid:contact_id>/decision/undo/", decision.undo_decision, name="undo_decision"),
    path("contacts/<uuid:contact_id>/open-case/", opening.open_case, name="open_case"),
    path("referrals/", board.referral_board, name="referral_board"),
    path("referrals/<uuid:referral_id>/", onward.follow_referral, name="follow_referral"),
    path("cases/<uuid:case_id>/referrals/new/", onward.new_referral, name="new_referral"),
    path("cases/<uuid:case_id>/transfer/", transfer.send_transfer, name="send_transfer"),
    path("cases/<uuid:case_id>/arrival/", answering.arrival, name="arrival"),
    path("transfers/<uuid:transfer_id>/", transfer.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/take-back/", transfer.take_back_transfer, name="take_back_transfer"),
    path("transfers/<uuid:transfer_id>/accept/", answering.accept_transfer, name="accept_transfer"),
    path("transfers/<uuid:transfer_id>/decline/", answering.decline_transfer, name="decline_transfer"),
]
