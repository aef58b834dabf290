"""The oracle in small: a random world compared triple by triple, and a few defects found. The long run: `make prove-access`."""

import ast
import random
import sys
from itertools import islice
from pathlib import Path

import pytest

from anchor.access.actions import Action
from anchor.access.vocabulary import Record, Relation
from tests.proofs import controls, oracle
from tests.proofs.comparison import Comparison, Tally, summary
from tests.proofs.program import KINDS, MODELS, STANDING_OF, kind_of
from tests.proofs.random_world import RandomWorld, rows_of_tenants

FOLDER = Path(oracle.__file__).parent


@pytest.fixture
def comparison(db):
    """One moment of a small world."""
    return Comparison(RandomWorld(seed=1, size=3).everybody(), Tally(), random.Random(1))


def test_the_three_statements_agree_on_a_small_world(comparison):
    comparison.everything(makes=1, people=8)

    assert not comparison.tally.surprises, summary(comparison.tally.surprises)
    assert comparison.tally.triples > 5000


@pytest.mark.parametrize(
    "seeded", [controls.flipped_in_the_rule, controls.flipped_in_the_wall, controls.opened_and_dropped]
)
def test_a_defect_is_found_and_named(comparison, seeded):
    for defect, noticed in islice(seeded(comparison), 2):
        assert noticed, defect


def test_the_oracle_imports_only_the_standard_library():
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name.startswith("tests.proofs.oracle")
                assert own or name.split(".")[0] in sys.stdlib_module_names, (file.name, name)


def test_the_oracle_knows_everything_the_program_protects():
    """What it does not know, nobody compares: a new record, relation, act or tenant table is said in the oracle first."""
    assert {kind_of(record) for record in Record} == set(KINDS) == set(oracle.READS) == set(oracle.WRITES)
    assert set(STANDING_OF) == set(Relation)
    assert {action.value for action in Action} == set(oracle.ACTS)
    assert {model._meta.label for model in rows_of_tenants()} - {"tenancy.TenantKey"} - {"audit.AuditRow"} == set(
        MODELS
    )
