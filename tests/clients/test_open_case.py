"""A contact was selected: who opens the case, what is written, and what is refused."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.core.errors import DomainError
from anchor.tenancy.models import Municipality
from clients.models import (
    Case,
    CaseGrant,
    CaseReason,
    CaseSelection,
    Client,
    ClientAddress,
    ClientIdentity,
    Participation,
)
from clients.services.identity import hash_of
from clients.services.open_case import open_case
from tests.factories import years_ago

TODAY = timezone.localdate


def what(world, **changes):
    """What the coordinator of Hämeenlinna gives, with what this test is about."""
    return {
        "given_names": "Siiri",
        "family_name": "Usvaniitty",
        "birth_date": years_ago(13),
        "gender": "girl",
        "service_language": "sv",
        "residence": Municipality.objects.get(pk="109"),
        "non_disclosure": False,
        "contact_on": TODAY() - datetime.timedelta(days=3),
        "criteria": ["support", "crime"],
        "reasons": [("petty_theft", "did"), ("bullying", "target")],
        "responsible": world.people["responsible_social_worker"],
        "working_group": [world.people["police_officer_on_the_case"]],
    } | changes


def opened(world, who="coordinator", **changes):
    actor = world.actor(who)
    with world.acting_as(who):
        return open_case(actor=actor, **what(world, **changes))


def test_the_coordinator_opens_a_case_that_belongs_to_the_responsible_sector(world):
    case = opened(world)

    stored = world.everything(Case).select_related("client__identity", "client__address", "selection").get(pk=case.pk)
    for row in (stored, stored.client, stored.client.identity, stored.client.address, stored.selection):
        assert (row.sector, row.controller) == ("social", f"county:{world.teams['hame'].county_id}")
        assert row.author_id == world.people["coordinator"].pk
    assert stored.selection.criteria == ["crime", "support"]
    assert (stored.initials, stored.stage, stored.age) == ("S. U.", "selected", 13)


def test_everybody_named_works_on_it_and_only_the_responsible_leads(world):
    case = opened(world)

    participants = world.everything(Participation).filter(case=case)
    assert {(p.membership_id, p.sector) for p in participants} == {
        (world.people["responsible_social_worker"].pk, "social"),
        (world.people["police_officer_on_the_case"].pk, "police"),
    }
    grips = world.everything(CaseGrant).filter(content_object=case).select_related("permission")
    assert {(g.membership_id, g.permission.codename) for g in grips} == {
        (world.people["responsible_social_worker"].pk, "lead_case"),
        (world.people["police_officer_on_the_case"].pk, "work_case"),
    }


def test_the_coordinator_off_the_case_sees_its_shell_and_no_name(world):
    case = opened(world)

    with world.acting_as("coordinator"):
        actor = world.actor("coordinator")
        assert Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        for model in (Client, ClientIdentity, ClientAddress, CaseSelection, CaseReason):
            assert not model.objects.filter(author_id=actor.membership_id).exists()


def test_the_responsible_worker_sees_it_from_the_next_request(world):
    case = opened(world)

    with world.acting_as("responsible_social_worker"):
        actor = world.actor("responsible_social_worker")
        assert Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        assert ClientIdentity.objects.visible_to(actor).filter(client_id=case.client_id).exists()
        assert CaseReason.objects.visible_to(actor).filter(case=case).count() == 2


def test_opening_leaves_one_row_in_the_memory(world):
    case = opened(world)

    rows = world.audit(by="coordinator")
    assert [(row.verb, row.case_id) for row in rows] == [("case_opened", case.pk)]


def test_numbers_run_on_in_the_year(world):
    year = TODAY().year

    assert [opened(world).number, opened(world).number] == [f"A-{year}-0001", f"A-{year}-0002"]


def test_two_teams_of_one_host_have_series_of_their_own(world):
    first = opened(world)
    neighbour = world.people["neighbour_team_member"]
    second = opened(world, "neighbour_team_coordinator", responsible=neighbour, working_group=[])

    assert (first.number[0], second.number[0]) == ("A", "B")
    assert first.tenant_id == second.tenant_id


def test_somebody_named_twice_takes_part_once(world):
    worker = world.people["responsible_social_worker"]
    case = opened(world, working_group=[worker, worker])

    assert world.everything(Participation).filter(case=case).count() == 1


def test_an_identity_code_is_stored_encrypted_and_found_by_its_hash(world):
    case = opened(world, birth_date=datetime.date(2013, 5, 2), identity_code=" 020513a900p ")

    identity = world.everything(ClientIdentity).get(client_id=case.client_id)
    assert identity.identity_code == "020513A900P"
    assert bytes(identity.identity_hash) == hash_of("020513A900P")
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_code FROM clients_clientidentity WHERE id = %s", [identity.pk])
        assert b"020513A" not in bytes(cursor.fetchone()[0])


def test_non_disclosure_is_known_to_shell_and_address(world):
    case = opened(world, non_disclosure=True)

    assert world.everything(Case).get(pk=case.pk).non_disclosure
    assert world.everything(ClientAddress).get(client_id=case.client_id).protected


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"birth_date": years_ago(18)}, "not_under_18", "birth_date"),
        ({"birth_date": TODAY() + datetime.timedelta(days=1)}, "born_later", "birth_date"),
        ({"criteria": []}, "no_criterion", "criteria"),
        ({"criteria": ["bad manners"]}, "unknown_criterion", "criteria"),
        ({"reasons": [("petty_theft", "bystander")]}, "unknown_reason", "reasons"),
        ({"identity_code": "131052-308T"}, "identity_code_real_in_demo", "identity_code"),
        ({"identity_code": "020513A900R"}, "identity_code_check", "identity_code"),
        ({"identity_code": "020513A900P"}, "identity_code_birth_date", "identity_code"),
        ({"opened_on": TODAY() + datetime.timedelta(days=1)}, "in_future", "opened_on"),
        ({"opened_on": TODAY() - datetime.timedelta(days=4)}, "opened_before_contact", "opened_on"),
    ],
)
def test_what_cannot_be_selected_is_refused_and_nothing_is_written(world, changes, code, field):
    before = world.everything(Client).count()

    with pytest.raises(DomainError) as refused:
        opened(world, **changes)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert world.everything(Client).count() == before


@pytest.mark.parametrize("stranger", ["neighbour_team_member", "other_municipality_member", "municipal_manager"])
def test_only_people_of_the_team_can_work_on_it(world, stranger):
    with pytest.raises(DomainError) as refused:
        opened(world, working_group=[world.people[stranger]])

    assert refused.value.code == "not_in_the_team"


@pytest.mark.parametrize("who", ["responsible_social_worker", "police_officer_on_the_case"])
def test_a_member_opens_no_case(world, who):
    with pytest.raises(Refused):
        opened(world, who)


@pytest.mark.parametrize("wrong", [{"age": 18}, {"criteria": []}])
def test_the_database_refuses_what_the_service_would(world, wrong):
    selection = world.everything(CaseSelection).get(case=world.case)
    for name, value in wrong.items():
        setattr(selection, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        selection.save()
