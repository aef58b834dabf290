"""What somebody tries who is signed in and may not: nothing opens, nothing changes, and the memory keeps it."""

import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from anchor.access import grants
from anchor.access.rules import Refused
from anchor.accounts.models import Membership
from anchor.accounts.stamps import stamp
from anchor.tenancy.scope import beyond_the_wall
from clients.models import CaseGrant, CaseSelection, Consent, Participation
from clients.services.guests import invite_guest
from clients.services.working_group import change_responsible
from referrals.models import ContactGrant
from tests.clients.test_open_case import opened

LEAD, COORDINATOR, NURSE = "responsible_social_worker", "coordinator", "nurse_not_on_the_case"


def grants_of(world, who):
    return world.everything(CaseGrant).filter(membership=world.people[who])


def test_a_record_granted_twice_is_one_grant_that_ends_once(world):
    with world.acting_as(COORDINATOR):
        grants.grant(world.people[NURSE], "work_case", world.case)
        grants.grant(world.people[NURSE], "work_case", world.case)
        assert grants.end(world.people[NURSE], world.case) == 1

    assert not grants_of(world, NURSE).exists()
    assert world.browser(NURSE).get(world.case.get_absolute_url()).status_code == 404


def test_the_database_keeps_no_second_grant_beside_the_first(world):
    row = grants_of(world, LEAD).get(content_object=world.case)
    row.pk = None
    with beyond_the_wall("tests"), pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_somebody_who_may_no_longer_sign_in_opens_nothing_by_grants_left_behind(world):
    browser, user = world.browser(LEAD), world.people[LEAD].user
    user.is_active = False
    user.save()

    response = browser.get(world.case.get_absolute_url())

    assert grants_of(world, LEAD).exists()
    assert response.status_code == 302
    assert response.url.startswith(reverse("sign_in"))


def test_nobody_who_holds_a_grant_can_be_deleted(world):
    """Who worked on a case stays in its history; they are switched off."""
    with beyond_the_wall("tests"), pytest.raises(ProtectedError):
        world.people[LEAD].user.delete()


def test_a_coordinator_who_records_a_consent_for_their_own_sector_is_refused_and_remembered(world):
    case = world.case_without_consent
    before = world.everything(Consent).count()

    response = world.browser(COORDINATOR).post(
        reverse("record_consent", args=[case.pk]), {"sentence": "team", "given": "yes", "covered": ["health"]}
    )

    assert response.status_code == 403
    assert world.everything(Consent).count() == before
    assert len(world.audit(by=COORDINATOR, refused=True, case_id=case.pk)) == 1


@pytest.fixture
def other_hat(world):
    """The coordinator of health is a member for social services in the same team, too."""
    with beyond_the_wall("tests"):
        mine = world.people[COORDINATOR]
        return Membership.objects.create(
            user=mine.user, role="member", sector="social", team=mine.team, began_on=mine.began_on
        )


def ways_to_name_oneself(world, hat):
    """Each form in which a coordinator names people: its address and what is posted."""
    case, contact = world.case_without_consent, world.contact
    today = timezone.localdate()
    yield reverse("assign", args=[case.pk]), {"people": [str(world.people[NURSE].pk), str(hat.pk)]}, case.pk
    decision = {
        "outcome": "selected",
        "decided_on": today.isoformat(),
        "participants": [str(world.people[COORDINATOR].pk), str(hat.pk)],
        "criteria": ["crime"],
        "age": "14",
        "alone_because": "urgent",
    }
    yield reverse("decide", args=[contact.pk]), decision, None


def test_a_coordinator_who_names_themself_under_another_hat_is_refused_and_remembered(world, other_hat):
    for address, posted, case_id in ways_to_name_oneself(world, other_hat):
        before = len(world.audit(by=COORDINATOR, refused=True))

        response = world.browser(COORDINATOR).post(address, posted)

        assert response.status_code == 403, address
        assert "another coordinator" in response.content.decode().lower()
        refused = world.audit(by=COORDINATOR, refused=True)
        assert len(refused) == before + 1
        assert case_id in (None, refused[-1].case_id)
    for model in (CaseGrant, ContactGrant):
        assert not world.everything(model).filter(membership=other_hat).exists()
    assert not grants_of(world, NURSE).filter(content_object=world.case_without_consent).exists()


