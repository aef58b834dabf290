"""Questions to an expert: asked by name, seen until answered, answered once."""

import datetime

import pytest
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.accounts.models import Membership, User
from anchor.core import contributions
from anchor.core.errors import DomainError
from anchor.core.ids import uuid7
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case
from clients.services.drift import compare_grants
from clients.tasks import watch_grants
from referrals.models import Contact, ExpertQuestion, QuestionGrant
from referrals.services.questions import answer_question, ask_expert, withdraw_question
from tests import factories
from tests.clients.test_protection import a_person, cover

ASKER, NURSE, EXPERT, OTHER = "responsible_social_worker", "nurse_on_the_case", "expert_asked", "expert_not_asked"
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


def ask(world, about=None, by=ASKER, to=EXPERT, text="Miten nuorta voi auttaa?", until=None, key=None):
    with world.acting_as(by):
        return ask_expert(
            actor=world.actor(by),
            question_id=key or uuid7(),
            about=about or world.case,
            expert=world.people[to],
            text=text,
            until=until or TODAY() + 14 * DAY,
        )


def seen(world, who, model=ExpertQuestion):
    with world.acting_as(who):
        return list(model.objects.visible_to(world.actor(who)))


def answer(world, question, by=EXPERT, text="Unirytmistä kannattaa puhua."):
    with world.acting_as(by):
        answer_question(actor=world.actor(by), question=question, answer=text)


@pytest.mark.parametrize("about", ["case", "contact"])
def test_the_asked_expert_sees_the_question_and_nothing_of_what_it_is_about(world, about):
    question = ask(world, getattr(world, about), by="police_officer_on_the_case")

    assert seen(world, EXPERT) == [question]
    assert seen(world, OTHER) == []
    assert seen(world, EXPERT, Case) == seen(world, EXPERT, Contact) == []
    (row,) = world.audit(verb="expert_asked")
    assert row.target_id == question.pk


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (ASKER, True),
        (NURSE, True),  # a consent covers health
        ("guest_on_the_case", True),  # and youth
        ("coordinator", False),
        ("youth_worker_not_on_the_case", False),
        ("neighbour_team_member", False),
    ],
)
def test_who_sees_a_question_about_a_case_with_consent(world, who, sees):
    ask(world)

    assert bool(seen(world, who)) == sees


def test_without_consent_the_question_is_its_sectors_alone(world):
    ask(world, world.case_without_consent)

    assert seen(world, ASKER)
    assert not seen(world, NURSE)


def test_a_question_about_a_contact_is_its_sectors_alone_while_the_team_screens_it(world):
    ask(world, world.contact, by="nurse_on_the_case")

    assert seen(world, "nurse_not_on_the_case")
    assert not seen(world, "police_officer_on_the_case")


def test_an_answer_is_given_once_and_the_question_leaves_the_experts_sight(world):
    question = ask(world)
    answer(world, question)

    assert seen(world, EXPERT) == []
    (kept,) = seen(world, ASKER)
    assert (kept.answer, kept.answered_on) == ("Unirytmistä kannattaa puhua.", TODAY())
    assert compare_grants().differing.total() == 0
    with pytest.raises(Refused):
        answer(world, question, text="Toisin.")


def test_an_empty_answer_is_none(world):
    with pytest.raises(DomainError) as refused:
        answer(world, ask(world), text="")

    assert refused.value.code == "no_answer"


@pytest.mark.parametrize("by", [ASKER, NURSE])
def test_nobody_answers_in_the_experts_place(world, by):
    with pytest.raises(Refused):
        answer(world, ask(world), by=by)


def test_a_colleague_of_the_sector_takes_the_question_back(world):
    factories.join(world, world.case, "youth_worker_not_on_the_case")
    question = ask(world, by="youth_worker_not_on_the_case")
    with world.acting_as("youth_worker_not_on_the_case"):
        withdraw_question(actor=world.actor("youth_worker_not_on_the_case"), question=question)

    assert seen(world, EXPERT) == []
    assert compare_grants().differing.total() == 0


@pytest.mark.parametrize("who", [NURSE, EXPERT])
def test_another_sector_and_the_expert_take_nothing_back(world, who):
    question = ask(world)
    with pytest.raises(Refused), world.acting_as(who):
        withdraw_question(actor=world.actor(who), question=question)


