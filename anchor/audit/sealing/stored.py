"""Seals as the database keeps them."""

from dataclasses import asdict
from datetime import UTC, datetime

from anchor.audit.models import SealRow
from anchor.audit.sealing.seal import Seal

FIELDS = tuple(Seal.__dataclass_fields__)


def seals() -> list[Seal]:
    """All of them by number, however odd."""
    return [_seal(row) for row in SealRow.objects.order_by("number")]


def latest_root() -> Seal | None:
    """The last seal, or None while nothing has been sealed. Its `number` and `head` are what a report prints."""
    row = SealRow.objects.order_by("-number").first()
    return _seal(row) if row else None


def keep(seal: Seal) -> None:
    """Write a new seal."""
    SealRow.objects.create(**asdict(seal))


def _seal(row: SealRow) -> Seal:
    values = {name: getattr(row, name) for name in FIELDS}
    return Seal(**values | {"sealed_at": spelt(row.sealed_at)})


def spelt(moment: datetime) -> str:
    """A moment as it stands in a seal: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
