"""Two people at one meeting: who saves second sees both texts, and nobody's words are lost."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from anchor.core.drafts import save_draft
from meetings.models import AgreedAction, MeetingPlace, MeetingSummary
from tests import factories
from tests.meetings.telling import an_action, errors_beside, form_of

SOCIAL, POLICE = "responsible_social_worker", "police_officer_on_the_case"


def address(meeting):
    return reverse("change_meeting", args=[meeting.pk])


@pytest.fixture
def held(world):
    """A meeting the social worker told of, with the police officer present."""
    return factories.meeting_held(world, world.case, by=SOCIAL, present=(POLICE,))


def stored(world, model, **where):
    return world.everything(model).get(**where)


@pytest.fixture
def two(world, held):
    """Both have the form open; the social worker saves first. What the police officer has typed is returned."""
    mine = form_of(world, POLICE, held) | {"told_before": "on", "text": "Poliisin teksti."}
    theirs = form_of(world, SOCIAL, held) | {"told_before": "on", "text": "Sosiaalityön teksti.", "place": "Talo"}
    assert world.browser(SOCIAL).post(address(held), theirs).status_code == 302
    return mine


def test_who_saves_second_sees_both_texts_and_who_wrote_the_other(world, held, two):
    response = world.browser(POLICE).post(address(held), two)

    assert response.status_code == 422
    comparison = response.context["comparison"]
    assert comparison.who == world.people[SOCIAL].user.name
    page = response.content.decode()
    assert "<ins>Poliisin " in page
    assert "<del>Sosiaalityön " in page
    assert stored(world, MeetingSummary).text == "Sosiaalityön teksti."


def test_keeping_both_loses_no_word_of_either(world, held, two):
    again = after_conflict(world, held, two) | {"keep": "both"}

    assert world.browser(POLICE).post(address(held), again).status_code == 302

    summary = stored(world, MeetingSummary)
    assert summary.text == "Sosiaalityön teksti.\n\nPoliisin teksti."
    assert stored(world, MeetingPlace).place == "Talo"


def test_keeping_mine_replaces_what_was_seen(world, held, two):
    again = after_conflict(world, held, two) | {"keep": "mine"}

    world.browser(POLICE).post(address(held), again)

    assert stored(world, MeetingSummary).text == "Poliisin teksti."


def test_keeping_both_without_having_seen_the_other_is_still_a_conflict(world, held, two):
    response = world.browser(POLICE).post(address(held), two | {"keep": "both"})

    assert response.status_code == 422
    assert stored(world, MeetingSummary).text == "Sosiaalityön teksti."


def test_a_row_both_changed_is_kept_twice(world, held):
    mine = form_of(world, POLICE, held) | {"told_before": "on", "actions-0-what": "Poliisi soittaa."}
    theirs = form_of(world, SOCIAL, held) | {"told_before": "on", "actions-0-what": "Minä soitan."}
    world.browser(SOCIAL).post(address(held), theirs)

    world.browser(POLICE).post(address(held), after_conflict(world, held, mine) | {"keep": "both"})

    assert {row.what for row in world.everything(AgreedAction)} == {"Poliisi soittaa.", "Minä soitan."}


@pytest.mark.parametrize("keep", ["both", "mine"])
def test_a_row_somebody_added_meanwhile_stays(world, held, keep):
    mine = form_of(world, POLICE, held) | {"told_before": "on", "text": "Poliisin teksti."}
    row = {f"actions-1-{name}": value for name, value in an_action(world, what="Lisätty.").items()}
    world.browser(SOCIAL).post(address(held), form_of(world, SOCIAL, held) | {"told_before": "on"} | row)

    world.browser(POLICE).post(address(held), after_conflict(world, held, mine) | {"keep": keep})

    assert "Lisätty." in {row.what for row in world.everything(AgreedAction)}


def test_both_texts_together_may_be_too_long_and_nothing_is_lost(world, held):
    mine = form_of(world, POLICE, held) | {"told_before": "on", "text": "a" * 15_000}
    theirs = form_of(world, SOCIAL, held) | {"told_before": "on", "text": "b" * 15_000}
    world.browser(SOCIAL).post(address(held), theirs)

    response = world.browser(POLICE).post(address(held), after_conflict(world, held, mine) | {"keep": "both"})

    assert errors_beside(response) == {"text": ["too_long"]}
    assert "a" * 15_000 in response.content.decode()
    assert stored(world, MeetingSummary).text == "b" * 15_000


def test_a_second_click_on_the_same_save_is_no_conflict(world, held):
    browser = world.browser(SOCIAL)
    fields = form_of(world, SOCIAL, held) | {"told_before": "on", "text": "Uusi."}

    first, second = browser.post(address(held), fields), browser.post(address(held), fields)

    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert len(world.audit(verb="meeting_changed")) == 1


def test_a_draft_taken_up_after_somebody_elses_save_meets_the_conflict(world, held):
    draft = QueryDict(mutable=True)
    draft.update(form_of(world, POLICE, held) | {"told_before": "on", "text": "Luonnoksen teksti."})
    with world.acting_as(POLICE):
        save_draft(world.actor(POLICE), "change_meeting", str(held.pk), draft.urlencode())
    world.browser(SOCIAL).post(
        address(held), form_of(world, SOCIAL, held) | {"told_before": "on", "text": "Ehdin ensin."}
    )

    fields = form_of(world, POLICE, held)
    response = world.browser(POLICE).post(address(held), fields)

    assert fields["text"] == "Luonnoksen teksti."
    assert response.status_code == 422
    assert stored(world, MeetingSummary).text == "Ehdin ensin."


def after_conflict(world, meeting, fields):
    """The same words with the version that the conflict showed."""
    response = world.browser(POLICE).post(address(meeting), fields)
    assert response.context["comparison"] is not None
    return fields | {"read_version": response.context["form"]["read_version"].value()}
