"""What waits for somebody, as rooms tell it to the today page and to the case page.

A room answers `anchor.core.contributions.today(actor, day)` with what its own records ask of this actor.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `kind` is the panel it stands in: meeting, opinion, action, follow_up, draft."""

    kind: str
    title: str
    meta: str = ""
    url: str = ""
    due: date | None = None
    late: bool = False
