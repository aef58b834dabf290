"""Non-disclosure: turned on, shared, checked and lifted; and each view of what it protects."""

from typing import Any

from anchor.tenancy.scope import beyond_the_wall
from clients.models import Client
from clients.services.protection import cover_people
from referrals.models import Contact, ContactPlace, EventDetails
from tests import factories
from tests.proofs.steps import CASE, POLICE, SOCIAL, Step, filled_client, protect
from tests.proofs.steps_ids import CONTACT, guardian, meeting
from tests.referrals.situations import contact_form


def _guardian(world: Any) -> Any:
    return guardian(world, False)


def _covered(world: Any) -> None:
    """The guardian shares the protection."""
    person, actor = _guardian(world), world.actor(SOCIAL)
    with world.acting_as(SOCIAL):
        client = Client.objects.visible_to(actor).get(pk=world.case.client_id)
        cover_people(actor=actor, client=client, covered=[person.pk], threats=[])


def place_kept(world: Any) -> None:
    """The contact is under non-disclosure, and where its person can be found is kept apart."""
    with beyond_the_wall("tests"):
        Contact._base_manager.filter(pk=world.contact.pk).update(non_disclosure=True, area_id="unknown")
        origin = ("tenant_id", "team_id", "sector", "controller", "author_id", "created_at")
        marks = {name: getattr(world.contact, name) for name in origin}
        ContactPlace._base_manager.create(contact=world.contact, area_id="061", school="Koulu", **marks)


def _meeting_kept(world: Any) -> None:
    """The client is protected, and where the meeting was is kept apart."""
    protect(world)
    factories.place_of(world, meeting(world, False), "Koulu")


def _with_a_sibling(world: Any) -> None:
    """The client is protected, and the worker is responsible for a sister at the same address too."""
    protect(world)
    factories.one_event(world, {world.case: SOCIAL, world.case_without_consent: SOCIAL})
    world.everything(EventDetails).update(kind="siblings")


PROTECTION_STEPS = (
    Step(
        "protection",
        SOCIAL,
        {"protection_on clients.Client": 1},
        lambda world: {"siblings": [str(world.case_without_consent.pk)], "next_check_on": ""},
        about=CASE,
        before=_with_a_sibling,
        ids=("siblings",),
    ),
    Step("protection", SOCIAL, {"opened clients.Case": 1}, about=CASE, before=_guardian),
    Step(
        "protection",
        SOCIAL,
        {"protection_on clients.RelatedPerson": 1},
        lambda world: {"covered": [str(_guardian(world).pk)]},
        about=CASE,
        ids=("covered",),
    ),
    Step(
        "protection",
        SOCIAL,
        {"client_changed clients.RelatedPerson": 1},
        lambda world: {"threats": [str(_guardian(world).pk)]},
        about=CASE,
        ids=("threats",),
    ),
    Step(
        "protection",
        SOCIAL,
        {"protection_off clients.RelatedPerson": 1},
        lambda world: {"covered": []},
        about=CASE,
        before=_covered,
    ),
    Step(
        "protection",
        SOCIAL,
        {"protection_checked clients.Client": 1},
        lambda world: {"next_check_on": "1.2.2040"},
        about=CASE,
        before=protect,
    ),
    Step(
        "change_client",
        SOCIAL,
        {"client_changed clients.Client": 1, "protection_on clients.Client": 1},
        lambda world: filled_client(world) | {"protected": "on"},
        about=CASE,
    ),
    Step(
        "change_client",
        SOCIAL,
        {"client_changed clients.Client": 1, "protection_checked clients.Client": 1},
        lambda world: filled_client(world) | {"protected": "on", "protected_until": "1.2.2040"},
        about=CASE,
        before=protect,
    ),
    Step(
        "change_client",
        SOCIAL,
        {"client_changed clients.Client": 1, "protection_off clients.Client": 1},
        lambda world: filled_client(world) | {"lifted": "on"},
        about=CASE,
        before=protect,
    ),
    Step(
        "change_contact",
        POLICE,
        {"contact_changed referrals.Contact": 1, "protection_on referrals.Contact": 1},
        lambda world: contact_form(version="1", non_disclosure="on"),
        about=CONTACT,
    ),
    Step(
        "change_contact",
        POLICE,
        {"contact_changed referrals.Contact": 1, "protection_off referrals.Contact": 1},
        lambda world: contact_form(version="1", area=""),
        about=CONTACT,
        before=place_kept,
    ),
    Step(
        "meeting", SOCIAL, {"opened meetings.Meeting": 1}, about="meeting_id", query="?show=place", before=_meeting_kept
    ),
    Step(
        "meeting",
        SOCIAL,
        {"address_opened meetings.Meeting": 1, "opened meetings.Meeting": 1},
        lambda world: {"task": "meeting"},
        about="meeting_id",
        status=200,
        before=_meeting_kept,
    ),
    Step("contact_place", POLICE, {"opened referrals.Contact": 1}, about=CONTACT, before=place_kept),
    Step(
        "contact_place",
        POLICE,
        {"address_opened referrals.Contact": 1, "opened referrals.Contact": 1},
        lambda world: {"task": "family"},
        about=CONTACT,
        status=200,
        before=place_kept,
    ),
)
