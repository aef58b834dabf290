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
_COORDINATOR = ("coordinates some team",)
_UNDER_A_CASE = (
    *("case shell", "working group", "identity", "address", "protected address", "related person", "criteria"),
    *("reason", "meeting", "attendance", "summary", "agreed action", "sector note"),
    "onward referral",
)

READINGS: dict[str, Reading] = {
    "consent_ends_with_the_case": Reading(
        "domain.md, Consent: the period is by default until the case closes",
        "a consent without a last day goes on opening the case after it is closed",
    ),
    "coordinator_reads_decided_contacts": Reading(
        "access.md, contact: coordinator, not on the case: read",
        "after the decision only a coordinator who took part in it, also where no case came of it",
    ),
    "readers_mark_agreed_actions": Reading(
        "access.md, agreed actions: those present write; with consent: read",
        "whoever reads an agreed action may mark it as done",
        opens={
            ("write", "agreed action"): (*_OWN, "with consent"),
            ("mark_action", "agreed action"): (*_OWN, "with consent"),
        },
    ),
    "own_sector_writes_consent_details": Reading(
        "access.md, consents: responsible worker writes",
        "the services write the responsible worker's only; the wall lets their sector write",
        opens={("write", "consent details"): _OWN},
    ),
    "neighbour_coordinator_makes": Reading(
        "access.md, The actor: a coordinator acts for the cases of the team",
        "past the services the wall lets a coordinator make rows, stamped with the own team, under a case or client of "
        "another team of the same municipality",
        opens={("make", kind): _COORDINATOR for kind in _UNDER_A_CASE},
    ),
    "children_of_a_hidden_contact": Reading(
        "access.md, opinion, child-welfare answer: own sector on the case: read",
        "the wall's look-up of a case's contacts finds only contacts that exist for the reader, so an entry of the own sector "
        "on a contact that another sector received is open by the rule and closed by the wall",
        lock="the wall",
    ),
    "undoing_goes_by_what_stands": Reading(
        "decisions.md: screening leaves a grip with those who received the contact, gave an opinion, or decided",
        "undoing a decision leaves the grip of the coordinator who had recorded it when another one undoes it, and takes it "
        "from somebody whose opinion a colleague has given anew",
    ),
}
