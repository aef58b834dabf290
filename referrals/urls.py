from django.urls import path

from referrals.views import board, contact, decision, onward, opening, place, questions, queue, screening

urlpatterns = [
    path("contacts/", queue.contacts, name="contacts"),
    path("contacts/new/", contact.new_contact, name="new_contact"),
    path("contacts/<uuid:contact_id>/", contact.contact, name="contact"),
    path("contacts/<uuid:contact_id>/change/", contact.change_contact, name="change_contact"),
    path("contacts/<uuid:contact_id>/place/", place.contact_place, name="contact_place"),
    path("contacts/<uuid:contact_id>/opinion/", screening.give_opinion, name="give_opinion"),
    path("contacts/<uuid:contact_id>/child-welfare/", screening.answer_child_welfare, name="answer_child_welfare"),
    path("contacts/<uuid:contact_id>/ground/", screening.record_ground, name="record_ground"),
    path("contacts/<uuid:contact_id>/decision/", decision.decide, name="decide"),
    path("contacts/<uuid:contact_id>/decision/undo/", decision.undo_decision, name="undo_decision"),
    path("contacts/<uuid:contact_id>/open-case/", opening.open_case, name="open_case"),
    path("contacts/<uuid:contact_id>/questions/new/", questions.ask_about_contact, name="ask_about_contact"),
    path("cases/<uuid:case_id>/questions/new/", questions.ask_about_case, name="ask_about_case"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("questions/<uuid:question_id>/withdraw/", questions.withdraw_question, name="withdraw_question"),
    path("referrals/", board.referral_board, name="referral_board"),
    path("referrals/<uuid:referral_id>/", onward.follow_referral, name="follow_referral"),
    path("cases/<uuid:case_id>/referrals/new/", onward.new_referral, name="new_referral"),
]
