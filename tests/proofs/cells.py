"""Whether random worlds reached every cell of the matrix, open and closed, with both answers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import Record, Relation
from tests.proofs.formed import is_implied, is_well_formed
from tests.proofs.oracle import Oracle, World
from tests.proofs.program import STANDING_OF, kind_of

ENOUGH = 30


@dataclass(frozen=True)
class Cell:
    """One record and one way of standing to it, and how often its two answers were reached.

    Open: it opened, and without it stayed closed. Closed: somebody stood so and was refused, and somebody who stood in no
    such way was refused as well.
    """

    action: str
    kind: str
    standing: str
    is_open: bool
    answers: tuple[int, int]

    def __str__(self) -> str:
        state = "open" if self.is_open else "closed"
        return f"{self.action} {self.kind} x {self.standing} ({state}): {self.answers[0]} and {self.answers[1]}"


def cells(counted: Counter) -> Iterator[Cell]:
    """Every cell that a flip could change, with its answers."""
    oracle = Oracle(World(today=None))  # type: ignore[arg-type]  # only its tables are asked
    for record, row in MATRIX.items():
        for relation in Relation:
            if not is_well_formed(relation, row):
                continue
            for action in ("read", "write"):
                openers = oracle.openers(action, kind_of(record))
                is_open = STANDING_OF[relation] in openers
                if not is_open and _cannot_be_refused(record, relation, openers):
                    continue
                yield _cell(counted, action, kind_of(record), STANDING_OF[relation], is_open)


def _cannot_be_refused(record: Record, relation: Relation, openers: tuple[str, ...]) -> bool:
    """Whether standing so always comes with another way that is open."""
    others = {other for other in Relation if STANDING_OF[other] in openers}
    return is_implied(record, relation, others)


def _cell(counted: Counter, action: str, kind: str, standing: str, is_open: bool) -> Cell:
    held, not_held = (_reached(counted, action, kind, standing, held=one) for one in (True, False))
    return Cell(action, kind, standing, is_open, (held[is_open], not_held[False]))


def _reached(counted: Counter, action: str, kind: str, standing: str, *, held: bool) -> dict[bool, int]:
    """How often somebody who stood so, or did not, was let and was refused; both actions were counted together."""
    both = [(read, write) for read in (True, False) for write in (True, False)]
    numbers: dict[bool, int] = {True: 0, False: 0}
    for read, write in both:
        numbers[read if action == "read" else write] += counted[kind, standing, held, read, write]
    return numbers
