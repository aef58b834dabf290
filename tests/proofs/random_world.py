"""A random world of several teams, written straight into the tables: every stage, consent, ending and authorship.

The services make tidy worlds only; here an author may have left, a record's sector may be nobody's on the case, a consent
may begin tomorrow. Grants are given exactly where a participation lives or somebody took part in a screening.
"""

import datetime
import random
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from anchor.access import grants
from anchor.accounts.actor import controller_of
from anchor.accounts.models import Membership, Organisation, Sector, Team, User
from anchor.core.dates import age_on
from anchor.core.models import Draft
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import beyond_the_wall
from anchor.tenancy.tenant_keys import make_data_key
from clients.models import (
    Case,
    CaseNumbering,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientBirth,
    ClientIdentity,
    Participation,
    RelatedPerson,
)
from reporting.models import CaseFact, ContactFact, MeetingFact, ReferralFact
from tests.proofs import (
    random_consents,
    random_disclosures,
    random_emergency,
    random_events,
    random_extracts,
    random_guardian,
    random_guests,
    random_kept,
    random_meetings,
    random_protection,
    random_screening,
    random_transfers,
)
from tests.proofs.random_closing import CLOSINGS, last_day_of

SECTORS = [sector.value for sector in Sector if sector != "other"]
TEAMS = (("one", "109"), ("two", "109"), ("three", "837"), ("idle", "091"))
OFFICES = ("superior", "manager", "national", "auditor", "register_officer", "administrator")
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


