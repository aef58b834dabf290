"""`make prove-access`: who may see and do what, proved part by part, with a seeded defect for every zero.

Not collected by the tests' own run (its name begins with no `test_`); the small version is test_oracle.py.
"""

import os
import random
from collections import Counter

import pytest

from tests.proofs import cells, controls
from tests.proofs.acts import Acts
from tests.proofs.comparison import Comparison, Tally, summary
from tests.proofs.oracle import NOT_YET, READINGS
from tests.proofs.printed import Printed
from tests.proofs.random_world import RandomWorld

SEED = int(os.environ.get("ANCHOR_SEED", "2026"))
WORLDS, SIZE, MOMENTS, ACTS_BETWEEN = 3, 7, 2, 200

CONTROLS = (
    controls.flipped_in_the_rule,
    controls.flipped_in_the_wall,
    controls.opened_and_dropped,
    controls.taken_down,
    controls.replaced_by_all,
)


@pytest.fixture(scope="module")
def printed():
    """One report for all parts."""
    return Printed()


def tell_found(printed: Printed, found: dict[str, list[tuple[str, bool]]]) -> None:
    """One line for each kind of control; a defect nobody noticed is a surprise with its name."""
    for sort, defects in found.items():
        printed.line("controls", sort, found=sum(noticed for _, noticed in defects), made=len(defects))
        printed.counts[f"controls_{sort.replace(' ', '_')}"] = printed.counts.pop("controls_found")
        for name, noticed in defects:
            if not noticed:
                printed.surprise(f"{sort}: nobody noticed {name}")


@pytest.mark.parametrize("number", range(WORLDS))
def test_the_oracle(db, printed, number):
    """Random worlds and random sequences of acts: the oracle, the rule and the wall say the same."""
    tally = TALLY
    world = RandomWorld(SEED + number, SIZE)
    acts = Acts(world)
    for moment in range(MOMENTS):
        if moment:
            acts.several(ACTS_BETWEEN)
        Comparison(world.everybody(), tally, random.Random(SEED)).everything(makes=1)
    DONE.update(acts.done)
    if number == WORLDS - 1:
        tell_oracle(printed, tally)


TALLY, DONE = Tally(), Counter()


def tell_oracle(printed: Printed, tally: Tally) -> None:
    """The oracle's lines: triples, cells, readings, and what is not built yet."""
    printed.line("oracle", f"seed {SEED}", triples=tally.triples, acts_done=sum(DONE.values()), kinds_of_acts=len(DONE))
    for words in summary(tally.surprises).splitlines():
        printed.surprise(words)
    reached = list(cells.cells(tally.cells))
    printed.line("cells", f"each answer at least {min(min(c.answers) for c in reached)} times", reached=len(reached))
    for cell in reached:
        if min(cell.answers) < cells.ENOUGH:
            printed.surprise(f"a cell was reached too seldom: {cell}")
    printed.line("readings", "where the program reads the words otherwise", disputed=len(READINGS))
    for name, reading in READINGS.items():
        printed.note(f"{name}: {tally.readings[name]:,} triples ({reading.words}; the program: {reading.program})")
        if not tally.readings[name]:
            printed.surprise(f"the reading {name} makes no difference any more: take it out")
    printed.line("not yet", "named in access.md or domain.md, without a place in the program", rows=len(NOT_YET))
    for what in NOT_YET:
        printed.note(what)


def test_controls_of_matrix_and_wall(db, printed):
    """Each cell flipped, each policy dropped and opened, each wall down, each visible_to replaced."""
    world = RandomWorld(SEED, SIZE + 1)
    comparison = Comparison(world.everybody(), Tally(), random.Random(SEED))
    found: dict[str, list[tuple[str, bool]]] = {}
    for seeded in CONTROLS:
        for defect, noticed in seeded(comparison):
            found.setdefault(defect.sort, []).append((defect.name, noticed))
    comparison.everything(makes=1, people=10)
    if comparison.tally.surprises:
        printed.surprise(f"after the controls: {summary(comparison.tally.surprises)}")
    tell_found(printed, found)


def test_nothing_is_left_over(printed):
    """The end of the run: no surprise, and no count below its floor."""
    printed.line("tampering", "the memory is tampered with by `make prove-memory`")
    too_few = printed.below_the_floors()
    printed.line("surprises:", str(len(printed.surprises)))
    assert not printed.surprises, "\n".join(printed.surprises[:20])
    assert not too_few, too_few
