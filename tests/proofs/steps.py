"""What people do at every door, as a browser sends it, and what the memory must hold afterwards.

Said by hand, on purpose: one row for each record shown, one for each act (access.md, The memory). The proof of the memory
takes each audit call away and looks whether these notice; the id swap puts foreign ids into the same addresses and bodies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from clients.models import Case, Client, ClientAddress
from tests.meetings.situations import meeting_planned
from tests.meetings.telling import an_action, rows_of, shown, told
from tests.proofs.steps_ids import CASE, IDS
from tests.proofs.steps_ids import action as an_agreed_action
from tests.proofs.steps_ids import guardian as a_guardian
from tests.proofs.steps_ids import meeting as a_meeting
from tests.referrals.situations import days_ago

SOCIAL, POLICE, NURSE = "responsible_social_worker", "police_officer_on_the_case", "nurse_on_the_case"
COORDINATOR, YOUTH, MANAGER = "coordinator", "youth_worker_not_on_the_case", "municipal_manager"
Body = Callable[[Any], dict[str, Any]]


def nothing(world: Any) -> dict[str, Any]:
    """A form without fields."""
    return {}


def leads_the_other_party(world: Any) -> None:
    """The police officer of the first case is responsible for another party's."""
    world.everything(Case).filter(pk=world.other_party.pk).update(responsible=world.people[POLICE])


@dataclass(frozen=True)
class Step:
    """Somebody at a door. `leaves` counts the rows of the memory by verb and kind of record."""

    route: str
    who: str
    leaves: dict[str, int]
    body: Body | None = None
    about: str = ""  # which id the address names
    query: str = ""
    status: int = 0
    before: Callable[[Any], Any] | None = None  # what must have happened for it
    ids: tuple[str, ...] = ()  # fields of the body that name people or records
    instead: Callable[[Any], Any] | None = None  # done by a worker, not by a browser

    def __str__(self) -> str:
        return f"{'POST' if self.body else 'GET'} {self.route}{self.query} by {self.who}"

    def address(self, world: Any, *, foreign: bool = False) -> str:
        """The door's address, naming an own record or one of another tenant."""
        arguments = IDS[self.about](world, foreign) if self.about else {}
        return reverse(self.route, kwargs=arguments) + self.query

    def expected(self) -> int:
        """The answer to somebody who may."""
        return self.status or (302 if self.body else 200)


def filled_client(world: Any) -> dict[str, Any]:
    """The client's form as shown, with another street."""
    client = world.everything(Client).get(pk=world.case.client_id)
    born = client.birth.birth_date
    return {
        "given_names": client.given_names,
        "family_name": client.family_name,
        "birth_date": f"{born.day}.{born.month}.{born.year}",
        "gender": "boy",
        "service_language": "fi",
        "residence": "109",
        "street": "Toinen katu 2",
        "version": client.version,
        "persons-TOTAL_FORMS": "1",
        "persons-INITIAL_FORMS": "0",
        "persons-0-id": str(a_guardian(world, False).pk),
        "persons-0-relation": "mother",
        "persons-0-custody": "joint",
        "persons-0-name": "Liisa Maria",
    }


def protect(world: Any) -> None:
    """The adolescent of the case is under non-disclosure."""
    world.everything(ClientAddress).filter(client_id=world.case.client_id).update(protected=True)
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)


def close(world: Any) -> None:
    """The case was closed today."""
    days = {"in_work": None, "closed": timezone.localdate().isoformat()}
    ended = {"stage": "closed", "closed_on": timezone.localdate(), "closing_reason": "no_need", "stage_days": days}
    world.everything(Case).filter(pk=world.case.pk).update(**ended)


def person(world: Any, who: str) -> str:
    """Somebody's id as a form sends it."""
    return str(world.people[who].pk)


def _again(world: Any) -> dict[str, Any]:
    meeting, action = a_meeting(world, False), an_agreed_action(world, False)
    row = an_action(world) | {"id": str(action.pk), "version": action.version}
    return told(world, text="Toisin sanoen.", rows=[]) | rows_of([row], 1) | {"read_version": meeting.version}


