"""A world to make extracts in, and asking for them as a register officer."""

import pytest
from django.utils import timezone

from anchor.audit.services import record_read
from anchor.desk.services import extract_requests, extracts
from anchor.desk.services.extract_requests import Sought
from anchor.desk.services.extracts import DATA, Wish
from clients.models import Client, RelatedPerson
from clients.services.guardian import decide_for_guardian
from meetings.models import SectorNote
from tests import factories

OFFICER, SOCIAL, NURSE, POLICE = (
    "register_officer",
    "responsible_social_worker",
    "nurse_on_the_case",
    "police_officer_on_the_case",
)


@pytest.fixture
def told(world):
    """A meeting with summary and note, a mother with custody, and a few rows of the memory."""
    factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))
    case = world.case
    marks = {"tenant_id": case.tenant_id, "team_id": case.team_id, "sector": "social", "controller": case.controller}
    marks |= {"author_id": case.author_id, "created_at": timezone.now()}
    world.mother = RelatedPerson._base_manager.create(
        client_id=case.client_id, relation="mother", custody="joint", name="Liisa", **marks
    )
    for who, text in (
        (SOCIAL, "Sosiaalitoimen kirjaus."),
        (NURSE, "Terveyden kirjaus."),
        (POLICE, "Poliisin kirjaus."),
    ):
        me = world.people[who]
        controller = "police:x" if who == POLICE else case.controller
        own = marks | {"sector": me.sector, "author_id": me.pk, "controller": controller}
        SectorNote._base_manager.create(case=case, written_on=timezone.localdate(), text=text, **own)
    for who in (SOCIAL, NURSE):
        with world.acting_as(who):
            record_read(world.actor(who), case, sections=("shell",))
    return world


def eelis(world, **but):
    client = world.everything(Client).get(pk=world.case.client_id)
    return Sought(
        **{
            "given_names": client.given_names,
            "family_name": client.family_name,
            "birth_date": client.birth.birth_date,
        }
        | but
    )


def opened(world, **but):
    (request,) = opened_all(world, eelis(world, **but))
    return request


def opened_all(world, sought):
    with world.acting_as(OFFICER):
        return extract_requests.open_request(actor=world.actor(OFFICER), sought=sought)


def contents(world, request, kind=DATA, asker="adolescent", by=None, named=""):
    with world.acting_as(OFFICER):
        with extract_requests.request_in_scope(world.actor(OFFICER), request.pk) as (officer, about):
            wish = Wish(kind, asker, "id_card", by.pk if by else None, named)
            return extracts.contents_of(officer, about, wish)


def said(found):
    return " ".join(value for one in found.held for _, value in one.lines)


def decide(world, who, outcome="all", barred=()):
    day = timezone.localdate()
    with world.acting_as(who):
        decide_for_guardian(
            actor=world.actor(who),
            case=world.case,
            outcome=outcome,
            decided_on=day,
            heard_on=day,
            checked=True,
            why="x",
            barred=barred,
        )
