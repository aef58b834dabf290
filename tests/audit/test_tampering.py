"""Whoever may do everything in the database cannot alter the memory unnoticed: each tampering is found and its range named.

`make prove-memory` makes as many as proofs.toml asks for (TAMPERINGS=2000 for more), the tests a few of each kind. Controls in
the same run: after each tampering is undone the untouched memory verifies; a verifier that does not read rows is blind to
what was done to rows alone, so it is the reading that finds it; and without the anchor a cut-off end is not seen.
"""

import os
import random
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings

from anchor.audit.sealing import anchor, stored
from anchor.audit.sealing.examining import NOT_ANCHORED, WHOLE, examine
from anchor.audit.sealing.signing import read_keys
from tests.audit.tampering import Tamperer, written

TAMPERINGS = int(os.environ.get("ANCHOR_TAMPERINGS", "48"))
SEED = int(os.environ.get("ANCHOR_SEED", "1"))
FLOORS = tomllib.loads((settings.BASE_DIR / "proofs.toml").read_text())["memory"]
SEALS = 12


@dataclass
class Told:
    """What was made, what was found, and what the controls said."""

    made: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    clean: int = 0
    blind: Counter = field(default_factory=Counter)
    columns: set[str] = field(default_factory=set)

    def line(self) -> str:
        kinds = ", ".join(f"{kind} {self.found[kind]} / {made}" for kind, made in self.made.items())
        return (
            f"tamperings found / made: {self.found.total()} / {self.made.total()} ({kinds}; {len(self.columns)} columns)\n"
            f"controls: untouched memory verified {self.clean} / {self.made.total()}; missed by a verifier that reads no rows "
            f"{self.blind['rows']}, without the anchor {self.blind['anchor']}; seed {SEED}"
        )


def blindly(memory):
    """The verdict of one who believes every seal's word about its rows."""
    anchored = anchor.read(memory.anchor)
    believing = {seal.number: (seal.rows, seal.root) for seal in anchored.seals}
    return examine(stored.seals(), anchored, read_keys(memory.keys), lambda seals: believing)


def test_every_tampering_is_found_and_its_range_named(memory, superuser, capsys):
    chance = random.Random(SEED)
    seals = written(memory, chance, SEALS)
    tamperer = Tamperer(superuser, chance, seals)
    told = Told()
    try:
        assert memory.verdict().code == WHOLE
        kinds = list(tamperer.kinds().items())
        for number in range(TAMPERINGS):
            kind, tamper = kinds[number % len(kinds)]
            turn = number // len(kinds)
            expected = seals[tamper(turn) - 1]
            first = memory.verdict().first_bad
            told.made[kind] += 1
            if first and first.number == expected.number and first.what.startswith(expected.range):
                told.found[kind] += 1
            else:
                told.missed.append(f"{kind} {turn} of {expected.range}: {first}")
            if kind == "edit":
                told.columns.add(tamperer.columns[turn % len(tamperer.columns)][0])
            told.blind["rows"] += blindly(memory).code == WHOLE
            told.blind["anchor"] += memory.verdict(anchored=False).code == NOT_ANCHORED
            tamperer.undo()
            told.clean += memory.verdict().code == WHOLE
    finally:
        tamperer.forget()
    with capsys.disabled():
        sys.stdout.write(f"\n{told.line()}\n")

    assert told.missed == []
    assert told.clean == TAMPERINGS
    assert told.blind["rows"] >= TAMPERINGS // 3, "the controls hold nothing"
    assert 0 < told.blind["anchor"] <= told.made["truncate"], "the controls hold nothing"
    if "ANCHOR_TAMPERINGS" in os.environ:
        assert told.made.total() >= FLOORS["tamperings"]
        assert len(told.made) >= FLOORS["kinds"]
        assert min(told.made.values()) >= FLOORS["each_kind"]
        assert told.columns == {name for name, _ in tamperer.columns}
        assert len(told.columns) >= FLOORS["columns"]
