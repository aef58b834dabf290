"""Who stands in a way that implies another stands in that one as well: else leaving the first out would close something."""

import random

import pytest
from django.apps import apps
from django.db import connection

from anchor.access import wall_relations
from anchor.access.matrix import MATRIX
from anchor.access.relations import predicate
from anchor.access.vocabulary import IMPLIED, Relation, widest
from anchor.accounts.actor import actor_of
from anchor.tenancy.scope import scoped
from tests.proofs.formed import is_well_formed
from tests.proofs.random_world import RandomWorld

PAIRS = [(narrow, wide) for narrow in IMPLIED for wide in Relation if widest([narrow, wide]) == [wide]]


def pairs_of_rows():
    """Each record with each pair of ways that can be asked of it; that no person collects is asked of the wall alone."""
    for row in MATRIX.values():
        for narrow, wide in PAIRS:
            if is_well_formed(narrow, row) and is_well_formed(wide, row):
                yield row, narrow, wide


@pytest.fixture
def people(db):
    world = RandomWorld(seed=6, size=4)
    everybody = [one for people in world.people.values() for one in people]
    return [actor_of(one.pk) for one in random.Random(6).sample(everybody, 14)]


def test_by_the_rule(people):
    found = 0
    for actor in people:
        with scoped(actor.scope()):
            for row, narrow, wide in pairs_of_rows():
                rows = apps.get_model(row.model)._base_manager
                so = set(rows.filter(predicate(narrow, row, actor)).values_list("pk", flat=True))
                assert so <= set(rows.filter(predicate(wide, row, actor)).values_list("pk", flat=True)), (row, narrow)
                found += len(so)
    assert found > 1000


@pytest.mark.parametrize("writing", [False, True])
def test_by_the_wall(people, writing):
    found = 0
    for actor in people:
        with scoped(actor.scope()), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE none")  # the conditions alone, past the wall they are a part of
            for row, narrow, wide in pairs_of_rows():
                so, also = (
                    wall_relations.any_of(wall_relations.policy([one], row, writing=writing)) for one in (narrow, wide)
                )
                table = apps.get_model(row.model)._meta.db_table
                cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE ({also})) FROM {table} WHERE {so}")
                stand_so, stand_both = cursor.fetchone()
                assert stand_so == stand_both, (row, narrow)
                found += stand_so
    assert found > 300


def test_a_way_is_left_out_only_where_a_wider_one_stands():
    assert widest([Relation.OWN_SECTOR, Relation.AUTHOR]) == [Relation.OWN_SECTOR, Relation.AUTHOR]
    assert widest([Relation.OWN_SECTOR, Relation.COORDINATOR, Relation.TAKES_PART]) == [
        Relation.COORDINATOR,
        Relation.TAKES_PART,
    ]
    assert widest([Relation.PROTECTED_OWN, Relation.TAKES_PART]) == [Relation.TAKES_PART]