@pytest.mark.parametrize("place", ["responsible", "working_group"])
def test_nor_do_they_open_a_case_to_it(world, other_hat, place):
    """Accepting a transfer opens its case by the same service."""
    named = other_hat if place == "responsible" else [other_hat]
    with pytest.raises(Refused) as refused:
        opened(world, **{place: named})

    assert refused.value.words
    assert not world.everything(CaseGrant).filter(membership=other_hat).exists()


def test_nor_invite_it_as_a_guest(world, other_hat):
    Membership.objects.filter(pk=other_hat.pk).update(role="guest")
    other_hat.refresh_from_db()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with world.acting_as(COORDINATOR), pytest.raises(Refused):
        invite_guest(actor=world.actor(COORDINATOR), case=world.case_without_consent, guest=other_hat, until=tomorrow)


def test_nor_let_it_lead_what_another_coordinator_let_it_work_on(world, other_hat):
    """To lead is to record consents, which open the case further."""
    case = world.case_without_consent
    with beyond_the_wall("another coordinator has named them"):
        marks = stamp(world.actor(COORDINATOR)) | {"sector": "social"}
        part = Participation.objects.create(case=case, membership=other_hat, began_on=case.opened_on, **marks)
    with world.acting_as(COORDINATOR), pytest.raises(Refused):
        change_responsible(actor=world.actor(COORDINATOR), participation=part)


def test_a_second_hat_of_the_same_sector_is_named_like_any_colleague(world, other_hat):
    Membership.objects.filter(pk=other_hat.pk).update(sector="health")

    response = world.browser(COORDINATOR).post(
        reverse("assign", args=[world.case_without_consent.pk]), {"people": [str(other_hat.pk)]}
    )

    assert response.status_code == 302
    assert world.everything(CaseGrant).filter(membership=other_hat).count() == 1


def test_another_coordinator_may_name_them_under_that_hat(world, other_hat):
    with beyond_the_wall("tests"):
        second = Membership.objects.get(pk=world.people[NURSE].pk)
        Membership.objects.filter(pk=second.pk).update(role="coordinator")

    response = world.browser(NURSE).post(
        reverse("assign", args=[world.case_without_consent.pk]), {"people": [str(other_hat.pk)]}
    )

    assert response.status_code == 302


@pytest.mark.parametrize("grip", ["work_case", "lead_case"])
def test_nor_is_such_a_grant_let_in_past_the_services(world, other_hat, grip):
    with (
        world.acting_as(COORDINATOR),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        grants.grant(other_hat, grip, world.case_without_consent)
    with (
        world.acting_as(COORDINATOR),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        grants.grant(other_hat, "view_contact", world.contact)


def test_of_several_people_all_are_named_or_none(world):
    """One of them works elsewhere: nobody joins, and the answer names nobody who may not be known."""
    stranger = world.people["neighbour_team_member"]

    response = world.browser(COORDINATOR).post(
        reverse("assign", args=[world.case_without_consent.pk]),
        {"people": [str(world.people[NURSE].pk), str(stranger.pk)]},
    )

    assert response.status_code == 422
    assert not grants_of(world, NURSE).filter(content_object=world.case_without_consent).exists()
    assert stranger.user.name not in response.content.decode()


def test_a_coordinator_cannot_wear_another_sector(world):
    """The coordinator of health names themself as of social services, in every way a form or a header could."""
    browser, mine = world.browser(COORDINATOR), world.people[COORDINATOR]
    forged = {"sector": "social", "people": [str(mine.pk)], "membership": str(world.people[LEAD].pk)}
    address = reverse("assign", args=[world.case_without_consent.pk])

    browser.post(f"{address}?sector=social", forged, headers={"X-Sector": "social", "X-Membership": str(mine.pk)})

    assert Membership.objects.get(pk=mine.pk).sector == "health"
    assert set(grants_of(world, COORDINATOR).values_list("membership__sector", flat=True)) <= {"health"}
    with world.acting_as(COORDINATOR):
        chosen = CaseSelection.objects.visible_to(world.actor(COORDINATOR))
        assert not chosen.filter(case=world.case_without_consent).exists()
