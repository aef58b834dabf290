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


_OWN = ("own sector on the case",)

READINGS: dict[str, Reading] = {
    "consent_ends_with_the_case": Reading(
        "domain.md, Consent: the period is by default until the case closes",
        "a consent without a last day goes on opening the case after it is closed",
    ),
    "own_sector_writes_consent_details": Reading(
        "access.md, consents: responsible worker writes",
        "the services write the responsible worker's only; the wall lets their sector write",
        opens={("write", "consent details"): _OWN},
    ),
}
