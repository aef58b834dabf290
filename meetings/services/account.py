"""What a person tells of one meeting, as one value: what the form gives, the services take, and a conflict compares."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from meetings.models import AgreedAction, Meeting, MeetingPlace, MeetingSummary

SHELL = (
    "kind",
    "status",
    "starts_at",
    "ends_at",
    "adolescent_present",
    "heard_alone",
    "guardians_present",
    "interpreter_present",
    "told_before",
    "joint",
    "cancelled_by",
)
TOLD = ("topics", "strengths", "text", "present_despite")
PLACE = ("place", "others")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One agreed action as told: a new one, or a change of the one with this id that was read at this version."""

    what: str
    owner_kind: str
    owner_id: uuid.UUID | None
    due_on: date
    id: uuid.UUID | None = None
    version: int = 0
    remove: bool = False

    @property
    def content(self) -> tuple[str, str, uuid.UUID | None, date]:
        """What the action says, whoever wrote it and when."""
        return self.what, self.owner_kind, self.owner_id, self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of the writer's own sector: that it is recorded in the own system and when, and text where a team allows it."""

    written_on: date
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One meeting as somebody tells it: its shell, who was there, what was talked about, what was agreed."""

    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    cancelled_by: str = ""
    adolescent_present: bool = False
    heard_alone: bool = False
    guardians_present: int = 0
    interpreter_present: bool = False
    told_before: bool = False
    joint: bool = False
    professionals: frozenset[uuid.UUID] = frozenset()
    place: str = ""
    others: str = ""
    topics: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    text: str = ""
    present_despite: str = ""  # why a guardian was there who is kept out of the matter
    agreed: tuple[Agreed, ...] = field(default=())

    @property
    def shell(self) -> dict[str, Any]:
        """The columns of Meeting."""
        return {name: getattr(self, name) for name in SHELL}

    @property
    def told(self) -> dict[str, Any]:
        """The columns of MeetingSummary."""
        return {name: getattr(self, name) for name in TOLD} | {
            "topics": list(self.topics),
            "strengths": list(self.strengths),
        }

    @property
    def where(self) -> dict[str, str]:
        """The columns of MeetingPlace."""
        return {name: getattr(self, name) for name in PLACE}

    @property
    def is_told(self) -> bool:
        """Whether there is anything that a summary would hold, or say where it was."""
        return any(self.told.values()) or any(self.where.values())

    @property
    def is_held(self) -> bool:
        return self.status == Meeting.Status.HELD

    def settled(self) -> "Account":
        """Without what its status rules out: nobody was at a meeting that is to come, was cancelled or not attended."""
        gone = {"adolescent_present": False, "heard_alone": False, "told_before": False}
        absent = gone | {"guardians_present": 0, "interpreter_present": False}
        cleared: dict[str, Any] = {}
        match self.status:
            case Meeting.Status.PLANNED | Meeting.Status.CANCELLED:
                cleared = absent
            case Meeting.Status.NOT_ATTENDED:
                cleared = gone
        by = self.cancelled_by if self.status == Meeting.Status.CANCELLED else ""
        return replace(self, **cleared, cancelled_by=by)

    def says_the_same(self, other: "Account") -> bool:
        """Whether two tellings are one: a second click on save, not a second meeting."""
        mine, theirs = (replace(one, agreed=()) for one in (self, other))
        return mine == theirs and _contents(self) == _contents(other)

    def joined_with(self, other: "Account") -> "Account":
        """This telling with the other's words before its own, so that nothing that either wrote is lost."""
        return replace(
            self,
            professionals=self.professionals | other.professionals,
            topics=_union(other.topics, self.topics),
            strengths=_union(other.strengths, self.strengths),
            place=_both(other.place, self.place, " / "),
            others=_both(other.others, self.others, " / "),
            text=_both(other.text, self.text, "\n\n"),
            present_despite=_both(other.present_despite, self.present_despite, " / "),
        )


def _contents(account: Account) -> list[tuple]:
    return sorted((one.content for one in account.agreed if not one.remove), key=repr)


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _both(first: str, second: str, between: str) -> str:
    if first in second:
        return second
    return first if second in first else f"{first}{between}{second}"


def account_of(
    meeting: Meeting,
    present: set[uuid.UUID],
    summary: MeetingSummary | None,
    agreed: list[AgreedAction],
    place: MeetingPlace | None = None,
) -> Account:
    """What is stored of a meeting, as its reader would tell it; what is under non-disclosure is told by nobody."""
    shell = {name: getattr(meeting, name) for name in SHELL}
    told: dict[str, Any] = {}
    if summary is not None:
        told = {name: getattr(summary, name) or "" for name in ("text", "present_despite")}
        told |= {"topics": tuple(summary.topics), "strengths": tuple(summary.strengths)}
    if place is not None and not place.protected:
        told |= {name: getattr(place, name) or "" for name in PLACE}
    return Account(
        **shell, **told, professionals=frozenset(present), agreed=tuple(agreed_of(action) for action in agreed)
    )


def agreed_of(action: AgreedAction) -> Agreed:
    """A stored agreed action as told."""
    return Agreed(
        what=str(action.what),
        owner_kind=action.owner_kind,
        owner_id=action.owner_id,
        due_on=action.due_on,
        id=action.pk,
        version=action.version,
    )
