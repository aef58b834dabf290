"""A question that is written and planned once per role answers as the same question asked anew."""

import datetime
import random
import uuid
from collections import Counter

import pytest
from django.utils import timezone

from anchor.access import kept
from anchor.access.holdings import ONCE
from anchor.access.kept import answers, sharing
from anchor.accounts.actor import actor_of
from anchor.tenancy.scope import NoScope, scoped
from clients import contributions as of_clients
from clients.models import Case
from clients.services import asked_today, case_page, shown
from meetings import contributions as of_meetings
from referrals import contributions as of_referrals
from referrals import counts, transferred
from tests.proofs.random_world import RandomWorld

OF_A_CASE = (
    case_page._with_page,
    of_meetings._held_and_planned,
    of_meetings._summaries_of,
    of_meetings._notes_of,
    of_meetings._actions_of,
    of_referrals._referrals_of,
    transferred._came_and_went,
)
OF_THE_DAY = (
    of_clients._to_close_or_check,
    asked_today._asked,
    of_meetings._my_meetings,
    of_meetings._my_actions,
    of_referrals._screened_with_opinions,
    of_referrals._to_follow,
    counts._counted,
    counts._told_at_once,
)
PEOPLE = (
    "coordinator",
    "responsible_social_worker",
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "nurse_not_on_the_case",
    "neighbour_team_member",
)


@pytest.fixture(autouse=True)
def _forgotten():
    kept.forget()
    yield
    kept.forget()


def said(rows):
    """Everything a row holds, without what Django notes of it."""
    return [
        row if isinstance(row, tuple) else {k: v for k, v in vars(row).items() if not k.startswith("_")} for row in rows
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_asked_of_a_case_is_the_same(world, who):
    with world.acting_as(who):
        actor = world.actor(who)
        for question in OF_A_CASE:
            for case_id in (world.case.pk, uuid.uuid4()):
                anew = said(question(actor, case_id=case_id))
                assert said(answers(question, actor, case_id=case_id)) == anew, question
                assert said(answers(question, actor, case_id=case_id)) == anew, question


def test_what_is_asked_of_a_case_is_the_same_whoever_asks_and_whatever_the_case(db):
    """Of adolescents with several cases, earlier clients, disclosures and guests, too: found are rows of every question."""
    world, chance, found = RandomWorld(seed=4, size=4), random.Random(4), Counter()
    for person in chance.sample([one for people in world.people.values() for one in people], 16):
        actor = actor_of(person.pk)
        with scoped(actor.scope()):
            near = [case for case in world.cases if case.team_id == actor.team_id]
            for case in chance.sample(near, min(6, len(near))):
                for question in OF_A_CASE:
                    anew = said(question(actor, case_id=case.pk))
                    assert said(answers(question, actor, case_id=case.pk)) == anew, (question, person.role)
                    found[question.__name__] += len(anew)
    assert len(found) == len(OF_A_CASE)
    assert min(found.values()) > 15


def test_further_questions_share_what_the_first_has_looked_up(db):
    """The page's other questions say the same as asked anew: for all kinds of people, of cases they know well or hardly."""
    world, chance, found = RandomWorld(seed=21, size=4), random.Random(21), Counter()
    everybody = [one for people in world.people.values() for one in people] + world.watchers
    for person in chance.sample(everybody, 24):
        actor = actor_of(person.pk)
        with scoped(actor.scope()):
            known = list(Case.objects.visible_to(actor).values_list("pk", flat=True))
            for case_id in chance.sample(known, min(6, len(known))):
                page = case_page.case_with_page(actor, case_id)
                found.update(name for name in ONCE if getattr(page, f"_{name}"))
                with sharing(actor, page):
                    shared = {question: said(answers(question, actor, case_id=case_id)) for question in OF_A_CASE[1:]}
                for question, rows in shared.items():
                    assert rows == said(question(actor, case_id=case_id)), (question, person.role)
                    found[question.__name__] += len(rows)
    assert all(found[name] > 3 for name in ONCE), found
    assert all(found[question.__name__] > 10 for question in OF_A_CASE[1:]), found


def test_what_one_has_looked_up_serves_nobody_else_and_no_other_case(world):
    first, second = "responsible_social_worker", "nurse_not_on_the_case"
    with world.acting_as(first):
        page = case_page.case_with_page(world.actor(first), world.case.pk)
        with sharing(world.actor(first), page):
            question, mine = case_page._with_page, world.actor(first)
            assert not answers(question, world.actor(second), case_id=world.case.pk)
            assert answers(question, mine, case_id=world.case.pk)
            assert said(answers(question, mine, case_id=world.case_without_consent.pk)) == said(
                question(mine, case_id=world.case_without_consent.pk)
            )


def test_a_question_forgotten_by_another_thread_is_answered_all_the_same(world, monkeypatch):
    """At midnight each thread forgets what was written for the day before, whenever it comes to that."""

    class Midnight(dict):
        def setdefault(self, key, value):
            super().setdefault(key, value)
            self.clear()
            return value

    monkeypatch.setattr(kept, "_written", Midnight())
    with world.acting_as("coordinator"):
        assert answers(counts._counted, world.actor("coordinator"))


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_asked_of_a_day_is_the_same(world, who):
    with world.acting_as(who):
        actor = world.actor(who)
        for question in OF_THE_DAY:
            assert said(answers(question, actor)) == said(question(actor)), question


def test_a_list_is_the_same_whatever_its_length(world):
    with world.acting_as("coordinator"):
        actor = world.actor("coordinator")
        every = list(Case.objects.visible_to(actor).values_list("pk", flat=True))
        for keys in (every, every[:1], [uuid.uuid4()]):
            anew = {case.pk for case in shown._listed(actor, case_ids=keys)}
            assert {case.pk for case in answers(shown._listed, actor, case_ids=keys)} == anew


def test_one_persons_question_answers_the_next_person_for_themself(world):
    question = case_page._with_page
    with world.acting_as("responsible_social_worker"):
        assert answers(question, world.actor("responsible_social_worker"), case_id=world.case.pk)
    with world.acting_as("neighbour_team_member"):
        assert not answers(question, world.actor("neighbour_team_member"), case_id=world.case.pk)


def test_outside_a_scope_nothing_is_asked(world):
    with world.acting_as("coordinator"):
        answers(counts._counted, world.actor("coordinator"))
    with pytest.raises(NoScope):
        answers(counts._counted, world.actor("coordinator"))


@pytest.mark.parametrize(
    "made_of",
    [
        lambda actor: {"created_at__lt": timezone.now()},
        lambda actor: {"opened_on__lt": actor.today - datetime.timedelta(days=3)},
        lambda actor: {"number": f"{actor.sector}-1"},
    ],
)
def test_a_question_may_make_nothing_of_the_clock_or_the_asker(world, made_of):
    with world.acting_as("coordinator"), pytest.raises((ValueError, OverflowError)):
        answers(lambda actor: Case.objects.visible_to(actor).filter(**made_of(actor)), world.actor("coordinator"))


def test_what_was_written_yesterday_is_written_anew(world, monkeypatch):
    asked = []

    def question(actor):
        asked.append(timezone.localdate())
        return Case.objects.visible_to(actor).filter(opened_on__lte=timezone.localdate())

    with world.acting_as("coordinator"):
        actor = world.actor("coordinator")
        answers(question, actor)
        answers(question, actor)
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda *arguments: tomorrow)
        answers(question, actor)
    assert len(asked) == 2
