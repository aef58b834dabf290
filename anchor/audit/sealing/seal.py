"""A seal: which rows it covers, their root, and the seal before it. What is signed and anchored is its text."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, Self

BEGINNING = "0" * 64  # what the first seal names as its predecessor


class NotASeal(ValueError):
    """A text that no sealer has written."""


@dataclass(frozen=True)
class Seal:
    """The rows of all transactions from `since` up to, but without, `below`; nothing may ever be added there.

    `format` says by which columns the rows were read, `key` with which key it was signed. Hashes are hex.
    """

    number: int
    format: int
    since: int
    below: int
    rows: int
    root: str
    previous: str
    sealed_at: str
    key: str
    signature: str = ""

    @cached_property
    def text(self) -> str:
        """What is signed and hashed: all but the signature, always spelt the same way."""
        return _spelt({name: value for name, value in asdict(self).items() if name != "signature"})

    @cached_property
    def head(self) -> str:
        """The hash the next seal names. It stands for the whole memory up to here, so this is what reports print."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def line(self) -> str:
        """The seal as a line of the anchor file or of an export."""
        return _spelt(asdict(self))

    @property
    def range(self) -> str:
        """The seal in words, for whoever must look there."""
        span = f"transactions {self.since} to {self.below - 1}"
        return f"seal {self.number} ({span}, {self.rows} rows, sealed {self.sealed_at})"

    def signed(self, signature: str) -> Self:
        """The same seal with its signature."""
        return replace(self, signature=signature)

    @classmethod
    def from_line(cls, line: str | bytes) -> Self:
        """The seal of a line. Raises NotASeal unless it is spelt exactly as `line` spells it."""
        try:
            seal = cls.from_mapping(json.loads(line))
            exact = seal.line == (line.decode() if isinstance(line, bytes) else line)
        except (ValueError, RecursionError) as wrong:
            raise NotASeal(str(wrong)) from wrong
        if not exact:
            raise NotASeal("spelt in another way")
        return seal

    @classmethod
    def from_mapping(cls, values: Any) -> Self:
        """The seal of a mapping with exactly its fields, each of its type. Raises NotASeal."""
        if not isinstance(values, Mapping) or set(values) != {field.name for field in fields(cls)}:
            raise NotASeal("other fields")
        for field in fields(cls):
            if type(values[field.name]) is not field.type:
                raise NotASeal(f"{field.name} is no {field.type}")
        return cls(**values)


def chain_fault(seal: Seal, before: Seal | None) -> str:
    """Why a seal does not continue the one before it; empty when it does."""
    if seal.number != (before.number + 1 if before else 1):
        return f"comes after {f'seal {before.number}' if before else 'nothing'}"
    if seal.previous != (before.head if before else BEGINNING):
        return "does not name the seal before it"
    if seal.since != (before.below if before else 0):
        return "leaves a gap after the seal before it"
    return "" if seal.below > seal.since else "covers nothing"


def _spelt(values: dict[str, Any]) -> str:
    return json.dumps(values, separators=(",", ":"), sort_keys=True)
