"""Making seals. One sealer at a time; each seal is committed and anchored before the next one is made.

A crash between commit and anchor leaves the database one seal ahead. The next run anchors that one first, after checking
that it is signed and continues the anchor. Any other difference is no accident: nothing is sealed, and the task fails aloud.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from anchor.audit.sealing import anchor, merkle, rows, stored
from anchor.audit.sealing.seal import BEGINNING, Seal, chain_fault
from anchor.audit.sealing.signing import Keys, Signer, signature_fault

ONE_AT_A_TIME = 0x7365616C  # the advisory lock: "seal"
LONGEST_RUN = 50.0  # seconds; what is left waits for the next minute


class SealingRefused(RuntimeError):
    """Database and anchor do not fit together: somebody must look before anything more is sealed."""


@dataclass(frozen=True)
class Sealer:
    """Who seals: the private key, the public keys that are believed, and the anchor."""

    signer: Signer
    keys: Keys
    anchor: Path

    def run(self, *, longest: float = LONGEST_RUN) -> list[Seal]:
        """Seal what waits. Returns the new seals: none when nothing waits or another sealer is at work.

        Raises SealingRefused, or AnchorTrouble when the anchor cannot be written.
        """
        made: list[Seal] = []
        until = time.monotonic() + longest
        with _alone() as alone:
            if not alone:
                return made
            self._catch_up()
            while (seal := self._seal_next()) is not None:
                anchor.append(self.anchor, seal)
                made.append(seal)
                if time.monotonic() > until:
                    break
        return made

    def _catch_up(self) -> None:
        """Anchor the seal that a crash kept from it, and refuse every other difference."""
        kept, anchored = stored.latest_root(), anchor.last(self.anchor)
        if kept == anchored:
            return
        if kept is None or (anchored is not None and anchored.number >= kept.number):
            raise SealingRefused(f"the anchor's {_named(anchored)} is not the database's {_named(kept)}")
        fault = chain_fault(kept, anchored) or signature_fault(kept, self.keys)
        if fault:
            raise SealingRefused(f"the database's {_named(kept)} after the anchor's {_named(anchored)}: it {fault}")
        anchor.append(self.anchor, kept)

    def _seal_next(self) -> Seal | None:
        with transaction.atomic():
            rows.as_sealer()
            before = stored.latest_root()
            since, finished = before.below if before else 0, rows.finished()
            if finished < since:
                raise SealingRefused(f"the database's transactions stand at {finished}, before {_named(before)}")
            below = rows.bound(since, finished)
            if below is None:
                return None
            (leaves,) = rows.leaves(rows.NEWEST, [since, below])
            seal = Seal(
                number=before.number + 1 if before else 1,
                format=rows.NEWEST,
                since=since,
                below=below,
                rows=len(leaves) // merkle.SIZE,
                root=merkle.root(leaves),
                previous=before.head if before else BEGINNING,
                sealed_at=stored.spelt(timezone.now()),
                key=self.signer.name,
            )
            seal = self.signer.sign(seal)
            stored.keep(seal)
        return seal


def _named(seal: Seal | None) -> str:
    return f"seal {seal.number}" if seal else "beginning"


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the sealers' lock beyond single transactions; False when another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
