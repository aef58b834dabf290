"""What waits for somebody, as rooms tell it to the today page and to the case page.

A room answers `anchor.core.contributions.today(actor, day)` with what its own records ask of this actor, and
`next_steps(case, actor)` with what has been agreed or waits in one case.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `kind` is the panel it stands in: meeting, opinion, action, follow_up, notice."""

    kind: str
    title: str
    meta: str = ""
    url: str = ""
    due: date | None = None
    late: bool = False
    warning: Any = ""  # what asks for a look at once, in words
    about: Any = None  # the record it shows something of, for the memory
    template: str = ""  # drawn in its place with `item` and its `context`
    context: dict[str, Any] = field(default_factory=dict)
