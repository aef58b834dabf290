"""An extract holds everything its controller answers for: row by row in a random world, and no record forgotten."""

import pytest

from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import Record, Relation
from anchor.accounts.actor import actor_of
from anchor.core import contributions
from anchor.desk.left_out import LEFT_OUT
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.held import Held
from clients.held_telling import own
from clients.models import ExtractRequest
from tests.proofs.program import model_of
from tests.proofs.random_world import RandomWorld

TOLD = {record for record, row in MATRIX.items() if {Relation.EXTRACT, Relation.ASKED_ABOUT} & set(row.opens)}
MODELS = {model_of(MATRIX[record]) for record in TOLD}


def test_every_record_of_the_matrix_is_told_or_left_out_with_a_reason():
    assert TOLD | set(LEFT_OUT) == set(Record)
    assert not TOLD & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


@pytest.fixture
def asked(db):
    """Requests that are open now, each with its officer visiting the team."""
    RandomWorld(seed=3, size=4)
    with beyond_the_wall("which requests are open"):
        requests = list(ExtractRequest._base_manager.filter(closed_at=None).select_related("team", "client"))
    return [(actor_of(one.membership_id).visit(one.team), one) for one in requests]


def test_an_extract_tells_each_row_that_exists_for_the_officer(asked):
    """An officer who has opened several clients of one municipality gets told them whole, and nothing of others."""
    told, exist = {}, {}
    for officer, request in asked:
        me = officer.membership_id, officer.tenant_id
        with scoped(officer.scope()):
            held = contributions.ask(contributions.held_about_client, request.client, officer)
            told.setdefault(me, set()).update(one.key for one in held)
            exist[me] = {one.key for one in _rows(officer)}

    gaps = {key.split(":")[0] for me in exist for key in exist[me] ^ told[me]}
    assert not gaps, f"not told, or told without existing: {gaps}"
    assert {key.split(":")[0] for keys in told.values() for key in keys} == {model._meta.label for model in MODELS}


def _rows(officer):
    """Every row of the own controller that exists for an officer now."""
    for model in MODELS:
        for row in own(model, officer).only("pk"):
            yield Held("", "", None, "", row)
