"""Questions to experts: asked from a case or a contact, read and answered once by the expert, taken back by the asker."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import can, require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_read, record_reads
from anchor.core.errors import DomainError
from anchor.core.http import answer, go_to, is_swap
from clients.models import Case
from referrals import board, queue
from referrals.forms.questions import AnswerForm, QuestionForm
from referrals.models import Contact, ExpertQuestion
from referrals.services import questions as services


@require_http_methods(["GET"])
def questions(request: ActorRequest) -> HttpResponse:
    """The expert's first page: the questions that wait for their answer."""
    require(request.actor, Action.SEE_QUESTIONS)
    found = ExpertQuestion.objects.visible_to(request.actor).select_related("author__user")
    waiting = list(found.order_by("until", "pk"))
    record_reads(request.actor, Verb.LISTED, waiting, swap=is_swap(request))
    return answer(request, "referrals/questions.html", {"questions": waiting})


@require_http_methods(["GET", "POST"])
def question(request: ActorRequest, question_id: UUID) -> HttpResponse:
    """One question: the expert reads and answers it, the asker's side reads it with its answer."""
    actor = request.actor
    people = ("author__user", "expert__user", "case")
    found = get_object_or_404(ExpertQuestion.objects.visible_to(actor).select_related(*people), pk=question_id)
    may_answer = can(actor, Action.ANSWER_QUESTION, found)
    form = AnswerForm() if may_answer else None
    if request.method == "POST":
        require(actor, Action.ANSWER_QUESTION, found)
        form = AnswerForm(request.POST, request.FILES)
        if form.is_valid():
            with form.errors_from(DomainError):
                services.answer_question(actor=actor, question=found, answer=form.cleaned_data["answer"])
                messages.success(request, _("Your answer has been given. The question has left your list."))
                return go_to(request, reverse("questions"))
    context = {
        "question": found,
        "form": form,
        "about": None if may_answer else _about(actor, found),
        "may_withdraw": found.is_open and can(actor, Action.WITHDRAW_QUESTION, found),
    }
    record_read(actor, found, sections=["question"], swap=is_swap(request))
    status = 422 if request.method == "POST" else 200
    return answer(request, "referrals/question.html", context, part="form", status=status)


@require_http_methods(["GET", "POST"])
def ask_about_case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Ask an expert about a case."""
    case = get_object_or_404(Case.objects.visible_to(request.actor), pk=case_id)
    require(request.actor, Action.ASK_ABOUT_CASE, case)
    title = board.people_of({case.pk}, request.actor)[case.pk]
    return _ask(request, case, str(title))


@require_http_methods(["GET", "POST"])
def ask_about_contact(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Ask an expert about a contact that is being screened."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor).select_related("area"), pk=contact_id)
    require(request.actor, Action.ASK_ABOUT_CONTACT, contact)
    return _ask(request, contact, queue.nameless_title(contact))


@require_http_methods(["POST"])
def withdraw_question(request: ActorRequest, question_id: UUID) -> HttpResponse:
    """Take a question back; the expert no longer sees it."""
    found = get_object_or_404(ExpertQuestion.objects.visible_to(request.actor), pk=question_id)
    require(request.actor, Action.WITHDRAW_QUESTION, found)
    try:
        services.withdraw_question(actor=request.actor, question=found)
        messages.success(request, _("The question is taken back. The expert no longer sees it."))
    except DomainError as wrong:
        messages.error(request, wrong.message)
    return go_to(request, found)


def _ask(request: ActorRequest, about: Case | Contact, title: str) -> HttpResponse:
    experts = services.experts_of(request.actor)
    typed = request.POST if request.method == "POST" else None
    case = about if isinstance(about, Case) else None
    form = QuestionForm(typed, request.FILES or None, experts=experts, case=case)
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            services.ask_expert(actor=request.actor, about=about, **form.given)
            messages.success(request, _("The question is on the expert's list. You find the answer here."))
            return go_to(request, about)
    if not form.is_bound:
        record_read(request.actor, about, sections=["shell"], swap=is_swap(request))
    context: dict[str, Any] = {"form": form, "about": about, "title": title, "experts": experts}
    return answer(request, "referrals/ask_expert.html", context, part="form", status=422 if form.is_bound else 200)


def _about(actor: Actor, found: ExpertQuestion) -> dict[str, Any] | None:
    """What the question is about, for those who may know it."""
    if found.case is not None:
        return {"title": found.case.number, "url": found.case.get_absolute_url()}
    contact = Contact.objects.visible_to(actor).filter(pk=found.contact_id).select_related("area").first()
    return contact and {"title": queue.nameless_title(contact), "url": contact.get_absolute_url()}
