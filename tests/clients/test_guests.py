"""Other authorities on a case: invited until a day, shown another day, ended; from the midnight after it nothing is there."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from anchor.access.rules import Refused
from anchor.accounts.models import Membership, User
from anchor.core.errors import DomainError
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, CaseGrant, Participation
from clients.services.drift import compare_grants
from clients.services.guests import invite_guest, prolong_guest
from clients.services.working_group import change_responsible, end_participation
from clients.tasks import clear_ended_grants, watch_grants
from meetings.models import Meeting
from referrals.models import Contact
from tests import factories
from tests.meetings.situations import meeting_planned
from tests.referrals.situations import referral

GUEST, EXPIRED = "guest_on_the_case", "expired_guest"
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


def invite(world, who=EXPIRED, until=None, case=None, by="coordinator"):
    with world.acting_as(by):
        return invite_guest(
            actor=world.actor(by), case=case or world.case, guest=world.people[who], until=until or TODAY() + 7 * DAY
        )


def part(world, who=GUEST):
    return world.everything(Participation).select_related("case").filter(membership=world.people[who]).latest("id")


def grants_of(world, who):
    rows = world.everything(CaseGrant).filter(membership=world.people[who]).select_related("permission")
    return [(row.permission.codename, row.ends_on) for row in rows]


def opens(world, who, case=None):
    return world.browser(who).get((case or world.case).get_absolute_url()).status_code


def test_an_invited_guest_opens_the_case_and_nothing_else(world):
    assert opens(world, GUEST) == 200
    assert opens(world, GUEST, world.case_without_consent) == 404
    with world.acting_as(GUEST):
        assert list(Case.objects.visible_to(world.actor(GUEST))) == [world.case]
        assert not Contact.objects.visible_to(world.actor(GUEST)).exists()


def test_the_invitation_gives_a_looking_grant_that_ends_with_its_day(world):
    until = TODAY() + 7 * DAY
    participation = invite(world, until=until)

    assert participation.kind == "guest"
    assert participation.last_day == until
    assert grants_of(world, EXPIRED) == [("view_case", until)]
    assert opens(world, EXPIRED) == 200
    (row,) = world.audit(by="coordinator", verb="guest_invited")
    assert (row.case_id, row.detail["until"]) == (world.case.pk, until.isoformat())


def test_the_last_day_is_theirs_and_the_midnight_after_it_is_not(world):
    invite(world, until=TODAY())
    assert opens(world, EXPIRED) == 200

    with beyond_the_wall("a night goes by"):
        yesterday = TODAY() - DAY
        CaseGrant.objects.filter(membership=world.people[EXPIRED]).update(ends_on=yesterday)
        Participation.objects.filter(pk=part(world, EXPIRED).pk).update(began_on=TODAY(), ended_on=TODAY())
    assert opens(world, EXPIRED) == 404


@pytest.mark.parametrize("who", ["responsible_social_worker", "nurse_on_the_case"])
def test_nobody_but_the_coordinator_invites(world, who):
    with pytest.raises(Refused):
        invite(world, by=who)


def test_another_teams_coordinator_does_not_know_the_case(world):
    with pytest.raises(Case.DoesNotExist):
        invite(world, by="neighbour_team_coordinator")


@pytest.mark.parametrize("who", ["nurse_not_on_the_case", "expert_asked", "other_municipality_member"])
def test_only_a_guest_of_the_team_is_invited(world, who):
    with pytest.raises(DomainError) as refused:
        invite(world, who)

    assert refused.value.code == "no_guest"


def test_somebody_who_may_not_sign_in_is_not_invited(world):
    User.objects.filter(pk=world.people[EXPIRED].user_id).update(is_active=False)

    with pytest.raises(DomainError) as refused:
        invite(world)

    assert refused.value.code == "no_guest"


@pytest.mark.parametrize(("days", "code"), [(-1, "in_past"), (367, "too_long")])
def test_an_invitation_ends_within_a_year_from_today(world, days, code):
    with pytest.raises(DomainError) as refused:
        invite(world, until=TODAY() + days * DAY)

    assert refused.value.code == code


def test_nobody_is_invited_for_longer_than_their_role_lasts(world):
    Membership.objects.filter(pk=world.people[EXPIRED].pk).update(ended_on=TODAY() + 3 * DAY)

    with pytest.raises(DomainError) as refused:
        invite(world)

    assert refused.value.code == "role_ends_before"


def test_the_same_click_twice_invites_once(world):
    assert invite(world).pk == invite(world).pk
    assert len(grants_of(world, EXPIRED)) == 1
    assert len(world.audit(verb="guest_invited")) == 1


def test_whoever_is_there_is_not_invited_for_another_day(world):
    with pytest.raises(DomainError) as refused:
        invite(world, GUEST)

    assert refused.value.code == "invited"


def test_a_guest_gets_another_last_day(world):
    later = TODAY() + 90 * DAY
    with world.acting_as("coordinator"):
        prolong_guest(actor=world.actor("coordinator"), participation=part(world), until=later)

    assert part(world).last_day == later
    assert grants_of(world, GUEST) == [("view_case", later)]
    assert compare_grants().differing.total() == 0


def test_a_guest_whose_time_is_over_is_not_prolonged(world):
    with pytest.raises(DomainError) as refused, world.acting_as("coordinator"):
        actor = world.actor("coordinator")
        prolong_guest(actor=actor, participation=part(world, EXPIRED), until=TODAY() + DAY)

    assert refused.value.code == "guest_is_over"


@pytest.mark.parametrize("closed", [False, True])
def test_a_guest_is_ended_at_once_on_a_closed_case_too(world, closed):
    if closed:
        ended = {"stage": "closed", "closed_on": TODAY(), "closing_reason": "no_need"}
        world.everything(Case).filter(pk=world.case.pk).update(**ended)
    with world.acting_as("coordinator"):
        end_participation(actor=world.actor("coordinator"), participation=part(world), ended_on=TODAY())

    assert grants_of(world, GUEST) == []
    assert opens(world, GUEST) == 404


def test_a_guest_leads_no_case(world):
    with pytest.raises(DomainError) as refused, world.acting_as("coordinator"):
        change_responsible(actor=world.actor("coordinator"), participation=part(world))

    assert refused.value.code == "not_on_the_case"


def test_a_guest_of_the_sector_keeps_nobodys_records(world):
    """The last worker of the case's sector cannot leave because a guest of that sector looks on."""
    Membership.objects.filter(pk=world.people[GUEST].pk).update(sector="social")
    participation = part(world, "responsible_social_worker")
    nurse = (
        world.everything(Participation)
        .select_related("case")
        .get(case=world.case, membership=world.people["nurse_on_the_case"])
    )
    with world.acting_as("coordinator"):
        actor = world.actor("coordinator")
        change_responsible(actor=actor, participation=nurse)
    participation = (
        world.everything(Participation)
        .select_related("case")
        .get(case=world.case, membership=world.people["responsible_social_worker"])
    )
    with pytest.raises(DomainError) as refused, world.acting_as("coordinator"):
        end_participation(actor=actor, participation=participation, ended_on=TODAY())

    assert refused.value.code == "last_of_the_sector"


