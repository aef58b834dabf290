"""The version of the rules that the controllers approve, and the rules as lines that a page can print."""

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

from anchor.access.actions import ACTIONS
from anchor.access.matrix import MATRIX
from anchor.access.vocabulary import WRITE, Record, Relation


def readers(record: Record) -> list[Relation]:
    """Who may read a record: the ways to stand to it that open it, in the matrix's order."""
    return [relation for relation in Relation if relation in MATRIX[record].opens]


def writers(record: Record) -> list[Relation]:
    """Those of them who may also write it."""
    return [relation for relation in readers(record) if MATRIX[record].opens[relation] == WRITE]


@cache
def matrix_version() -> str:
    """Twelve letters of the SHA-256 over every rule: any change of any rule makes it another version."""
    return hashlib.sha256("\n".join(_lines()).encode()).hexdigest()[:12]


def _lines() -> Iterator[str]:
    for record, row in MATRIX.items():
        yield f"{record}: " + "; ".join(f"{field.name}={getattr(row, field.name)!r}" for field in fields(row))
    for action, rule in ACTIONS.items():
        yield f"{action}: {sorted(rule.roles)} {sorted(rule.relations)} {sorted(rule.grips)}"
