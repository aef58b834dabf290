"""The oracle's part of `make prove-access`, in a process of its own: its worlds share a tally."""

import os
import random
from collections import Counter

import pytest

import tests.proofs.acts_consents
import tests.proofs.acts_transfers  # noqa: F401  (its acts are among the random ones)
from tests.proofs import (
    acts_disclosures,  # noqa: F401  (its acts are kept under their names)
    acts_events,  # noqa: F401  (its acts are kept under their names)
    cells,
)
from tests.proofs.acts import Acts
from tests.proofs.comparison import Comparison, Tally, summary
from tests.proofs.oracle import NOT_YET, READINGS
from tests.proofs.printed import Printed
from tests.proofs.random_world import RandomWorld

SEED = int(os.environ.get("ANCHOR_SEED", "2026"))
WORLDS, SIZE, ACTS = 5, 8, 200
TALLY, DONE = Tally(), Counter()
# Each world as it was made, and once more after random acts. A world is made anew for that: in the transaction of the
# first comparison, with everything it tried and took back, each statement takes four times as long.
MOMENTS = [(number, acts) for number in range(WORLDS) for acts in (0, ACTS)]


@pytest.mark.parametrize(("number", "acts"), MOMENTS)
def test_the_oracle(db, printed, number, acts):
    """Random worlds and random sequences of acts: the oracle, the rule and the wall say the same."""
    world = RandomWorld(SEED + number, SIZE)
    if acts:
        doing = Acts(world)
        doing.several(acts)
        world.settle()
        DONE.update(doing.done)
        TALLY.worlds += 1
    Comparison(world.everybody(), TALLY, random.Random(SEED)).everything(makes=1)
    if (number, acts) == MOMENTS[-1]:
        tell_oracle(printed, TALLY)


def tell_oracle(printed: Printed, tally: Tally) -> None:
    """The oracle's lines: triples, cells, readings, and what is not built yet."""
    printed.line(
        "oracle",
        f"seed {SEED}",
        worlds=tally.worlds,
        triples=tally.triples,
        acts_done=sum(DONE.values()),
        kinds_of_acts=len(DONE),
    )
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
    printed.line("not yet", "named in access.md or domain.md, without a place in the program", rows=len(NOT_YET))
    for what in NOT_YET:
        printed.note(what)