def test_a_guest_without_consent_for_their_sector_sees_the_name_and_the_times(world):
    world.everything(Case).filter(pk=world.case.pk)
    factories.invite(world, world.case_without_consent, GUEST)
    factories.meeting_held(world, world.case_without_consent, by="responsible_social_worker")

    page = world.browser(GUEST).get(world.case_without_consent.get_absolute_url()).content.decode()

    assert "Aava" in page
    assert "Puhuttiin viikosta" not in page
    with world.acting_as(GUEST):
        assert Meeting.objects.visible_to(world.actor(GUEST)).count() == 1


def test_a_guest_has_a_last_day_in_the_database_too(world):
    with pytest.raises(IntegrityError), beyond_the_wall("tests"), transaction.atomic():
        Participation.objects.filter(membership=world.people[GUEST]).update(ended_on=None)


def test_a_guest_whose_membership_has_ended_is_nobody(world):
    Membership.objects.filter(pk=world.people[GUEST].pk).update(ended_on=TODAY() - DAY)

    assert opens(world, GUEST) == 403
    assert "membership_has_ended" in compare_grants().differing


def test_a_person_who_may_not_sign_in_opens_nothing_and_is_drift(world):
    browser = world.browser(GUEST)
    User.objects.filter(pk=world.people[GUEST].user_id).update(is_active=False)

    assert browser.get(world.case.get_absolute_url()).status_code == 302
    assert "person_may_not_sign_in" in compare_grants().differing


def test_the_night_clears_what_has_ended_and_leaves_the_rest(world):
    assert compare_grants().differing.total() == 0
    assert watch_grants() == 0

    assert grants_of(world, EXPIRED) == []
    assert len(grants_of(world, GUEST)) == 1
    (row,) = world.audit(verb="grant_cleared")
    assert (row.case_id, row.membership_id) == (world.case.pk, None)
    assert clear_ended_grants() == 0


@pytest.mark.parametrize("kind", ["grant_ends_on_another_day", "grip_is_another"])
def test_a_guests_grant_that_says_something_else_is_drift(world, kind):
    from anchor.access.grants import permission_id

    other = {
        "grant_ends_on_another_day": {"ends_on": TODAY() + 400 * DAY},
        "grip_is_another": {"permission_id": permission_id("clients", "work_case")},
    }
    with beyond_the_wall("tests"):
        CaseGrant.objects.filter(membership=world.people[GUEST]).update(**other[kind])

    assert kind in compare_grants().differing


def test_a_guests_pages_offer_nothing_that_is_refused_to_them(world):
    """No button to press, and every link of the case, its meetings and referrals opens."""
    factories.meeting_held(world, world.case, by="responsible_social_worker")
    referral(world, world.case, by="responsible_social_worker")
    factories.question(world, world.case, by="responsible_social_worker")
    world.everything(Contact).filter(pk=world.contact.pk).update(
        case=world.case, stage="selected", decided_on=TODAY(), sector="youth"
    )
    browser, seen, waiting = world.browser(GUEST), set(), {"/cases/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = browser.get(address)
        assert response.status_code == 200, address
        main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
        forms = [form for form in re.findall(r"<form[^>]*>", main) if 'role="search"' not in form]
        assert not forms, (address, forms)
        waiting |= set(re.findall(r'href="(/(?!static/)[^"?#]*)', main)) - seen
    assert len(seen) >= 6, seen


def test_a_guest_is_not_asked_to_log_a_meeting(world):
    meeting_planned(world, world.case, by="responsible_social_worker", hours=-30)

    assert "Log the meeting" not in world.browser(GUEST).get(f"/cases/{world.case.pk}/").content.decode()
