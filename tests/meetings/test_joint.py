"""A joint meeting of two parties of one event: each one's consent, each one's own meeting and summary."""

import pytest

from meetings.models import Meeting, MeetingSummary
from tests import factories
from tests.meetings.telling import told

SOCIAL, OTHER = "responsible_social_worker", "worker_of_the_other_party"


def log(world, who, case, **more):
    return world.browser(who).post(f"/cases/{case.pk}/meetings/new/", told(world, present=(who,), joint="on", **more))


def consent_to_others(world, case, **more):
    consent = factories.consent(world, case, sectors=[], **more)
    type(consent)._base_manager.filter(pk=consent.pk).update(sentence="other")


def test_without_this_party_s_consent_there_is_no_joint_meeting(world):
    response = log(world, SOCIAL, world.case)

    assert response.status_code == 422
    assert "consents to somebody else joining" in response.content.decode()


@pytest.mark.parametrize("given", [{"given": False}, {"withdrawn_on": "2026-01-01"}])
def test_a_refusal_or_a_withdrawal_is_no_consent(world, given):
    consent_to_others(world, world.case, **given)

    assert log(world, SOCIAL, world.case).status_code == 422


def test_one_party_s_consent_is_not_the_other_s(world):
    consent_to_others(world, world.case)

    assert log(world, SOCIAL, world.case).status_code == 302
    assert log(world, OTHER, world.other_party).status_code == 422


def test_each_party_s_summary_stands_in_its_own_case(world):
    for who, case, words in ((SOCIAL, world.case, "Eelis kertoi."), (OTHER, world.other_party, "Onni kertoi.")):
        consent_to_others(world, case)
        assert log(world, who, case, text=words).status_code == 302

    assert {meeting.case_id for meeting in world.everything(Meeting).filter(joint=True)} == {
        world.case.pk,
        world.other_party.pk,
    }
    for who, mine, theirs in ((SOCIAL, "Eelis kertoi.", "Onni"), (OTHER, "Onni kertoi.", "Eelis")):
        with world.acting_as(who):
            words = [summary.text for summary in MeetingSummary.objects.visible_to(world.actor(who))]
        assert mine in words
        assert not [text for text in words if theirs in text]
