"""The day of one person, sorted into the panels of the today page."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from anchor.desk.draft_forms import ShownDraft


@dataclass(frozen=True)
class Day:
    """What rooms contribute, by panel. `now` is the local time of asking."""

    now: datetime.datetime
    items: list[Any]
    drafts: list[ShownDraft]

    def _of(self, *kinds: str) -> list[Any]:
        return [item for item in self.items if item.kind in kinds]

    @cached_property
    def meetings(self) -> list[Any]:
        """Meetings of today, by time."""
        return [slot for slot in self._of("meeting") if not slot.late]

    @cached_property
    def unlogged(self) -> list[Any]:
        """Planned meetings of earlier days of which nobody has said what came of them."""
        return [slot for slot in self._of("meeting") if slot.late]

    @cached_property
    def opinions(self) -> list[Any]:
        """Contacts that wait for this sector's opinion, or for the team's decision."""
        return self._of("opinion", "decision")

    @cached_property
    def follow_ups(self) -> list[Any]:
        """Agreed actions and referrals to follow, the earliest first; what is late comes first by itself."""
        items = [item for item in self.items if item.kind not in ("meeting", "opinion", "decision")]
        return sorted(items, key=lambda item: (item.due is None, item.due or datetime.date.max))

    @property
    def next_meeting(self) -> Any:
        """The next meeting of today that has not begun."""
        return next((slot for slot in self.meetings if slot.starts_at > self.now), None)

    @property
    def late(self) -> int:
        """How many follow-ups are late."""
        return sum(bool(item.late) for item in self.follow_ups)

    @property
    def late_opinions(self) -> int:
        return sum(bool(item.late) for item in self.opinions)
