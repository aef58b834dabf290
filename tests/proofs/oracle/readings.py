"""Where the program reads access.md otherwise than its words say. Each is reported; none is silent, none is a surprise.

When the program is changed to the words, the comparison finds it open or closed where the reading says otherwise, and fails
until the reading is taken out here.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reading:
    """One difference: what the words say, what the program does, and what that
    opens besides (action, kind)."""

    words: str
    program: str
    lock: str = ""  # the only lock that reads it so; empty: both
    opens: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


READINGS: dict[str, Reading] = {}
