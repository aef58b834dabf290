"""Who sees which part of a case: the rule and the wall, asked separately, say the same."""

import pytest
from django.db import connection

from clients.models import Case, CaseSelection, Client, ClientIdentity
from meetings.models import Meeting, MeetingSummary
from referrals.models import Contact, ContactDetails, ContactOrigin
from tests import factories


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("responsible_social_worker", {Case, CaseSelection, Client, ClientIdentity, Meeting, MeetingSummary}),
        ("police_officer_on_the_case", {Case, CaseSelection, Client, ClientIdentity, Meeting, MeetingSummary}),
        ("youth_worker_not_on_the_case", set()),
        ("coordinator", {Case, Meeting}),
        ("neighbour_team_member", set()),
        ("neighbour_team_coordinator", set()),
        ("other_municipality_coordinator", set()),
        ("municipal_manager", set()),
        ("national_coordinator", set()),
        ("auditor", set()),
        ("administrator", set()),
    ],
)
def test_who_sees_what_of_a_case_with_consent(world, who, sees):
    meeting = factories.meeting_held(world, world.case, by="responsible_social_worker")
    rows = {
        Case: world.case.pk,
        CaseSelection: world.case.selection.pk,
        Client: world.case.client_id,
        ClientIdentity: world.case.client.identity.pk,
        Meeting: meeting.pk,
        MeetingSummary: meeting.summary.pk,
    }

    assert seen_by_rule(world, who, rows) == sees
    assert seen_through_wall(world, who, rows) == sees


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("responsible_social_worker", {Case, CaseSelection, Client, ClientIdentity}),
        ("nurse_on_the_case", {Case, Client}),
        ("police_officer_on_the_case", set()),
    ],
)
def test_who_sees_what_of_a_case_without_consent(world, who, sees):
    case = world.case_without_consent
    rows = {
        Case: case.pk,
        CaseSelection: case.selection.pk,
        Client: case.client_id,
        ClientIdentity: case.client.identity.pk,
    }

    assert seen_by_rule(world, who, rows) == sees
    assert seen_through_wall(world, who, rows) == sees


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("police_officer_on_the_case", {Contact, ContactDetails, ContactOrigin}),
        ("nurse_not_on_the_case", {Contact}),
        ("coordinator", {Contact}),
        ("neighbour_team_coordinator", set()),
        ("other_municipality_coordinator", set()),
        ("municipal_manager", set()),
    ],
)
def test_who_sees_what_of_a_contact_being_screened(world, who, sees):
    contact = world.contact
    rows = {Contact: contact.pk, ContactDetails: contact.details.pk, ContactOrigin: contact.origin.pk}

    assert seen_by_rule(world, who, rows) == sees
    assert seen_through_wall(world, who, rows) == sees


def seen_by_rule(world, who, rows):
    """Asked as the owner, so that the wall answers everything and only the rule decides."""
    from anchor.tenancy.scope import beyond_the_wall

    with beyond_the_wall("the rule alone"):
        actor = world.actor(who)
        return {model for model, pk in rows.items() if model.objects.visible_to(actor).filter(pk=pk).exists()}


def seen_through_wall(world, who, rows):
    """Asked with raw SQL, so that only the wall decides."""
    with world.acting_as(who), connection.cursor() as cursor:
        found = set()
        for model, pk in rows.items():
            cursor.execute(f"SELECT 1 FROM {model._meta.db_table} WHERE id = %s", [pk])
            if cursor.fetchone():
                found.add(model)
        return found
