"""A sector's note: a reference by default, its author's alone to write, and its sector's to share or not."""

import pytest

from anchor.access.rules import Refused
from anchor.accounts.models import Team
from anchor.core.errors import DomainError
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Consent
from meetings.models import SectorNote
from meetings.services import Note, share_note, take_back_note
from meetings.services.writing import write_note
from tests import factories

SOCIAL, NURSE, POLICE = "responsible_social_worker", "nurse_on_the_case", "police_officer_on_the_case"


@pytest.fixture
def note(world):
    """The nurse's note on the case to whose sharing the adolescent has consented."""
    return factories.sector_note(world, world.case, by=NURSE, text="Käy terveydenhoitajalla.")


def share(world, note, who=NURSE):
    with world.acting_as(who):
        return share_note(actor=world.actor(who), note=SectorNote.objects.get(pk=note.pk))


def take_back(world, note, who=NURSE):
    with world.acting_as(who):
        return take_back_note(actor=world.actor(who), note=SectorNote.objects.get(pk=note.pk))


def sees(world, who, note):
    with world.acting_as(who):
        by_rule = SectorNote.objects.visible_to(world.actor(who)).filter(pk=note.pk).exists()
        assert by_rule == SectorNote.objects.filter(pk=note.pk).exists()
        return by_rule


def test_a_shared_note_exists_for_others_with_consent_from_the_next_request_on(world, note):
    assert not sees(world, POLICE, note)
    share(world, note)
    assert sees(world, POLICE, note)
    assert "Käy terveydenhoitajalla." in world.browser(POLICE).get(f"/cases/{world.case.pk}/").content.decode()
    take_back(world, note)
    assert not sees(world, POLICE, note)
    assert [row.verb for row in world.audit(by=NURSE, target_id=note.pk)] == ["note_shared", "note_taken_back"]


def test_without_consent_sharing_opens_nothing(world, note):
    share(world, note)
    with beyond_the_wall("tests"):
        Consent.objects.filter(case=world.case).update(covered_sectors=["social", "health"])

    assert not sees(world, POLICE, note)
    assert not sees(world, "coordinator", note)


def test_an_unshared_note_leaves_no_trace_on_the_page_of_others(world, note):
    page = world.browser(POLICE).get(f"/cases/{world.case.pk}/").content.decode()

    assert "kind=note" not in page
    assert "Käy terveydenhoitajalla." not in page


def test_only_its_author_shares_a_note(world, note):
    factories.join_as(world, world.case, "second_nurse", sector="health")
    with pytest.raises(Refused):
        share(world, note, "second_nurse")
    with pytest.raises(SectorNote.DoesNotExist):
        share(world, note, POLICE)


def test_any_colleague_of_the_sector_takes_sharing_back(world, note):
    factories.join_as(world, world.case, "second_nurse", sector="health")
    share(world, note)
    with pytest.raises(Refused):
        take_back(world, note, POLICE)
    take_back(world, note, "second_nurse")

    assert not sees(world, POLICE, note)


def test_a_second_click_leaves_one_row(world, note):
    share(world, note)
    share(world, note)

    assert len(world.audit(verb="note_shared")) == 1


def test_text_is_refused_where_the_team_writes_references_only_and_stays_where_it_was(world):
    meeting = factories.meeting_held(world, world.case, by=NURSE)
    actor = world.actor(NURSE)

    def write(text):
        with world.acting_as(NURSE):
            meeting.case = world.case
            return write_note(world.actor(NURSE), meeting, Note(written_on=meeting.created_at.date(), text=text))

    with pytest.raises(DomainError):
        write("Tekstiä.")
    Team.objects.filter(pk=actor.team_id).update(note_text_allowed=True)
    assert write("Tekstiä.").text == "Tekstiä."
    Team.objects.filter(pk=actor.team_id).update(note_text_allowed=False)
    assert write("").text == "Tekstiä."
