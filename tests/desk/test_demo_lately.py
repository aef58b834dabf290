"""What the shown team has done lately: through the services, so that each new page has something for its person."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from anchor.accounts.actor import Actor, memberships_of
from anchor.accounts.models import User
from anchor.desk.demo import builder, lately
from anchor.tenancy.scope import beyond_the_wall, scoped
from clients.models import (
    Case,
    ClientAddress,
    Consent,
    ConsentGiver,
    Disclosure,
    EmergencyAccess,
    ExtractRequest,
    PresenceNotice,
    SectorRequest,
)
from meetings.models import SectorNote
from referrals.models import Event, ExpertQuestion, SamePerson, Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def team_world(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A small country in which the shown team has been busy, built once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = builder.build(builder.Wish(100, 1, seed=1, until=timezone.localdate()))
        lately.tell(world.cases)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def see(team_world):
    """`see(who, model)` is what somebody of the demonstration may know of."""

    def ask(who: str, model, **wanted):
        actor = Actor(memberships_of(User.objects.get(email=f"{who}@demo.example").pk)[0])
        with scoped(actor.scope()):
            return list(model.objects.visible_to(actor).filter(**wanted))

    return ask


def test_the_guest_sees_one_case(see):
    assert len(see("kaisu", Case)) == 1


def test_the_expert_has_questions_to_answer_and_the_asker_an_answer(see):
    assert len(see("eero", ExpertQuestion)) == 2
    assert [bool(one.answer) for one in see("salla", ExpertQuestion)].count(True) == 1


def test_the_coordinator_has_emergency_accesses_to_review_and_one_reviewed(see):
    accesses = see("riitta", EmergencyAccess)

    assert len(accesses) == 4
    assert [one.judgement for one in accesses if one.reviewed_at] == ["justified"]


def test_the_superior_has_one_whose_review_is_overdue(see):
    assert [one.is_overdue for one in see("seija", EmergencyAccess)] == [True]


def test_events_have_several_people_and_one_is_known_from_earlier(see):
    marks = [event.mark for event in see("jari", Event)]

    assert len(marks) == 4
    assert len(set(marks)) == 2
    assert len(see("riitta", SamePerson)) == 1


def test_sectors_have_asked_shared_and_disclosed(see):
    assert {one.state for one in see("salla", SectorRequest)} == {"open", "answered"}
    assert len(see("noora", Disclosure)) == 1
    assert see("salla", SectorNote, shared=True)


def test_several_must_answer_for_a_consent(see):
    waiting = see("salla", Consent, awaited=True)

    assert len(waiting) == 1
    assert {one.answer for one in see("salla", ConsentGiver, consent=waiting[0])} == {"yes", ""}


def test_who_has_the_right_reads_a_protected_address(see):
    assert [one.street for one in see("salla", ClientAddress, protected=True)] == ["Suojapolku 4 A 7"]
    assert not see("riitta", ClientAddress, protected=True)


def test_another_team_has_heard_of_a_client(see):
    assert len(see("salla", PresenceNotice)) == 1


@pytest.mark.usefixtures("team_world")
def test_the_register_officer_has_a_request_to_answer():
    with beyond_the_wall("tests look at what was built"):
        assert ExtractRequest._base_manager.count() == 1


def test_one_transfer_has_come_and_one_has_been_sent(see):
    waiting = [(one.team_id, one.to_team_id) for one in see("riitta", Transfer, state="waiting")]
    home = memberships_of(User.objects.get(email="riitta@demo.example").pk)[0].team_id

    assert sorted(home == to for _, to in waiting) == [False, True]
