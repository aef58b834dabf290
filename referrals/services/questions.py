"""Asking an expert by name about one contact or one case, taking it back, and the one answer (access.md, The actor).

The expert sees the words of the question and nothing of what it is about. The grant comes with the question and goes
with the answer, the withdrawal, or the last day.
"""

import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anchor.access import grants
from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import Actor
from anchor.accounts.models import Membership, Role
from anchor.accounts.stamps import stamp
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.errors import DomainError
from anchor.core.versions import lock, save_changed
from clients.models import Case
from referrals.models import Contact, ExpertQuestion

GRIP = "answer_question"
USUAL_DAYS, MOST_DAYS = 14, 92


@transaction.atomic
def ask_expert(
    *, actor: Actor, question_id: UUID, about: Case | Contact, expert: Membership, text: str, until: datetime.date
) -> ExpertQuestion:
    """Ask an expert of the team, by name, until a day. The same form sent twice asks once."""
    place: dict[str, Case | Contact]
    if isinstance(about, Case):
        place = {"case": _open_case(actor, about)}
    else:
        require(actor, Action.ASK_ABOUT_CONTACT, about)
        place = {"contact": lock(Contact.objects.visible_to(actor), about.pk)}
    asked = ExpertQuestion.objects.visible_to(actor).filter(pk=question_id).first()
    if asked is not None:
        return asked
    _check(actor, expert, text, until)
    question = ExpertQuestion.objects.create(
        id=question_id, expert=expert, text=text, until=until, **place, **stamp(actor)
    )
    grants.grant(expert, GRIP, question, ends_on=until)
    record(actor, Verb.EXPERT_ASKED, question, expert=str(expert.pk), until=until.isoformat())
    return question


@transaction.atomic
def withdraw_question(*, actor: Actor, question: ExpertQuestion) -> ExpertQuestion:
    """Take a question back: the expert loses sight of it at the next request. An answer given stays."""
    require(actor, Action.WITHDRAW_QUESTION, question)
    question = _locked(actor, question)
    if question.withdrawn_on:
        return question  # a second click
    if question.answered_on:
        raise DomainError(_("The expert has already answered."), code="answered")
    question.withdrawn_on = timezone.localdate()
    save_changed(question, "withdrawn_on")
    grants.end(question.expert, question)
    record(actor, Verb.QUESTION_WITHDRAWN, question)
    return question


@transaction.atomic
def answer_question(*, actor: Actor, question: ExpertQuestion, answer: str) -> None:
    """Answer once. With this transaction the question leaves the expert's sight."""
    require(actor, Action.ANSWER_QUESTION, question)
    if not answer:
        raise DomainError(_("Write your answer."), code="no_answer", field="answer")
    question = _locked(actor, question)
    if question.answered_on:
        return  # a second click
    if question.withdrawn_on:
        raise DomainError(
            _("This question has just been taken back. It waits for no answer any more."), code="withdrawn"
        )
    question.answer, question.answered_on = answer, timezone.localdate()
    save_changed(question, "answer", "answered_on")
    record(actor, Verb.QUESTION_ANSWERED, question)
    grants.end(actor.membership, question)


def experts_of(actor: Actor) -> list[Membership]:
    """The experts the actor's team may ask today, by name."""
    experts = Membership.objects.current().filter(team_id=actor.team_id, role=Role.EXPERT)
    return list(experts.select_related("user").order_by("user__name", "pk"))


def _open_case(actor: Actor, case: Case) -> Case:
    require(actor, Action.ASK_ABOUT_CASE, case)
    case = lock(Case.objects.visible_to(actor), case.pk)
    if not case.is_open:
        raise DomainError(_("The case is closed."), code="case_closed")
    return case


def _locked(actor: Actor, question: ExpertQuestion) -> ExpertQuestion:
    # Who may only read it cannot lock it: what they may do is asked before.
    return lock(ExpertQuestion.objects.visible_to(actor).select_related("expert"), question.pk)


def _check(actor: Actor, expert: Membership, text: str, until: datetime.date) -> None:
    today = timezone.localdate()
    if expert.pk not in {one.pk for one in experts_of(actor)}:
        raise DomainError(_("Choose an expert of your team."), code="no_expert", field="expert")
    if not text:
        raise DomainError(_("Write what you ask."), code="no_text", field="text")
    if until < today:
        raise DomainError(_("This day has already passed."), code="in_past", field="until")
    if until > today + datetime.timedelta(days=MOST_DAYS):
        message = _("Give the expert three months at most.")
        raise DomainError(message, code="too_long", field="until")
