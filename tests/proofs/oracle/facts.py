"""The facts of one moment, as far as they decide who sees: never a grant, never a rule."""

import datetime
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

Id = Hashable
LONG_AGO = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Asker:
    """Somebody wearing one membership; an office works in no team. The collector is a task, not a person."""

    id: Id
    role: str
    sector: str = ""
    team: Id = None
    tenant: str = ""
    may_process_protected: bool = False  # the organisation has given the right, and it holds today
    controller: str = ""  # whose records an auditor or a superior watches over
    seeks: Id = (
        None  # the client whose exact name and birth date somebody has given, for emergency access or an extract
    )
    by_code: bool = False  # not the name but the exact identity code has been given


@dataclass(frozen=True)
class Thing:
    """One record: its kind, its origin, and what it is about."""

    kind: str
    id: Id
    tenant: str
    team: Id = None
    sector: str = ""
    author: Id = None
    case: Id = None
    client: Id = None
    contact: Id = None
    meeting: Id = None
    earlier: Id = None  # another client, with whom it is compared
    holder: Id = None  # whose grant or draft it is
    question: Id = None  # the question to an expert, of the question itself and of its grant
    transfer: Id = None
    arrival: Id = None
    claims: bool = False  # an attendance that says somebody was there
    controller: str = ""
    access: Id = None  # the emergency access it tells of
    told: str = ""  # the sector it was given to or asked of
    names: tuple[str, Id] | None = None  # kind and id of the record it discloses
    has_code: bool = False  # an identity with an identity code


@dataclass(frozen=True)
class Extract:
    """A register officer has opened one client's extracts, of one controller; until a moment, or until it is closed."""

    member: Id
    client: Id
    tenant: str
    controller: str
    until: datetime.datetime
    closed: bool


@dataclass(frozen=True)
class Part:
    """Somebody's part in a case. `ended` is the first day that is no longer theirs; a guest's is known beforehand."""

    member: Id
    case: Id
    began: datetime.date
    ended: datetime.date | None = None
    kind: str = "team"
    sector: str = ""

    def lives_on(self, day: datetime.date) -> bool:
        """Whether they take part on a day."""
        return self.began <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True)
class AskedFacts:
    """A question to an expert: whom, until when, and whether it has been answered or taken back."""

    expert: Id
    until: datetime.date
    is_over: bool


@dataclass(frozen=True)
class Answer:
    """One answer to one sentence of consent."""

    case: Id
    given: bool
    sectors: frozenset[str]
    begins: datetime.date
    ends: datetime.date | None = None
    withdrawn: datetime.date | None = None
    by_guardian: bool = False
    outlived_by_the_case: bool = True  # the case has not been closed since it was given
    all_said_yes: bool = True  # each of those who must answer, and none has taken it back


@dataclass(frozen=True)
class MeetingFacts:
    """What of a meeting decides who may say who was there, and who keeps it after a withdrawal."""

    case: Id
    day: datetime.date
    is_told: bool  # it was held, and somebody has said so
    told_by: frozenset[Id] = frozenset()  # who wrote its summary down


@dataclass(frozen=True)
class CaseFacts:
    """What of a case decides who sees."""

    client: Id
    team: Id
    leader: Id
    closed: datetime.date | None = None
    of_age: datetime.date = datetime.date.max  # the 18th birthday of its adolescent
    leader_sector: str = ""
    sector: str = ""  # whose its records are, when another sector has taken the lead meanwhile
    closing_recorded: datetime.date | None = None


@dataclass(frozen=True)
class ContactFacts:
    """What of a contact decides who sees. `took_part`: received it, gave an opinion on it, or decided on it."""

    team: Id
    is_screened: bool
    grounded: frozenset[str]
    took_part: frozenset[Id]
    case: Id = None


@dataclass(frozen=True)
class TransferFacts:
    """A case offered to another team: waiting, accepted, declined or taken back, and by whom."""

    to_team: Id
    state: str
    answered_by: Id = None
    lapses: datetime.date | None = None  # the last day of the consent it stands on


@dataclass(frozen=True)
class ArrivalFacts:
    """The receiving side's record of a transfer: who accepted it, and the case opened for it."""

    author: Id
    case: Id


@dataclass(frozen=True)
class Emergency:
    """Somebody has opened a case in an emergency; it ends at a moment."""

    member: Id
    case: Id
    client: Id
    tenant: str
    team: Id
    until: datetime.datetime
    address_confirmed: bool
    review_due: datetime.date
    reviewed: bool


@dataclass(frozen=True)
class Given:
    """One record of a case disclosed to one sector on a ground in law, and not taken back."""

    record: Id
    sector: str
    case: Id


@dataclass
class World:
    """The facts of one moment."""

    today: datetime.date
    now: datetime.datetime = LONG_AGO
    cases: dict[Id, CaseFacts] = field(default_factory=dict)
    born: dict[Id, datetime.date] = field(default_factory=dict)  # by the client
    contacts: dict[Id, ContactFacts] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    questions: dict[Id, AskedFacts] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    presence: dict[tuple[Id, Id], str] = field(default_factory=dict)  # (meeting, member): was there, of this sector
    meetings: dict[Id, MeetingFacts] = field(default_factory=dict)
    extracts: list[Extract] = field(default_factory=list)
    officers: set[Id] = field(default_factory=set)  # who is a register officer, also while they seek somebody
    emergencies: dict[Id, Emergency] = field(default_factory=dict)  # by the id of the record
    transfers: dict[Id, TransferFacts] = field(default_factory=dict)
    arrivals: dict[Id, ArrivalFacts] = field(default_factory=dict)
    given: set[Given] = field(default_factory=set)
    things: list[Thing] = field(default_factory=list)

    @cached_property
    def named(self) -> dict[tuple[str, Id], Thing]:
        """Each record by its kind and id; asked once all are there."""
        return {(thing.kind, thing.id): thing for thing in self.things}
