"""Opening contact details: at once where nothing protects them, for a task where something does."""

import pytest

from anchor.accounts.actor import Actor
from anchor.accounts.stamps import stamp
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, ClientAddress, RelatedPerson

WORKER, POLICE = "responsible_social_worker", "police_officer_on_the_case"


def address(world):
    return f"/cases/{world.case.pk}/contact-details/"


@pytest.fixture
def protected(world):
    """The adolescent of the case is under non-disclosure."""
    world.everything(Case).filter(pk=world.case.pk).update(non_disclosure=True)
    world.everything(ClientAddress).filter(client=world.case.client_id).update(protected=True)


def a_mother(world):
    with beyond_the_wall("tests"):
        marks = stamp(Actor(world.people[WORKER]))
        return RelatedPerson.objects.create(
            client_id=world.case.client_id, relation="mother", custody="joint", name="Liisa Lumikanto", **marks
        )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        (POLICE, 200),
        ("nurse_not_on_the_case", 404),
        ("coordinator", 403),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_contact_details(world, who, status):
    response = world.browser(who).get(address(world))

    assert response.status_code == status
    assert ("Satamakatu" in response.content.decode()) == (status == 200)


def test_a_sector_without_consent_is_refused(world):
    case = world.case_without_consent

    assert world.browser("nurse_on_the_case").get(f"/cases/{case.pk}/contact-details/").status_code == 403


def test_opening_leaves_its_own_row(world):
    world.browser(WORKER).get(address(world))

    (row,) = world.audit(by=WORKER, verb="opened")
    assert (row.case_id, row.sections) == (world.case.pk, ["identity", "address", "related_persons"])


def test_close_people_are_shown_with_what_must_be_known_of_them(world):
    a_mother(world)

    shown = world.browser(POLICE).get(address(world)).content.decode()

    assert "Liisa Lumikanto" in shown
    assert "mother, joint custody" in shown


def test_under_non_disclosure_a_look_shows_nothing_and_asks_for_the_task(world, protected):
    shown = world.browser(WORKER).get(address(world)).content.decode()

    assert "Satamakatu" not in shown
    assert "Which task" in shown
    assert world.audit(by=WORKER, verb="address_opened") == []


def test_for_a_task_they_are_shown_and_the_memory_says_which(world, protected):
    shown = world.browser(WORKER).post(address(world), {"task": "meeting"})

    assert "Satamakatu" in shown.content.decode()
    assert [row.ground for row in world.audit(by=WORKER, verb="address_opened")] == ["meeting"]


@pytest.mark.parametrize("task", ["", "curiosity"])
def test_without_a_task_nothing_is_shown(world, protected, task):
    response = world.browser(WORKER).post(address(world), {"task": task})

    assert response.status_code == 422
    assert "Satamakatu" not in response.content.decode()
    assert world.audit(by=WORKER, verb="address_opened") == []


def test_a_consent_does_not_open_a_protected_address(world, protected):
    response = world.browser(POLICE).post(address(world), {"task": "danger"})

    assert "Satamakatu" not in response.content.decode()
    assert world.audit(by=POLICE, verb="address_opened") == []
