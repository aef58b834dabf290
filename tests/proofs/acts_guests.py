"""Random acts with other authorities and experts: invite, prolong, ask, answer, take back, and the night."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from anchor.core.ids import uuid7
from clients.models import Case, Participation
from clients.services import guests, working_group
from clients.tasks import clear_ended_grants
from referrals.models import Contact, ExpertQuestion
from referrals.services import questions
from tests.proofs.acts import DAY, TODAY, Acts, act, scoped


def _any_of_role(acts: Acts, row: Any, role: str) -> Any:
    """Most often somebody of the role, now and then a worker."""
    team = next(team for team in acts.world.people if team.pk == row.team_id)
    wanted = [one for one in acts.world.people[team] if one.role == role or acts.chance.random() < 0.05]
    return acts.chance.choice(wanted)


def _days_ahead(acts: Acts) -> Any:
    return TODAY() + acts.chance.randrange(-1, 30) * DAY


@act
def invite_guest(acts: Acts) -> None:
    case = acts.any_of(Case)
    actor = acts.somebody(case, role="coordinator")
    guest = _any_of_role(acts, case, "guest")
    with scoped(actor.scope()):
        guests.invite_guest(actor=actor, case=case, guest=guest, until=_days_ahead(acts))


@act
def prolong_guest(acts: Acts) -> None:
    part = acts.any_of(Participation, kind="guest")
    actor = acts.somebody(part, role="coordinator")
    with scoped(actor.scope()):
        found = Participation.objects.select_related("case").get(pk=part.pk)
        guests.prolong_guest(actor=actor, participation=found, until=_days_ahead(acts))


@act
def ask_expert(acts: Acts) -> None:
    about = acts.any_of(acts.chance.choice([Case, Contact]))
    working = acts.on_case(about.pk) if isinstance(about, Case) else []
    actor = acts.somebody(about, *working)
    expert = _any_of_role(acts, about, "expert")
    with scoped(actor.scope()):
        questions.ask_expert(
            actor=actor, question_id=uuid7(), about=about, expert=expert, text="x", until=_days_ahead(acts)
        )


@act
def answer_question(acts: Acts) -> None:
    question = acts.any_of(ExpertQuestion, answered_on=None)
    actor = acts.somebody(question, question.expert_id)
    with scoped(actor.scope()):
        questions.answer_question(actor=actor, question=question, answer="x")


@act
def withdraw_question(acts: Acts) -> None:
    question = acts.any_of(ExpertQuestion, answered_on=None)
    actor = acts.somebody(question, *acts.on_case(question.case_id))
    with scoped(actor.scope()):
        questions.withdraw_question(actor=actor, question=question)


@act
def a_night_goes_by(acts: Acts) -> None:
    """Nobody does this; seldom, so that what has ended is compared too."""
    if acts.chance.random() > 0.05:
        raise ObjectDoesNotExist
    clear_ended_grants()


@act
def end_guest(acts: Acts) -> None:
    part = acts.any_of(Participation, kind="guest", ended_on__gt=TODAY())
    actor = acts.somebody(part, role="coordinator")
    with scoped(actor.scope()):
        found = Participation.objects.select_related("case").get(pk=part.pk)
        working_group.end_participation(actor=actor, participation=found, ended_on=TODAY())
