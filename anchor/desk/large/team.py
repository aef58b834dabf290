"""One team of the large country and its people, with what their rows have in common."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from anchor.accounts.actor import controller_of
from anchor.accounts.models import Membership, Team, User
from anchor.desk.demo.chance import Chance, at
from anchor.desk.demo.people import HIRED_ON
from anchor.desk.large import COORDINATOR, MEMBER
from anchor.desk.large.plan import CASES_PER_COORDINATOR, CASES_PER_MEMBER, LARGEST
from anchor.tenancy.models import Municipality

SECTORS = ("social", "police", "health", "youth")


@dataclass(frozen=True)
class Hand:
    """Somebody who writes, as text: keys, and the columns of a stamp before the sector (`place`) and behind it (`hand`)."""

    membership: str
    user: str
    sector: str
    place: str
    hand: str

    @cached_property
    def stamp(self) -> str:
        """The columns tenant_id, team_id, sector, controller, author_id of what they write."""
        return f"{self.place}\t{self.sector}\t{self.hand}"


@dataclass
class Crew:
    """A team with so many people that nobody's grants become the measure."""

    team: Team
    clients: int
    members: list[Hand] = field(default_factory=list)
    coordinators: list[Hand] = field(default_factory=list)


class Hiring:
    """Makes the teams and their people."""

    def __init__(self, password: str) -> None:
        self._chance = Chance("large people")
        self._password = password
        self._users: list[User] = []
        self._memberships: list[Membership] = []

    def crew(self, number: int, host: Municipality, clients: int) -> Crew:
        """A team hosted by a municipality, serving it alone."""
        team = Team(
            pk=number,
            name=f"{host.name_fi}: ankkuritiimi",
            municipality=host,
            police_department_id=str(host.police_department_id),
            county_id=str(host.county_id),
            sectors=list(SECTORS),
            required_sectors=["police", "social"],
        )
        crew, largest = Crew(team, clients), host.code == LARGEST
        for place in range(max(len(SECTORS), clients // CASES_PER_MEMBER)):
            email = MEMBER if largest and place == 0 else ""
            crew.members.append(self._hand(team, "member", SECTORS[place % len(SECTORS)], email))
        for place in range(max(1, clients // CASES_PER_COORDINATOR)):
            email = COORDINATOR if largest and place == 0 else ""
            crew.coordinators.append(self._hand(team, "coordinator", "social", email))
        return crew

    def _hand(self, team: Team, role: str, sector: str, email: str) -> Hand:
        number = len(self._users) + 1
        user = User(
            pk=self._key(), email=email or f"p{number}@large.example", name=f"Henkilö {number}", password=self._password
        )
        membership = Membership(pk=self._key(), user=user, team=team, role=role, sector=sector, began_on=HIRED_ON)
        self._users.append(user)
        self._memberships.append(membership)
        place, hand = f"{team.municipality_id}\t{team.pk}", f"{controller_of(team, sector)}\t{membership.pk}"
        return Hand(str(membership.pk), str(user.pk), sector, place, hand)

    def _key(self) -> UUID:
        return self._chance.key(at(HIRED_ON, 8))

    def write(self) -> int:
        """Insert the people; how many."""
        User.objects.bulk_create(self._users, batch_size=1000)
        Membership.objects.bulk_create(self._memberships, batch_size=1000)
        return len(self._users)
