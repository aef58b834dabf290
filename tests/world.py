"""A small world with named people. It is built as the owner; everybody asks as the application.

Hämeenlinna's team (tenant 109) works on `case`, whose adolescent has consented, and on `case_without_consent`. People's
names are keys: a test says who is at the door.
"""

import datetime
import time
from functools import cached_property
from typing import Any

from django.test import Client as Browser

from anchor.accounts.actor import LAST_SEEN, SIGNED_IN, WORN, Actor, actor_of
from anchor.accounts.models import Membership, Organisation, Team, TeamArea, User
from anchor.audit.models import AuditRow
from anchor.tenancy.models import Municipality
from anchor.tenancy.scope import beyond_the_wall, scoped
from anchor.tenancy.tenant_keys import make_data_key

PASSWORD = "correct horse battery staple"
LONG_AGO = datetime.date(2020, 1, 1)

TEAM_PEOPLE = {
    # who: (team, sector, role)
    "responsible_social_worker": ("hame", "social", "member"),
    "police_officer_on_the_case": ("hame", "police", "member"),
    "nurse_on_the_case": ("hame", "health", "member"),
    "youth_worker_not_on_the_case": ("hame", "youth", "member"),
    "nurse_not_on_the_case": ("hame", "health", "member"),
    "worker_of_the_other_party": ("hame", "youth", "member"),
    "coordinator": ("hame", "health", "coordinator"),
    "guest_on_the_case": ("hame", "youth", "guest"),
    "expired_guest": ("hame", "youth", "guest"),
    "expert_asked": ("hame", "health", "expert"),
    "expert_not_asked": ("hame", "health", "expert"),
    "neighbour_team_member": ("hame_two", "social", "member"),
    "neighbour_team_coordinator": ("hame_two", "social", "coordinator"),
    "other_municipality_member": ("tampere", "social", "member"),
    "other_municipality_coordinator": ("tampere", "police", "coordinator"),
}
OFFICE_PEOPLE = {
    # who: (organisation, role)
    "municipal_manager": ("hameenlinna", "manager"),
    "other_municipal_manager": ("tampere", "manager"),
    "national_coordinator": ("nation", "national"),
    "auditor": ("county", "auditor"),
    "register_officer": ("county", "register_officer"),
    "superior": ("hameenlinna", "superior"),
    "county_emergency_user": ("county", "emergency"),
    "administrator": ("installation", "administrator"),
}
# Their organisations have given them the right to process data under non-disclosure.
WITH_THE_RIGHT = ("responsible_social_worker", "police_officer_on_the_case")
EVERYBODY = (*TEAM_PEOPLE, *OFFICE_PEOPLE, "anonymous")


class World:
    """Teams, people, two cases and a contact. Attributes are records; `browser(who)` signs a person in."""

    def __init__(self) -> None:
        with beyond_the_wall("tests build their world as the owner"):
            self._build()

    def _build(self) -> None:
        from tests import factories

        self.teams = {
            "hame": self._team("Hämeenlinnan ankkuritiimi", "109"),
            "hame_two": self._team("Hämeenlinnan toinen tiimi", "109"),
            "tampere": self._team("Tampereen ankkuritiimi", "837"),
        }
        self.people: dict[str, Membership] = {}
        for who, (team, sector, role) in TEAM_PEOPLE.items():
            right = {"protected_from": LONG_AGO} if who in WITH_THE_RIGHT else {}
            self.people[who] = self.member(who, role, team=self.teams[team], sector=sector, **right)
        for who, (organisation, role) in OFFICE_PEOPLE.items():
            self.people[who] = self.member(who, role, organisation=self._organisations[organisation])
        self.case = factories.case_in_work(self, responsible="responsible_social_worker", given_names="Eelis")
        factories.join(self, self.case, "police_officer_on_the_case")
        factories.join(self, self.case, "nurse_on_the_case")
        factories.consent(self, self.case, sectors=["police", "social", "health", "youth"])
        factories.invite(self, self.case, "guest_on_the_case")
        factories.invite(self, self.case, "expired_guest", days=-1)
        self.case_without_consent = factories.case_in_work(
            self, responsible="responsible_social_worker", given_names="Aava"
        )
        factories.join(self, self.case_without_consent, "nurse_on_the_case")
        self.foreign_case = factories.case_in_work(self, responsible="other_municipality_member", given_names="Noel")
        self.contact = factories.contact(self, received_by="police_officer_on_the_case", grounded=["police"])
        self.foreign_contact = factories.contact(self, received_by="other_municipality_member", grounded=["social"])

    def _team(self, name: str, municipality: str) -> Team:
        host = Municipality.objects.get(pk=municipality)
        make_data_key(municipality)
        team = Team.objects.create(
            name=name,
            municipality=host,
            police_department_id=host.police_department_id,
            county_id=host.county_id,
            sectors=["police", "social", "health", "youth"],
            required_sectors=["police", "social"],
        )
        TeamArea.objects.create(team=team, municipality=host, served_from=LONG_AGO)
        return team

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        make = Organisation.objects.create
        return {
            "hameenlinna": make(kind="municipality", name="Hämeenlinna", municipality_id="109"),
            "tampere": make(kind="municipality", name="Tampere", municipality_id="837"),
            "county": make(kind="county", name="Kanta-Häme", county=Municipality.objects.get(pk="109").county),
            "nation": make(kind="nation", name="Valtakunnallinen kehittämisryhmä"),
            "installation": make(kind="installation", name="Asennus"),
        }

    def member(self, who: str, role: str, **place: Any) -> Membership:
        """A new person with one membership; made as the owner."""
        user = User.objects.create_user(f"{who}@example.org", who.replace("_", " ").capitalize(), PASSWORD)
        return Membership.objects.create(user=user, role=role, began_on=LONG_AGO, **place)

    @cached_property
    def other_party(self) -> Any:
        """The case of another party of the event that `case` stems from, with a worker of its own. Made when asked for."""
        from tests import factories

        case = factories.case_in_work(self, responsible="worker_of_the_other_party", given_names="Onni")
        factories.one_event(self, {self.case: "police_officer_on_the_case", case: "worker_of_the_other_party"})
        return case

    # --- asking ---

    def actor(self, who: str) -> Actor:
        """The person as an actor; ask inside `world.acting_as(who)`."""
        actor = actor_of(self.people[who].pk)
        assert actor is not None, who
        return actor

    def acting_as(self, who: str) -> Any:
        """A transaction in the person's scope, under the application's role: `with world.acting_as("nurse"): …`."""
        return scoped(self.actor(who).scope())

    def browser(self, who: str, language: str = "en") -> Browser:
        """A signed-in browser; `anonymous` is not signed in."""
        browser = Browser(HTTP_ACCEPT_LANGUAGE=language)
        if who != "anonymous":
            browser.force_login(self.people[who].user)
            session = browser.session
            session[WORN] = str(self.people[who].pk)
            session[SIGNED_IN] = session[LAST_SEEN] = time.time()
            session.save()
        return browser

    def audit(self, **where: Any) -> list[AuditRow]:
        """Rows of the memory, oldest first. `by="nurse"` names the person."""
        if "by" in where:
            where["membership_id"] = self.people[where.pop("by")].pk
        return list(AuditRow.objects.filter(**where).order_by("id"))

    def reads_of(self, record: Any, by: str) -> int:
        """How many times a person's opening of a record was remembered."""
        return len(self.audit(by=by, verb="opened", target_id=record.pk))

    def everything(self, model: Any) -> Any:
        """All rows of a model, asked as the owner beyond the wall."""
        return model._base_manager.all()
