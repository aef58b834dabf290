"""Who may see and do what, said a third time: from access.md, domain.md and docs/decisions.md, in plain Python.

It imports only the standard library and reads no matrix file; it knows facts (who works on which case since when, who
consented to what), never grants. The program's rule and the wall are compared with it, triple by triple.

To add a relation: one function with `@standing` (standings.py), and its name beside the records and acts it opens
(rules.py). What access.md names and the program does not have yet stands in not_yet.py; where the program follows another
reading than the words of access.md, in readings.py, by name, until one of them is changed.
"""

from collections.abc import Iterable

from tests.proofs.oracle.facts import (
    Answer,
    ArrivalFacts,
    AskedFacts,
    Asker,
    CaseFacts,
    ContactFacts,
    Emergency,
    Extract,
    Given,
    Id,
    MeetingFacts,
    Part,
    Thing,
    TransferFacts,
    World,
)
from tests.proofs.oracle.not_yet import NOT_YET
from tests.proofs.oracle.readings import READINGS
from tests.proofs.oracle.rules import ACTS, DELETED, DELETES, MAKES, READS, UNREAD, WRITES
from tests.proofs.oracle.stand import BEYOND_TENANTS, TEAM_WORK, Stand
from tests.proofs.oracle.standings import STANDINGS, included

__all__ = [
    "ACTS",
    "BEYOND_TENANTS",
    "DELETED",
    "MAKES",
    "NOT_YET",
    "READINGS",
    "READS",
    "STANDINGS",
    "TEAM_WORK",
    "UNREAD",
    "WRITES",
    "Answer",
    "ArrivalFacts",
    "AskedFacts",
    "Asker",
    "CaseFacts",
    "ContactFacts",
    "Emergency",
    "Extract",
    "Given",
    "MeetingFacts",
    "Oracle",
    "Part",
    "Thing",
    "TransferFacts",
    "World",
    "included",
]
TABLES = {"read": READS, "write": WRITES, "make": MAKES}


class Oracle:
    """Answers for one world. `as_built` names the readings in which the program is followed instead of the words."""

    def __init__(self, world: World, as_built: Iterable[str] = READINGS) -> None:
        self.world, self.as_built = world, frozenset(as_built)
        self._stands: dict[tuple[Asker, bool], Stand] = {}
        self._openers: dict[tuple[str, str], tuple[str, ...]] = {}
        self._answers: dict[tuple[str, str, Id], bool] = {}  # of the last asker: each lock asks the same
        self._asker: Asker | None = None

    def stand(self, asker: Asker, action: str = "read") -> Stand:
        """How somebody stands in this world. For anything but reading, a case they only look on does not count."""
        key = asker, action != "read"
        if key not in self._stands:
            self._stands[key] = Stand(self.world, asker, self.as_built, works=action != "read")
        return self._stands[key]

    def openers(self, action: str, kind: str) -> tuple[str, ...]:
        """The ways of standing of which one is enough for an action on a kind of record."""
        key = action, kind
        if key not in self._openers:
            more = [READINGS[name].opens.get(key, ()) for name in sorted(self.as_built)]
            self._openers[key] = _by_the_words(action, kind) + tuple(way for ways in more for way in ways)
        return self._openers[key]

    def grounds(self, asker: Asker, action: str, thing: Thing) -> set[str]:
        """By which ways of standing somebody may do something to a record; none: they may not."""
        if action in ACTS and asker.role not in ACTS[action].roles:
            return set()
        me = self.stand(asker, action)
        ways = self.openers(action, thing.kind)
        near = self.is_near(asker, thing)
        return {way for way in ways if (near or way in BEYOND_TENANTS) and STANDINGS[way](me, thing)}

    def may(self, asker: Asker, action: str, thing: Thing) -> bool:
        """Whether somebody may read, write, delete, make or act upon a record today."""
        if asker is not self._asker:
            self._asker, self._answers = asker, {}
        key = action, thing.kind, thing.id
        if key not in self._answers:
            self._answers[key] = self._may(asker, action, thing)
        return self._answers[key]

    def _may(self, asker: Asker, action: str, thing: Thing) -> bool:
        if action in ACTS and asker.role not in ACTS[action].roles:
            return False
        me = self.stand(asker, action)
        ways = self.openers(action, thing.kind)
        near = self.is_near(asker, thing)
        return any((near or way in BEYOND_TENANTS) and STANDINGS[way](me, thing) for way in ways)

    def is_near(self, asker: Asker, thing: Thing) -> bool:
        """Whether a record is of the asker's tenant, or of a transfer that another tenant's team has sent to theirs."""
        transfer = self.world.transfers.get(thing.transfer)
        return thing.tenant == asker.tenant or (transfer is not None and transfer.to_team == asker.team)

    def may_delete(self, asker: Asker, thing: Thing) -> bool:
        """Only what must be able to go may be deleted, by whoever may write it, or by fewer."""
        if thing.kind not in DELETES:
            return thing.kind in DELETED and self.may(asker, "write", thing)
        me = self.stand(asker)
        return thing.tenant == asker.tenant and any(STANDINGS[way](me, thing) for way in DELETES[thing.kind])

    def may_throw_away(self, asker: Asker, thing: Thing) -> bool:
        """Whether somebody may delete a record by looking at it, or unread."""
        me = self.stand(asker)
        return self.may_delete(asker, thing) or any(STANDINGS[way](me, thing) for way in UNREAD.get(thing.kind, ()))


def _by_the_words(action: str, kind: str) -> tuple[str, ...]:
    if action in TABLES:
        return TABLES[action][kind]
    return ACTS[action].standing if kind in ACTS[action].to else ()
