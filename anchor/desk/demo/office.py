"""One team at work: its people, its words, its stream of chance, and the tables it writes into."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from anchor.access.grants import permission_id
from anchor.desk.demo.chance import Chance
from anchor.desk.demo.names import IdentityCodes
from anchor.desk.demo.people import TEXTS, Crew, Worker
from anchor.desk.demo.tables import Tables
from clients.models import CaseGrant
from referrals.models import ContactGrant

# Three months after closing a case is open to its responsible worker's sector only (domain.md, Rules from law).
MONTHS_OPEN_AFTER_CLOSING = 3


@dataclass
class Youth:
    """An invented adolescent. `free_from` is the day from which a new case may be opened, None while one is open."""

    given: str
    family: str
    born: date
    gender: str
    language: str
    area: str
    protected: bool = False
    code: str = ""
    client_id: UUID | None = None
    sector: str = ""
    joint_custody: bool = False
    free_from: date | None = None


@dataclass
class Office:
    """What every act of a team needs."""

    tables: Tables
    chance: Chance
    crew: Crew
    codes: IdentityCodes
    until: date
    youths: list[Youth] = field(default_factory=list)

    @property
    def texts(self) -> Any:
        return TEXTS[self.crew.place.language]

    @property
    def language(self) -> str:
        return self.crew.place.language

    @property
    def sectors(self) -> list[str]:
        return list(self.crew.by_sector)

    def add(self, model: type[Model], made_at: datetime, **values: Any) -> UUID:
        """A row of the team's records; its key."""
        return self.tables.add(model, self.chance, made_at, **values)

    def worker(self, sector: str = "") -> Worker:
        """Somebody of a sector; of any sector when the team has none of it."""
        return self.chance.one_of(self.crew.by_sector.get(sector) or self.crew.everybody)

    def hold_contact(self, worker: Worker, contact_id: UUID, made_at: datetime, *, works: bool) -> None:
        """Who received a contact works on it; who gave an opinion on it or decided keeps sight of it."""
        grip = "work_contact" if works else "view_contact"
        self._hold(ContactGrant, worker, contact_id, made_at, permission_id("referrals", grip))

    def hold_case(
        self, worker: Worker, case_id: UUID, client_id: UUID | None, made_at: datetime, *, leads: bool
    ) -> None:
        """The grant that follows from a participation."""
        permission = permission_id("clients", "lead_case" if leads else "work_case")
        self._hold(CaseGrant, worker, case_id, made_at, permission, client_id=client_id)

    def _hold(
        self, model: Any, worker: Worker, target: UUID, made_at: datetime, permission: int, **own: UUID | None
    ) -> None:
        self.add(
            model,
            made_at,
            permission_id=permission,
            user_id=worker.membership.user_id,
            content_object_id=target,
            membership_id=worker.id,
            tenant_id=worker.stamp["tenant_id"],
            team_id=worker.stamp["team_id"],
            **own,
        )