def test_an_answered_question_is_not_taken_back(world):
    question = ask(world)
    answer(world, question)
    with pytest.raises(DomainError) as refused, world.acting_as(ASKER):
        withdraw_question(actor=world.actor(ASKER), question=question)

    assert refused.value.code == "answered"


def test_after_the_last_day_the_question_is_gone_for_the_expert_and_the_night_clears_its_grant(world):
    question = factories.question(world, world.case, by=ASKER, days=-1)

    assert seen(world, EXPERT) == []
    assert seen(world, ASKER) == [question]
    assert watch_grants() == 0
    assert not world.everything(QuestionGrant).exists()


@pytest.mark.parametrize("by", ["coordinator", "guest_on_the_case"])
def test_who_does_not_work_on_the_case_asks_nobody_about_it(world, by):
    with pytest.raises(Refused):
        ask(world, by=by)


def test_nobody_asks_about_a_closed_case(world):
    ended = {"stage": "closed", "closed_on": TODAY(), "closing_reason": "no_need"}
    world.everything(Case).filter(pk=world.case.pk).update(**ended)

    with pytest.raises(DomainError) as refused:
        ask(world, Case(pk=world.case.pk, **ended))

    assert refused.value.code == "case_closed"


@pytest.mark.parametrize("to", ["nurse_not_on_the_case", "guest_on_the_case", "other_municipality_member"])
def test_only_an_expert_of_the_team_is_asked(world, to):
    with pytest.raises(DomainError) as refused:
        ask(world, to=to)

    assert refused.value.code == "no_expert"


@pytest.mark.parametrize("ended", ["membership", "person"])
def test_an_expert_who_has_left_is_not_asked_and_sees_nothing(world, ended):
    ask(world)
    if ended == "membership":
        Membership.objects.filter(pk=world.people[EXPERT].pk).update(ended_on=TODAY() - DAY)
    else:
        User.objects.filter(pk=world.people[EXPERT].user_id).update(is_active=False)

    with pytest.raises(DomainError) as refused:
        ask(world)
    assert refused.value.code == "no_expert"
    assert compare_grants().differing.total() == 1


@pytest.mark.parametrize(("days", "code"), [(-1, "in_past"), (93, "too_long")])
def test_a_question_has_a_day_within_three_months(world, days, code):
    with pytest.raises(DomainError) as refused:
        ask(world, until=TODAY() + days * DAY)

    assert refused.value.code == code


def test_the_same_form_twice_asks_once(world):
    key = uuid7()

    assert ask(world, key=key) == ask(world, key=key)
    assert len(world.audit(verb="expert_asked")) == 1


def test_a_living_grant_on_an_answered_question_is_drift(world):
    question = factories.question(world, world.case, by=ASKER)
    with beyond_the_wall("tests"):
        row = ExpertQuestion.objects.get(pk=question.pk)
        row.answered_on, row.answer = TODAY(), "x"
        row.save()

    assert compare_grants().differing == {"grant_without_question": 1}


def test_the_asker_is_told_of_the_answer_and_nobody_else(world, ask_today):
    question = ask(world)
    answer(world, question)

    assert [item.url for item in ask_today(world, ASKER)] == [question.get_absolute_url()]
    assert ask_today(world, NURSE) == []


def test_an_answer_is_told_for_a_week(world, ask_today):
    answer(world, ask(world))
    world.everything(ExpertQuestion).update(answered_on=TODAY() - 8 * DAY)

    assert ask_today(world, ASKER) == []


@pytest.fixture
def ask_today():
    def told(world, who):
        with world.acting_as(who):
            items = list(contributions.ask(contributions.today, world.actor(who), TODAY()))
            return [item for item in items if item.url.startswith("/questions/")]

    return told


@pytest.mark.parametrize(("name", "marked"), [("Matti Virta", 1), ("Somebody Else", 0)])
def test_an_expert_with_the_name_a_protection_is_against_is_marked_where_one_is_chosen(world, name, marked):
    User.objects.filter(pk=world.people[EXPERT].user_id).update(name=name)
    cover(world, threats=[a_person(world, "Virta Matti", "father")])

    shown = world.browser(ASKER).get(f"/cases/{world.case.pk}/questions/new/").content.decode()

    assert shown.count("Same name as somebody a protection is against: ask first") == marked
