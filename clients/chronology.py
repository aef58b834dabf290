"""What has happened in a case, as higher rooms and this one tell it to the case page.

A room answers `anchor.core.contributions.chronology(case, actor)` with entries that exist for the actor: another sector's
entry is not given at all, not even as a closed box.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One event of the case. `kind` is the tab it stands under: meeting, note, referral, decision or consent."""

    at: datetime
    kind: str
    title: str
    sector: str
    url: str = ""
    text: str = ""
    template: str = ""  # drawn inside the entry with `entry` and its `context`
    context: dict[str, Any] = field(default_factory=dict)
