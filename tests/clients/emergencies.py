"""Situations of emergency access. Built as the owner; services are what tests are about."""

import datetime
from typing import Any

from django.utils import timezone

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, ClientAddress, EmergencyAccess, EmergencyText, SafetyNote
from clients.services.emergency import Named, open_emergency_access

MEMBER, COUNTY = "youth_worker_not_on_the_case", "county_emergency_user"
MINUTE = datetime.timedelta(minutes=1)


def named(world: Any, case: Case | None = None) -> Named:
    """The adolescent of a case, by their exact name and birth date."""
    client = (case or world.case).client
    return Named(client.given_names, client.family_name, client.birth.birth_date)


def emergency(world: Any, *, by: str = MEMBER, case: Case | None = None, **more: Any) -> EmergencyAccess:
    """Somebody opened the case ten minutes ago because the child is missing."""
    case = case or world.case
    with beyond_the_wall("tests"):
        own = {"tenant_id": case.tenant_id, "team_id": case.team_id, "controller": case.controller}
        marks = stamp(Actor(world.people[by])) | own
        opened = more.pop("opened_at", timezone.now() - 10 * MINUTE)
        values = {"until": opened + 60 * MINUTE, "review_due_on": timezone.localdate() + datetime.timedelta(days=3)}
        access = EmergencyAccess.objects.create(
            case=case, client_id=case.client_id, reason="missing", opened_at=opened, **(values | more), **marks
        )
        EmergencyText.objects.create(access=access, text="Ei tullut kotiin.", **marks)
        return access


def safety_note(world: Any, case: Case | None = None, *, text: str = "Pihalla on vihainen koira.") -> SafetyNote:
    """The responsible worker wrote down what to know when going there."""
    case = case or world.case
    with beyond_the_wall("tests"):
        return SafetyNote.objects.create(client_id=case.client_id, text=text, **stamp(Actor(case.responsible)))


def protect(world: Any, case: Case | None = None) -> None:
    """The adolescent is under non-disclosure."""
    case = case or world.case
    world.everything(ClientAddress).filter(client_id=case.client_id).update(protected=True)
    world.everything(Case).filter(pk=case.pk).update(non_disclosure=True)


def opened(world: Any, who: str = MEMBER, case: Case | None = None) -> EmergencyAccess:
    """Opened through the service, as a form would."""
    return open_emergency_access(
        actor=world.actor(who), named=named(world, case), reason="missing", text="Ei tullut kotiin."
    )
