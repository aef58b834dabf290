"""`make prove-access`: who may see and do what, proved part by part, with a seeded defect for every zero.

Not collected by the tests' own run (its name begins with no `test_`); the small version is test_oracle.py.
"""

import logging
import os
import random
from collections import Counter
from dataclasses import asdict

import pytest

import tests.proofs.acts_consents
import tests.proofs.acts_transfers  # noqa: F401  (its acts are among the random ones)
from tests.doors.table import DOORS
from tests.proofs import (
    acts_disclosures,  # noqa: F401  (its acts are kept under their names)
    acts_events,  # noqa: F401  (its acts are kept under their names)
    agreement,
    cells,
    controls,
    doors,
    id_swap,
    live,
    memory,
    opened_doors,
    walls,
)
from tests.proofs.acts import Acts
from tests.proofs.comparison import Comparison, Tally, summary
from tests.proofs.oracle import NOT_YET, READINGS
from tests.proofs.printed import Printed
from tests.proofs.random_world import RandomWorld
from tests.world import EVERYBODY, World

SEED = int(os.environ.get("ANCHOR_SEED", "2026"))
WORLDS, SIZE, MOMENTS, ACTS_BETWEEN = 3, 8, 2, 200

CONTROLS = (
    controls.flipped_in_the_rule,
    controls.flipped_in_the_wall,
    controls.opened_and_dropped,
    controls.taken_down,
    controls.replaced_by_all,
)


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are meant to happen; none of them belongs on the screen."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def printed(request):
    """The report of one part, handed over to the judgement (judge.py)."""
    part = Printed()
    yield part
    request.node.user_properties.append(("printed", asdict(part)))


def tell_found(printed: Printed, found: dict[str, list[tuple[str, bool]]]) -> None:
    """One line for each kind of control; a defect nobody noticed is a surprise with its name."""
    for sort, defects in found.items():
        printed.controls(sort, sum(noticed for _, noticed in defects), len(defects))
        for name, noticed in defects:
            if not noticed:
                printed.surprise(f"{sort}: nobody noticed {name}")


@pytest.mark.xdist_group("oracle")  # they share their tally
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
    printed.line("not yet", "named in access.md or domain.md, without a place in the program", rows=len(NOT_YET))
    for what in NOT_YET:
        printed.note(what)


@pytest.mark.xdist_group("program")
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


@pytest.mark.xdist_group("program")
def test_the_wall(db, printed):
    """A stranger reads nothing from any tenant table; a child hangs on no foreign parent, for any key."""
    world = RandomWorld(SEED, SIZE)
    looks, seen = walls.read_by_strangers(world)
    keys = walls.composite_keys()
    let_in = [f"{key.name} lets a foreign parent in" for key in keys if not walls.is_refused(key)]
    printed.line("wall", tables=len(walls.tenant_tables()), looks_of_strangers=looks, foreign_parents_refused=len(keys))
    for words in (*seen, *let_in):
        printed.surprise(words)
    found = {
        "walls taken down before strangers": list(opened_doors.strangers_let_in(world)),
        "keys dropped": [(key.name, walls.is_noticed_without(key)) for key in keys],
    }
    tell_found(printed, found)


@pytest.mark.xdist_group("program")
def test_the_doors(world, printed):
    """Every route x every method x every person."""
    made = doors.answers_of(world)
    printed.line("doors", routes=len(DOORS), people=len(EVERYBODY), answers=made.number)
    for words in made.wrong:
        printed.surprise(words)
    tell_found(printed, {"doors left open": list(opened_doors.doors_left_open(world))})


@pytest.mark.xdist_group("program")
def test_the_agreement(db, printed):
    """List, page, search and number are one set, for everybody, object by object."""
    comparison = Comparison(RandomWorld(SEED, 3).everybody(), Tally(), random.Random(SEED))
    known = [(asker, actor) for asker, actor in comparison.people if actor is not None and asker.seeks is None]
    people = [(asker, actor) for asker, actor in known if actor.visiting is None]  # a browser visits nobody's team
    asking = random.Random(SEED).sample(people, 24)
    made = agreement.agree(comparison, asking)
    printed.line("agreement", people=made.people, objects=made.objects, ways=made.ways)
    for words in made.wrong:
        printed.surprise(words)
    seeded = opened_doors.lists_with_their_own_rule(comparison, agreement.who_know_closed_cases(comparison, people)[:1])
    tell_found(printed, {"lists with their own rule": list(seeded)})


@pytest.mark.xdist_group("program")
def test_the_id_swap(world, printed):
    """Another tenant's ids in every address and every body."""
    addresses, bodies = id_swap.swapped_addresses(world), id_swap.swapped_bodies(world)
    routes = len(set(id_swap.routes_with_ids()))
    swapped = addresses.addresses + bodies.bodies
    printed.line(
        "id swap", ids_swapped=swapped, routes=routes, bodies=bodies.bodies, told_from_no_id_by_nothing=addresses.alike
    )
    for words in (*(addresses.wrong or ()), *(bodies.wrong or ())):
        printed.surprise(words)
    tell_found(printed, {"foreign ids let in": list(opened_doors.foreign_ids_let_in(world))})


@pytest.mark.xdist_group("program")
def test_the_memory(world, printed):
    """Every step leaves its rows; each audit call taken away is noticed."""
    wrong = [f"{step}: {words}" for step, words in memory.steps_that_fail(world)]
    printed.line("memory", steps=len(memory.STEPS), verbs=len({verb for step in memory.STEPS for verb in step.leaves}))
    for words in wrong:
        printed.surprise(words)
    found = [(str(site), bool(noticed)) for site, noticed in memory.calls_taken_away(world)]
    tell_found(printed, {"audit calls removed": found})


@pytest.mark.xdist_group("program")
def test_the_running_program(committed, printed):
    """Doors, lists and wall of a real web server under the application's own login."""
    made = World()
    with live.server() as port:
        answers = live.doors(made, port)
        compared, disagreed = live.agreement(made, port)
    looks, seen = live.wall(made)
    printed.line(
        "live", "gunicorn and the application's own login", answers=answers.number, compared=compared, looks=looks
    )
    for words in (*answers.wrong, *disagreed, *seen):
        printed.surprise(words)
    tell_found(printed, {"defects of the running program": list(live.defects_found(made))})
