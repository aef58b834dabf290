"""The door table: who gets which answer at which door. Kept by hand, on purpose: it is what we mean, not what the code does.

A POST without content is answered 422 (a form with its errors) or 302 where nothing had to be typed. Whoever may not even
know gets 404; a colleague who may know but not act gets 403; anonymous is sent to sign in.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.world import EVERYBODY, OFFICE_PEOPLE

TEAM = (
    "responsible_social_worker",
    "police_officer_on_the_case",
    "nurse_on_the_case",
    "youth_worker_not_on_the_case",
    "nurse_not_on_the_case",
    "coordinator",
)
OTHER_TEAMS = (
    "neighbour_team_member",
    "neighbour_team_coordinator",
    "other_municipality_member",
    "other_municipality_coordinator",
)
ALL_TEAMS = (*TEAM, *OTHER_TEAMS)
REPORTERS = ("municipal_manager", "other_municipal_manager", "national_coordinator")
OFFICES = tuple(OFFICE_PEOPLE)
ON_THE_CASE = ("responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case")
COORDINATORS = ("coordinator", "neighbour_team_coordinator", "other_municipality_coordinator")


def answers(others: int, **groups: int) -> dict[str, int]:
    """Everybody gets `others`, anonymous is sent to sign in, and people named by keyword get theirs."""
    return dict.fromkeys(EVERYBODY, others) | {"anonymous": 302} | groups


def each(people: tuple[str, ...], status: int) -> dict[str, int]:
    """The same answer for each of these people."""
    return dict.fromkeys(people, status)


NOT_ALLOWED = answers(405)


@dataclass(frozen=True)
class Door:
    """What each person gets by method; a method not named is not allowed at this door."""

    get: dict[str, int] = field(default_factory=lambda: NOT_ALLOWED)
    post: dict[str, int] = field(default_factory=lambda: NOT_ALLOWED)
    others: dict[str, int] = field(default_factory=lambda: NOT_ALLOWED)
    form: dict[str, Any] = field(default_factory=dict)
    about: str = ""  # which record of the world the address names

    def statuses(self, method: str) -> dict[str, int]:
        """Expected status of each person for one method."""
        return {"GET": self.get, "POST": self.post}.get(method, self.others)

    def content(self, method: str) -> dict[str, Any]:
        """What is sent along; by default nothing."""
        return {"content_type": "application/x-www-form-urlencoded"} if method != "GET" else {}


DOORS: dict[str, Door] = {}


def arguments(world: Any, name: str) -> dict[str, Any]:
    """The address's arguments: records of Hämeenlinna's first team."""
    about = DOORS[name].about
    return {about: RECORDS[about](world)} if about else {}


RECORDS: dict[str, Any] = {
    "case_id": lambda world: world.case.pk,
    "contact_id": lambda world: world.contact.pk,
}
