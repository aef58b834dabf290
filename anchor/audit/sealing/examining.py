"""Examining the memory: seals against the anchor, and rows against seals. Knows no database; `Read` tells it the rows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from anchor.audit.sealing.anchor import Anchored
from anchor.audit.sealing.seal import Seal, chain_fault
from anchor.audit.sealing.signing import Keys, signature_fault

# For each seal by its number how many rows stand in its range now, and their root; a seal that cannot be told is left out.
Found = dict[int, tuple[int, str]]
Read = Callable[[list[Seal]], Found]

WHOLE, ALTERED, UNREADABLE, NOT_ANCHORED = range(4)  # exit codes
MOST_TOLD = 20  # findings


@dataclass(frozen=True)
class Finding:
    """A range that is not as it was sealed. `number` is 0 for what belongs to no seal."""

    number: int
    what: str


@dataclass
class Verdict:
    """What the examination found. `anchored` counts the seals an anchor vouches for, and is None without one."""

    seals: int
    rows: int
    head: str
    anchored: int | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def code(self) -> int:
        """What the command exits with: 0 as it was sealed, 1 altered, 3 as it was sealed but its end is not vouched for."""
        if self.findings:
            return ALTERED
        return WHOLE if self.anchored is not None else NOT_ANCHORED

    def lines(self) -> list[str]:
        """The verdict in words."""
        said = [f"{self.seals} seals over {self.rows} rows, head {self.head or 'none'}"]
        if self.anchored is None:
            said.append("tail not anchored: without the anchor nobody can tell whether seals are missing at the end")
        elif self.anchored < self.seals:
            said.append(f"{self.seals - self.anchored} seals are not in this anchor, made after it or not yet anchored")
        if self.first_bad is None:
            return [*said, "Nothing was altered."]
        ordered = sorted(self.findings, key=lambda finding: finding.number)
        said += [f"ALTERED, first at {self.first_bad.what}"]
        said += [f"  also {finding.what}" for finding in ordered[1:MOST_TOLD]]
        return said + ([f"  and {len(ordered) - MOST_TOLD} more"] if len(ordered) > MOST_TOLD else [])

    @property
    def first_bad(self) -> Finding | None:
        """The first range that is not as it was."""
        return min(self.findings, key=lambda finding: finding.number) if self.findings else None


def examine(stored: list[Seal], anchored: Anchored | None, keys: Keys, read: Read) -> Verdict:
    """Compare everything. What the anchor says of a seal counts more than what is stored of it."""
    known = {seal.number: seal for seal in anchored.seals} if anchored else {}
    kept = {seal.number: seal for seal in stored}
    trusted = [seal for _, seal in sorted((kept | known).items())]
    verdict = Verdict(
        seals=len(trusted),
        rows=sum(seal.rows for seal in trusted),
        head=trusted[-1].head if trusted else "",
        anchored=len(known) if anchored else None,
    )
    if anchored:
        verdict.findings += [Finding(0, fault) for fault in anchored.faults]
        verdict.findings += _chain_findings(anchored.seals, keys, "the anchor")
    verdict.findings += _difference_findings(stored, known)
    verdict.findings += _chain_findings([seal for seal in trusted if seal.number not in known], keys, "", known)
    found = read(trusted)
    faults = ((seal, _rows_fault(seal, found)) for seal in trusted)
    verdict.findings += [Finding(seal.number, f"{seal.range}: {fault}") for seal, fault in faults if fault]
    return verdict


def _difference_findings(stored: list[Seal], known: dict[int, Seal]) -> list[Finding]:
    """Anchored seals that are not stored, or not so."""
    found = []
    by_number = {seal.number: seal for seal in stored}
    for number, seal in known.items():
        there = by_number.get(number)
        if there is None:
            found.append(Finding(number, f"{seal.range}: anchored, and missing here"))
        elif there != seal:
            names = [name for name in Seal.__dataclass_fields__ if getattr(there, name) != getattr(seal, name)]
            found.append(Finding(number, f"{seal.range}: not as it was anchored ({', '.join(names)})"))
    return found


def _chain_findings(seals: list[Seal], keys: Keys, where: str, known: dict[int, Seal] | None = None) -> list[Finding]:
    """Seals that are not signed or do not continue the one before them."""
    found, before = [], None
    place = f"in {where}, " if where else ""
    for seal in seals:
        before = (known or {}).get(seal.number - 1, before)
        for fault in filter(None, (chain_fault(seal, before), signature_fault(seal, keys))):
            found.append(Finding(seal.number, f"{seal.range}: {place}it {fault}"))
        before = seal
    return found


def _rows_fault(seal: Seal, found: Found) -> str:
    if seal.number not in found:
        return "its rows are not here"
    count, root = found[seal.number]
    if count != seal.rows:
        return f"{count} rows stand there now"
    return "" if root == seal.root else "the rows were altered"
