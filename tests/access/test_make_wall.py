"""The wall's migrations: a landed one stays, a later one holds only what changed, and together they make what is declared."""

import pytest

from anchor.access.management.commands.make_wall import (
    WALLED_APPS,
    _after,
    changes,
    frozen_statements,
    statements,
)

LOOK_UP = ("CREATE OR REPLACE FUNCTION f() … 1", "DROP FUNCTION f()")
LOOK_UP_2 = ("CREATE OR REPLACE FUNCTION f() … 2", "DROP FUNCTION f()")
POLICY, POLICY_2 = ("CREATE POLICY p ON t 1", "DROP POLICY p ON t"), ("CREATE POLICY p ON t 2", "DROP POLICY p ON t")
KEY = ("ALTER TABLE t ADD k", "ALTER TABLE t DROP k")


def after(held, steps):
    for step in steps:
        held = _after(held, step)
    return held


@pytest.mark.parametrize("app", WALLED_APPS)
def test_the_frozen_walls_make_what_is_declared(app):
    assert sorted(frozen_statements(app)) == sorted(statements(app))


def test_a_changed_policy_is_made_again_and_all_else_stays():
    steps = changes([KEY, LOOK_UP, POLICY], [KEY, LOOK_UP, POLICY_2])

    assert steps == [(POLICY[1], POLICY[0]), POLICY_2]
    assert after([KEY, LOOK_UP, POLICY], steps) == [KEY, LOOK_UP, POLICY_2]


def test_a_changed_look_up_is_replaced_under_the_policies_that_stand_on_it():
    steps = changes([LOOK_UP, POLICY], [LOOK_UP_2, POLICY])

    assert steps == [(LOOK_UP_2[0], LOOK_UP[0])]
    assert after([LOOK_UP, POLICY], steps) == [LOOK_UP_2, POLICY]


def test_what_is_declared_no_more_goes_last_made_first():
    assert changes([LOOK_UP, POLICY], []) == [(POLICY[1], POLICY[0]), (LOOK_UP[1], LOOK_UP[0])]