CASE_STEPS = (
    Step("cases", SOCIAL, {"listed clients.Case": 2}),
    Step("case", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step("case", "neighbour_team_member", {"refused ": 1}, about=CASE, status=404),
    Step("assign", COORDINATOR, {"opened clients.Case": 1}, about=CASE),
    Step(
        "assign",
        COORDINATOR,
        {"professional_assigned clients.Case": 1},
        lambda world: {"people": [person(world, YOUTH)]},
        about=CASE,
        ids=("people",),
    ),
    Step(
        "end_participation",
        COORDINATOR,
        {"participation_ended clients.Case": 1},
        lambda world: {"ended_on": "today"},
        about="participation_id",
    ),
    Step("lead_case", COORDINATOR, {"case_changed clients.Case": 1}, nothing, about="participation_id"),
    Step(
        "lead_case",
        COORDINATOR,
        {"case_changed clients.Case": 1, "shared_lead_recorded clients.Case": 1},
        lambda world: {"shared_lead_reason": "siblings"},
        about="participation_id",
        before=leads_the_other_party,
    ),
    Step(
        "mark_investigator",
        COORDINATOR,
        {"investigator_marked clients.Case": 1},
        lambda world: {"investigates": "yes"},
        about="participation_id",
    ),
    Step(
        "assign",
        COORDINATOR,
        {"opened clients.Case": 1, "listed clients.Case": 1},
        about=CASE,
        before=lambda world: world.other_party,
    ),
    Step("contact_details", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "contact_details",
        SOCIAL,
        {"address_opened clients.Case": 1, "opened clients.Case": 1},
        lambda world: {"task": "meeting"},
        about=CASE,
        status=200,
        before=protect,
    ),
    Step(
        "change_client", SOCIAL, {"opened clients.Case": 1}, about=CASE, before=lambda world: a_guardian(world, False)
    ),
    Step(
        "change_client",
        SOCIAL,
        {"client_changed clients.Client": 1},
        filled_client,
        about=CASE,
        ids=("persons-0-id",),
    ),
    Step("decide_for_guardian", NURSE, {"opened clients.Case": 1}, about=CASE),
    Step(
        "decide_for_guardian",
        NURSE,
        {"guardian_decided clients.GuardianDecision": 1},
        lambda world: {"outcome": "nothing", "decided_on": "today", "why": "Nuori kieltää."},
        about=CASE,
    ),
    Step("close_case", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "close_case",
        SOCIAL,
        {"case_closed clients.Case": 1},
        lambda world: {"reason": "no_need", "closed_on": "today", "version": world.case.version},
        about=CASE,
    ),
    Step("reopen_case", SOCIAL, {"case_changed clients.Case": 1}, nothing, about=CASE, before=close),
)
MEETING_STEPS = (
    Step("log_meeting", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step(
        "log_meeting",
        SOCIAL,
        {"meeting_logged meetings.Meeting": 1, "note_written meetings.SectorNote": 1},
        lambda world: told(world, rows=[an_action(world)], recorded="on", written_on=shown(days_ago(0))),
        about=CASE,
        ids=("professionals", "actions-0-owner"),
    ),
    Step("meeting", SOCIAL, {"opened meetings.Meeting": 1}, about="meeting_id"),
    Step("meeting", SOCIAL, {"opened meetings.Meeting": 1}, about="meeting_id", query="?show=adolescent"),
    Step("change_meeting", SOCIAL, {"opened meetings.Meeting": 1}, about="meeting_id"),
    Step(
        "change_meeting",
        SOCIAL,
        {"meeting_changed meetings.Meeting": 1},
        _again,
        about="meeting_id",
        ids=("professionals", "actions-0-owner", "actions-0-id"),
    ),
    Step("mark_action", SOCIAL, {"action_done meetings.AgreedAction": 1}, nothing, about="action_id"),
    Step(
        "draft",
        SOCIAL,
        {},
        lambda world: {"text": "x"},
        about="draft",
        status=200,
        before=lambda world: meeting_planned(world, world.case, by=SOCIAL, hours=9),
    ),
)
