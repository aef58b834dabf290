"""A guardian who is suspected in the matter or under a contact ban: not invited, and not present without a reason."""

import pytest
from django.urls import reverse

from clients.models import Consent
from meetings.models import Meeting, MeetingSummary
from tests.clients.situations import close_person
from tests.meetings.telling import errors_beside, told

SOCIAL, NURSE = "responsible_social_worker", "nurse_on_the_case"


def log(world, who=SOCIAL, **more):
    return world.browser(who).post(reverse("log_meeting", args=[world.case.pk]), told(world, present=(who,), **more))


@pytest.fixture(params=["suspected", "contact_banned"])
def father(request, world):
    """A joint guardian who is kept out."""
    return close_person(world, "Lauri", case=world.case, relation="father", **{request.param: True})


def test_who_logs_a_meeting_is_told_who_is_not_invited(world, father):
    page = world.browser(SOCIAL).get(reverse("log_meeting", args=[world.case.pk])).content.decode()

    assert "Is not invited: father" in page
    assert "Lauri" not in page


def test_a_kept_out_guardian_was_there_only_with_a_reason(world, father):
    response = log(world, guardians_present="1")

    assert response.status_code == 422
    assert errors_beside(response) == {"present_despite": ["kept_out"]}
    assert log(world, guardians_present="1", present_despite="Tuli kutsumatta.").status_code == 302
    assert world.everything(MeetingSummary).get().present_despite == "Tuli kutsumatta."


def test_another_guardian_may_come(world, father):
    close_person(world, case=world.case)

    assert log(world, guardians_present="1").status_code == 302
    assert log(world, guardians_present="2", at="12.00").status_code == 422


def test_the_reason_is_not_shown_to_the_adolescent(world, father):
    log(world, guardians_present="1", present_despite="Tuli kutsumatta.")
    meeting = world.everything(Meeting).get()

    assert "kutsumatta" in world.browser(SOCIAL).get(meeting.get_absolute_url()).content.decode()
    shown = world.browser(SOCIAL).get(f"{meeting.get_absolute_url()}?show=adolescent").content.decode()
    assert "kutsumatta" not in shown


def test_who_may_not_read_of_close_people_learns_nothing_of_them(world, father):
    world.everything(Consent).filter(case=world.case).update(withdrawn_on="2026-01-02")
    page = world.browser(NURSE).get(reverse("log_meeting", args=[world.case.pk])).content.decode()

    assert "Is not invited" not in page
    assert log(world, NURSE, guardians_present="1").status_code == 302


def test_a_close_person_who_decides_nothing_is_no_guardian(world):
    close_person(world, "Lauri", case=world.case, custody="none", suspected=True)

    assert log(world, guardians_present="1").status_code == 302
