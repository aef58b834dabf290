"""What lower rooms ask and higher rooms answer."""

import pytest

from anchor.core.contributions import POINTS, Contribution, ask, listed, register


def police():
    return ["report"]


def school():
    return ["absence", "grade"]


@pytest.fixture
def point():
    return Contribution("today", "What waits?")


def test_answers_come_in_the_order_given(point):
    register(point, school, order=20)
    register(point, police, order=10)

    assert ask(point) == ["report", "absence", "grade"]
    assert [name.rpartition(".")[2] for name in point.names()] == ["police", "school"]


def test_an_unanswered_question_has_no_items(point):
    assert ask(point) == []


@pytest.mark.parametrize(("function", "order"), [(police, 20), (school, 10)])
def test_neither_a_function_nor_an_order_is_registered_twice(point, function, order):
    register(point, police, order=10)
    with pytest.raises(ValueError, match="twice"):
        register(point, function, order=order)


def test_the_answers_are_fixed_once_asked(point):
    ask(point)
    with pytest.raises(RuntimeError, match="ready"):
        register(point, police, order=10)


def test_arguments_reach_the_answer(point):
    register(point, lambda name, *, loud: [name.upper() if loud else name], order=1)

    assert ask(point, "anna", loud=True) == ["ANNA"]


def test_the_house_asks_these_questions():
    assert [point.name for point in POINTS] == [
        "hinders_closing_case",
        "hinders_reopening_case",
        "loses_ground",
        "protection_changed",
        "chronology",
        "next_steps",
        "today",
        "disclosable",
        "held_about_client",
        "retention",
        "facts",
        "grants",
        "other_parties",
        "siblings",
    ]
    assert list(listed()) == [point.name for point in POINTS]
