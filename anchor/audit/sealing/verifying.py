"""Verifying the memory in the database: one view of seals and rows, against an anchor that was read before."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from anchor.audit.sealing import anchor, merkle, rows, stored
from anchor.audit.sealing.examining import Finding, Found, Verdict, examine
from anchor.audit.sealing.rows import Unsealed
from anchor.audit.sealing.seal import Seal
from anchor.audit.sealing.signing import read_keys


def verify(keys: Path, anchored: Path | None) -> tuple[Verdict, Unsealed]:
    """The verdict, and what stands after the last seal. Raises KeyTrouble or AnchorTrouble.

    The anchor is read first: a seal made meanwhile is then in the database and not in the anchor, never the reverse.
    """
    believed = read_keys(keys)
    roots = anchor.read(anchored) if anchored else None
    with transaction.atomic():
        rows.as_one_reader()
        seals = stored.seals()
        verdict = examine(seals, roots, believed, _read)
        ends = [seal.below for seal in (*seals, *(roots.seals if roots else ()))]
        after = rows.unsealed(max(ends, default=0))
    if after.impossible:
        verdict.findings.append(
            Finding(verdict.seals + 1, f"after the last seal: {after.impossible} rows of transactions that never began")
        )
    return verdict, after


def _read(seals: list[Seal]) -> Found:
    """The rows of all seals; adjoining ones are read together, as many as make a large one."""
    found: Found = {}
    for together in _batches(seals):
        bounds = [together[0].since, *(seal.below for seal in together)]
        for seal, leaves in zip(together, rows.leaves(together[0].format, bounds), strict=True):
            count = len(leaves) // merkle.SIZE
            found[seal.number] = count, merkle.root(leaves) if count else ""
    return found


def _batches(seals: list[Seal]) -> Iterator[list[Seal]]:
    batch: list[Seal] = []
    size = 0
    for seal in seals:
        if seal.format not in rows.FORMATS or not 0 <= seal.since < seal.below:
            continue
        adjoins = batch and (batch[-1].below, batch[-1].format) == (seal.since, seal.format)
        if batch and not (adjoins and size + seal.rows <= rows.MOST_ROWS):
            yield batch
            batch, size = [], 0
        batch.append(seal)
        size += seal.rows
    if batch:
        yield batch
