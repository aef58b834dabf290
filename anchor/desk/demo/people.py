"""The people of the demonstration: those of each team, and those in the offices around them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from anchor.accounts.actor import controller_of
from anchor.accounts.models import Membership, Organisation, User
from anchor.core.folding import fold
from anchor.desk.demo import PASSWORD, names, texts_fi, texts_sv
from anchor.desk.demo.chance import Chance, at
from anchor.desk.demo.teams import SHOWN, SMALL_OFFICES, Place
from anchor.tenancy.models import Municipality

HIRED_ON = date(2020, 8, 1)
TEXTS: dict[str, Any] = {"fi": texts_fi, "sv": texts_sv}
# Those whom a visitor may be: in the team of the demo sign-ins, and in the offices.
KNOWN = {
    "social": ("Salla", "Tähkäniemi", "salla"),
    "police": ("Jari", "Tervaskanto", "jari"),
    "health": ("Noora", "Vuokkoharju", "noora"),
    "youth": ("Onni", "Pihlajakari", "onni"),
    "coordinator": ("Riitta", "Kanervasuo", "riitta"),
    "manager": ("Heli", "Sammalranta", "heli"),
    "national": ("Ville", "Kuuravaara", "ville"),
    "auditor": ("Aino", "Lokinlahti", "aino"),
    "register_officer": ("Raimo", "Otavainen", "raimo"),
    "emergency": ("Paula", "Hiidenlampi", "paula"),
    "superior": ("Seija", "Hallavuo", "seija"),
    "administrator": ("Pentti", "Alavesi", "pentti"),
}
# Those whom the shown team invites to a case, or asks by name.
INVITED = {
    "guest": (("Kaisu", "Lehtokumpu", "kaisu"), "education", "apulaisrehtori"),
    "expert": (("Eero", "Kaislanummi", "eero"), "health", "nuorisopsykiatri"),
}


@dataclass(frozen=True)
class Worker:
    """Somebody of a team, with the stamp of what they write."""

    membership: Membership
    stamp: dict[str, Any]

    @property
    def id(self) -> Any:
        return self.membership.pk

    @property
    def sector(self) -> str:
        return self.membership.sector


@dataclass
class Crew:
    """The people of one team by sector; the coordinator stands apart and belongs to a sector too."""

    place: Place
    coordinator: Worker
    by_sector: dict[str, list[Worker]] = field(default_factory=dict)

    @property
    def everybody(self) -> list[Worker]:
        return [worker for workers in self.by_sector.values() for worker in workers]

    def marks(self, author: Worker, sector: str) -> dict[str, Any]:
        """A stamp by one hand on what belongs to another sector of the team."""
        return author.stamp | {"sector": sector, "controller": controller_of(self.place.team, sector)}


class Staff:
    """Makes users and memberships, and writes them in the end."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._users: list[User] = []
        self._memberships: list[Membership] = []
        self._addresses: set[str] = set()
        self._hired_at: datetime = at(HIRED_ON, 8)
        # A demonstration only: 400 people share one password and so one hash; 400 runs of Argon2 would take half a minute.
        self._password = make_password(PASSWORD)

    def person(self, language: str, known: tuple[str, str, str] | None = None) -> User:
        """A new user; `known` is given name, family name and the first part of the address."""
        given, family, address = known or (
            names.given_name(self._chance, language, "other"),
            names.family_name(self._chance, language),
            "",
        )
        address = address or self._free_address(f"{fold(given)}.{fold(family)}".replace(" ", "-"))
        user = User(
            pk=self._chance.key(self._hired_at),
            email=f"{address}@demo.example",
            name=f"{given} {family}",
            language=language,
            password=self._password,
        )
        self._users.append(user)
        return user

    def _free_address(self, wanted: str) -> str:
        address, number = wanted, 1
        while address in self._addresses:
            number += 1
            address = f"{wanted}{number}"
        self._addresses.add(address)
        return address

    def membership(self, user: User, role: str, **more: Any) -> Membership:
        row = Membership(pk=self._chance.key(self._hired_at), user=user, role=role, began_on=HIRED_ON, **more)
        self._memberships.append(row)
        return row

    def worker(self, place: Place, user: User, role: str, sector: str, *, has_right: bool = False) -> Worker:
        """A member or coordinator of a team; `has_right` to process data under non-disclosure, since the day of hiring."""
        words = TEXTS[place.language].TITLES
        title = self._chance.one_of(words["coordinator" if role == "coordinator" else sector])
        right = {"protected_from": HIRED_ON} if has_right else {}
        membership = self.membership(user, role, team=place.team, sector=sector, title=title, **right)
        stamp = {
            "tenant_id": place.team.municipality_id,
            "team_id": place.team.pk,
            "sector": sector,
            "controller": controller_of(place.team, sector),
            "author_id": membership.pk,
        }
        return Worker(membership, stamp)

    def write(self) -> tuple[int, int]:
        """Insert everybody; how many users and memberships."""
        User.objects.bulk_create(self._users)
        Membership.objects.bulk_create(self._memberships)
        return len(self._users), len(self._memberships)


