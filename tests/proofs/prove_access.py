"""`make prove-access`: who may see and do what, proved part by part, with a seeded defect for every zero.

Not collected by the tests' own run (its name begins with no `test_`); the small version is test_oracle.py.
"""

import os
import random

from tests.doors.table import DOORS
from tests.proofs import (
    agreement,
    controls,
    doors,
    id_swap,
    live,
    memory,
    opened_doors,
    walls,
)
from tests.proofs.comparison import Comparison, Tally, summary
from tests.proofs.printed import Printed
from tests.proofs.random_world import RandomWorld
from tests.world import EVERYBODY, World

SEED = int(os.environ.get("ANCHOR_SEED", "2026"))
SIZE = 8

CONTROLS = (
    controls.flipped_in_the_rule,
    controls.flipped_in_the_wall,
    controls.opened_and_dropped,
    controls.taken_down,
    controls.replaced_by_all,
)


def tell_found(printed: Printed, found: dict[str, list[tuple[str, bool]]]) -> None:
    """One line for each kind of control; a defect nobody noticed is a surprise with its name."""
    for sort, defects in found.items():
        printed.controls(sort, sum(noticed for _, noticed in defects), len(defects))
        for name, noticed in defects:
            if not noticed:
                printed.surprise(f"{sort}: nobody noticed {name}")


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


def test_the_doors(world, printed):
    """Every route x every method x every person."""
    made = doors.answers_of(world)
    printed.line("doors", routes=len(DOORS), people=len(EVERYBODY), answers=made.number)
    for words in made.wrong:
        printed.surprise(words)
    tell_found(printed, {"doors left open": list(opened_doors.doors_left_open(world))})


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


def test_the_memory(world, printed):
    """Every step leaves its rows; each audit call taken away is noticed."""
    wrong = [f"{step}: {words}" for step, words in memory.steps_that_fail(world)]
    printed.line("memory", steps=len(memory.STEPS), verbs=len({verb for step in memory.STEPS for verb in step.leaves}))
    for words in wrong:
        printed.surprise(words)
    found = [(str(site), bool(noticed)) for site, noticed in memory.calls_taken_away(world)]
    tell_found(printed, {"audit calls removed": found})


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
