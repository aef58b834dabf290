"""The rules as the controllers read and approve them."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from anchor.access import version
from anchor.access.actions import ACTIONS, Action
from anchor.access.checks import refuse_unapproved_rules
from anchor.access.matrix import MATRIX
from anchor.access.version import matrix_version
from anchor.access.vocabulary import WRITE, Record, Relation
from anchor.access.words import ACTS, RECORDS, RELATIONS
from anchor.accounts.models import Role


def test_every_record_relation_and_act_has_its_words():
    assert set(RECORDS) == set(Record) == set(MATRIX)
    assert set(RELATIONS) == set(Relation)
    assert set(ACTS) == set(Action) == set(ACTIONS)


def another_version(monkeypatch, table, key, rule):
    monkeypatch.setitem(table, key, rule)
    matrix_version.cache_clear()
    try:
        return matrix_version()
    finally:
        matrix_version.cache_clear()


def test_any_change_of_a_rule_is_another_version(monkeypatch):
    now, row, rule = matrix_version(), MATRIX[Record.SECTOR_NOTE], ACTIONS[Action.DECIDE]
    opened = replace(row, opens=row.opens | {Relation.CONSENTED: WRITE})

    changed = another_version(monkeypatch, version.MATRIX, Record.SECTOR_NOTE, opened)
    wider = another_version(
        monkeypatch, version.ACTIONS, Action.DECIDE, replace(rule, roles=rule.roles | {Role.MEMBER})
    )

    assert len({now, changed, wider}) == 3


@pytest.mark.parametrize("approved", ["", "abcdefabcdef"])
def test_production_does_not_start_with_rules_nobody_has_approved(settings, approved):
    settings.APPROVED_MATRIX = approved

    with pytest.raises(ImproperlyConfigured, match=matrix_version()):
        refuse_unapproved_rules()


def test_it_starts_with_the_approved_ones(settings):
    settings.APPROVED_MATRIX = matrix_version()

    refuse_unapproved_rules()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Toimialan oma muistiinpano"), ("sv", "Sektorns egen anteckning"), ("en", "A sector&#x27;s own note")],
)
def test_the_page_prints_rules_and_version_in_three_languages(world, language, words):
    shown = world.browser("auditor", language).get("/who-may-see-what/").content.decode()

    assert words in shown
    assert matrix_version() in shown
    assert shown.count("<tr") == len(MATRIX) + len(ACTIONS) + 2