def crews(chance: Chance, staff: Staff, places: list[Place]) -> list[Crew]:
    """People for each team, more where more live; some health workers serve a neighbouring team too."""
    made: list[Crew] = []
    for place in places:
        shown = place.team.municipality_id == SHOWN
        known: dict[str, tuple[str, str, str]] = KNOWN if shown else {}
        sector = "health" if shown else chance.one_of(["police", "social", *place.team.sectors])
        user = staff.person(place.language, known.get("coordinator"))
        crew = Crew(place, staff.worker(place, user, "coordinator", sector))
        for one in map(str, place.team.sectors):
            workers = [crew.coordinator] if one == crew.coordinator.sector else []
            for number in range(_needed(place, one)):
                person = staff.person(place.language, known.get(one) if number == 0 else None)
                # In each sector of a team one person has the right; the others ask them.
                workers.append(staff.worker(place, person, "member", one, has_right=number == 0))
            crew.by_sector[one] = workers
        made.append(crew)
    for crew, neighbour in itertools.pairwise(made):
        if crew.place.language == neighbour.place.language and chance.happens(0.25):
            _share(staff, crew, neighbour)
    for crew in made:
        if crew.place.team.municipality_id == SHOWN:
            for role, (name, sector, title) in INVITED.items():
                staff.membership(staff.person("fi", name), role, team=crew.place.team, sector=sector, title=title)
    return made


def _needed(place: Place, sector: str) -> int:
    """Members of a sector: one for 150,000 inhabitants more, two of police and social services at least."""
    return (2 if sector in ("police", "social") else 1) + place.population // 150_000


def _share(staff: Staff, crew: Crew, neighbour: Crew) -> None:
    """The last health worker of a team works in the neighbouring team as well: two memberships, one worn at a time."""
    sector = "health" if "health" in crew.by_sector and "health" in neighbour.by_sector else "social"
    user = crew.by_sector[sector][-1].membership.user
    if user != crew.coordinator.membership.user:
        neighbour.by_sector[sector].append(staff.worker(neighbour.place, user, "member", sector))


def offices(staff: Staff, organisations: dict[tuple[str, str], Organisation]) -> None:
    """Those who see figures, logs, staff or settings, and no record of a client."""
    titles = {
        "manager": "johtaja",
        "national": "kehittämispäällikkö",
        "auditor": "tietosuojavastaava",
        "register_officer": "rekisterivastaava",
        "superior": "esihenkilö",
        "emergency": "sosiaalipäivystäjä",
        "administrator": "pääkäyttäjä",
    }
    county = Municipality.objects.values_list("county_id", flat=True).get(pk=SHOWN)
    shown = {"manager": SHOWN}
    shown |= dict.fromkeys(("auditor", "register_officer", "emergency", "superior"), county)
    for (kind, code), role in _offices(organisations):
        known = (
            KNOWN.get(role)
            if role in ("national", "administrator") or (kind != "police" and shown.get(role) == code)
            else None
        )
        user = staff.person("fi", known)
        staff.membership(user, role, organisation=organisations[kind, code], title=titles[role])


def _offices(organisations: dict[tuple[str, str], Organisation]) -> Iterator[tuple[tuple[str, str], str]]:
    for kind, code in organisations:
        match kind:
            case "municipality":
                yield (kind, code), "manager"
                if code not in SMALL_OFFICES:
                    yield (kind, code), "superior"
            case "county" | "police":
                for role in ("manager", "auditor", "register_officer", "superior"):
                    yield (kind, code), role
                if kind == "county":
                    yield (kind, code), "emergency"
            case "nation":
                yield (kind, code), "national"
            case "installation":
                yield (kind, code), "administrator"