class RandomWorld:
    """Teams with their people, cases and contacts. `size` is the number of clients of each busy team."""

    def __init__(self, seed: int, size: int) -> None:
        self.chance = random.Random(seed)
        self.size, self.number = size, 0
        self.people: dict[Any, list[Membership]] = {}
        self.cases: list[Case] = []
        self.contacts: list[Any] = []
        with beyond_the_wall("random worlds are built as the owner"):
            for name, municipality in TEAMS:
                self._team(name, municipality)
            self._offices()
            self.watchers = random_emergency.watchers(self)
            self.watchers += random_extracts.officers(self, self.watchers)
            for team in [team for team in self.people if team.name != "idle"]:
                self._fill(team)
            random_guests.fill(self)
            random_transfers.transfers(self)
            random_disclosures.fill(self)  # last, for a disclosure may name anything
            self.settle()

    def settle(self) -> None:
        """What waits for the end of the transaction is checked now, and not again with each thing that is tried."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; ANALYZE")

    # --- people ---

    def _team(self, name: str, municipality: str) -> None:
        host = Municipality.objects.get(pk=municipality)
        make_data_key(municipality)
        team = Team.objects.create(
            name=name,
            municipality=host,
            police_department_id=host.police_department_id,
            county_id=host.county_id,
            sectors=SECTORS,
            required_sectors=["police"],
            note_text_allowed=self.chance.random() < 0.5,
        )
        roles = [("member", sector) for sector in SECTORS for _ in range(2)]
        roles += [("coordinator", self.chance.choice(SECTORS)) for _ in range(2)]
        roles += [("guest", "education"), ("guest", "youth"), ("expert", "health"), ("expert", "other")]
        self.people[team] = [self._member(role, sector, team=team) for role, sector in roles]
        # One person wears a second membership in the same team, in another sector.
        twin = self.people[team][0]
        self.people[team].append(
            Membership.objects.create(user=twin.user, team=team, role="member", sector="youth", began_on=twin.began_on)
        )

    def _member(self, role: str, sector: str = "", **place: Any) -> Membership:
        self.number += 1
        user = User.objects.create_user(f"p{self.number}@example.org", f"Person {self.number}")
        began = TODAY() - 900 * DAY
        right = random_protection.right(self)
        return Membership.objects.create(user=user, role=role, sector=sector, began_on=began, **right, **place)

    def _offices(self) -> None:
        nation = Organisation.objects.create(kind="nation", name="Nation")
        self.offices = [self._member(role, organisation=nation) for role in OFFICES]

    def workers(self, team: Team) -> list[Membership]:
        """Members and coordinators of a team."""
        return [person for person in self.people[team] if person.role in ("member", "coordinator")]

    def everybody(self) -> list[Membership]:
        """All who can sign in, with their teams fetched."""
        return [person for people in self.people.values() for person in people] + self.offices + self.watchers

    # --- records ---

    def marks(self, team: Team, sector: str, author: Membership | None = None) -> dict[str, Any]:
        """Origin of a record of a sector; its author is anybody of the team, of whatever sector."""
        return {
            "tenant_id": team.municipality_id,
            "team_id": team.pk,
            "sector": sector,
            "controller": controller_of(team, sector),
            "author": author or self.chance.choice(self.workers(team)),
            "created_at": timezone.now(),
        }

    def likely(self, share: float) -> bool:
        """True for this share of the questions."""
        return self.chance.random() < share

    def _fill(self, team: Team) -> None:
        for year in range(2022, 2027):
            CaseNumbering.objects.create(tenant_id=team.municipality_id, team=team, year=year, last=self.size)
        for _ in range(self.size):
            people = self._group(team)
            client = self.client(team, people)
            self.cases.append(self.case(team, client, people))
            if self.likely(0.25):
                self.cases.append(self.case(team, client, self._group(team)))
        for protected in (True, False):
            random_kept.sow(self, team, protected=protected)
        for number in range(4 * self.size):
            self.contacts.append(random_screening.contact(self, team, number))
        for person in self.people[team]:
            Draft.objects.create(
                tenant_id=team.municipality_id, membership_id=person.pk, form="x", about=str(person.pk)
            )
        random_emergency.fill(self, team)
        random_events.events(self, team)
        random_extracts.fill(self, team)
        self._facts(team)

    def _group(self, team: Team) -> list[Membership]:
        """Who works on a case together; the first leads."""
        return self.chance.sample(self.workers(team), self.chance.randrange(3, 7))

    def client(self, team: Team, people: list[Membership]) -> Client:
        """An adolescent; what is held about them was written by those who work with them, of whatever sector."""
        sector = self.chance.choice(SECTORS)
        born = self._born()
        marks = self.marks(team, sector)
        family = f"Suku{self.chance.randrange(10**9)}"
        client = Client.objects.create(given_names="Eeli", family_name=family, **marks)
        of = self.marks(team, self.chance.choice([sector, sector, self.chance.choice(people).sector]))
        ClientBirth.objects.create(client=client, birth_date=born, **of)
        code = {"identity_code": "x", "identity_hash": self.chance.randbytes(32)} if self.likely(0.8) else {}
        ClientIdentity.objects.create(client=client, **code, **self.marks(team, sector, self.chance.choice(people)))
        of = self.chance.choice([sector, self.chance.choice(people).sector])
        marks = self.marks(team, of, self.chance.choice([people[0], self.chance.choice(people)]))
        ClientAddress.objects.create(client=client, residence_id="109", protected=self.likely(0.5), **marks)
        for _ in range(self.chance.randrange(1, 3)):
            other = self.chance.choice([sector, self.chance.choice(SECTORS)])
            custody = self.chance.choice(["joint", "joint", "none"])
            marks = self.marks(team, other)
            person = RelatedPerson.objects.create(client=client, relation="mother", custody=custody, **marks)
            random_protection.person(self, team, person)
        return client

    def _born(self) -> datetime.date:
        """A child mostly; some have turned 18, and some turn 18 in so few days that consents say the day."""
        if self.likely(0.08):
            turned = TODAY() + self.chance.randrange(1, 16) * DAY
            return turned.replace(year=turned.year - 18, day=min(turned.day, 28))
        return TODAY() - (self.chance.randrange(8 * 365, 17 * 365) if self.likely(0.9) else 18 * 366) * DAY

    def case(self, team: Team, client: Client, people: list[Membership], *, protected: bool | None = None) -> Case:
        """A case of these people. One that is sown, `protected` or not, is open, and all of them still work on it."""
        leader, is_sown = people[0], protected is not None
        # What a sector keeps after a withdrawal is asked of colleagues of one sector.
        colleagues = [one for one in self.workers(team) if one.sector == people[1].sector and one not in people]
        people += colleagues[: self.likely(0.6)]
        self.number += 1
        ago, opened = None if is_sown else self.chance.choice(CLOSINGS), TODAY() - 200 * DAY
        closed = TODAY() - ago[0] * DAY if ago else None
        recorded = {"closed": (TODAY() - ago[1] * DAY).isoformat()} if ago else None
        end = {"stage": "closed", "closed_on": closed, "closing_reason": "moved"} if closed else {"stage": "in_work"}
        case = Case.objects.create(
            client=client,
            number=f"R-2026-{self.number:04}",
            initials="E. S.",
            age=age_on(client.birth.birth_date, closed or TODAY()),
            responsible=leader,
            opened_on=opened,
            non_disclosure=protected if is_sown else self.likely(0.35),
            stage_days=recorded,
            **end,
            **self.marks(team, leader.sector if self.likely(0.8) else people[1].sector),
        )
        own = self.chance.choice([leader.sector, client.sector])
        CaseSelection.objects.create(
            case=case,
            contact_on=client.birth.birth_date + 5000 * DAY,
            selected_on=opened,
            age=13,
            criteria=["crime"],
            **self.marks(team, own),
        )
        marks = self.marks(team, own, self.chance.choice(people))
        CaseReason.objects.create(case=case, reason="threat", role="did", **marks)
        for person in people:
            ended = not is_sown and person is not leader and self.likely(0.25)
            self._join(team, case, person, ended=ended, leads=person is leader)
        for _ in range(self.chance.choice([0, 1, 2, 2, 3])):
            random_consents.consent(self, team, case, leader)
        random_meetings.meetings(self, team, case, people)
        random_guardian.decisions(self, team, case)
        return case

    def _join(self, team: Team, case: Case, person: Membership, *, ended: bool, leads: bool) -> None:
        days = {"began_on": case.opened_on, "ended_on": TODAY() - self.chance.randrange(3) * DAY if ended else None}
        Participation.objects.create(case=case, membership=person, **days, **self.marks(team, person.sector))
        if not ended:
            until = last_day_of(case, person.sector)
            grants.grant(person, "lead_case" if leads else "work_case", case, ends_on=until)

    def _facts(self, team: Team) -> None:
        common = {"tenant_id": team.municipality_id, "team_id": team.pk, "year": 2026, "month": 1, "area": "109"}
        case = dict.fromkeys(("returning", "crime", "substance", "radicalisation", "support"), False)
        for _ in range(2):
            ContactFact.objects.create(source="school", channel="phone", outcome="x", reached="met", **common)
            CaseFact.objects.create(age_band="7-12", gender="girl", **case, **common)
            seen = {"adolescent_present": True, "guardian_present": False}
            MeetingFact.objects.create(kind="first", status="held", **seen, **common)
            ReferralFact.objects.create(service="x", status="sent", **common)


def rows_of_tenants() -> Iterator[type[Model]]:
    """The models that hold tenants' rows, from the apps themselves."""
    from django.apps import apps

    for model in apps.get_models():
        if any(field.attname == "tenant_id" for field in model._meta.concrete_fields):
            yield model
