"""A sector's opinion: one for each, changed until the decision, and its author keeps sight."""

import pytest

from referrals.models import Contact, ContactGrant, Opinion
from tests.referrals.situations import opinion, selected

NURSE = "nurse_not_on_the_case"


def give(world, who, contact=None, **typed):
    contact = contact or world.contact
    return world.browser(who).post(f"{contact.get_absolute_url()}opinion/", {"answer": "yes"} | typed)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (NURSE, 302),
        ("police_officer_on_the_case", 302),
        ("coordinator", 302),
        ("neighbour_team_member", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_gives_an_opinion(world, who, status):
    assert give(world, who).status_code == status
    given = status == 302 and who != "anonymous"
    assert world.everything(Opinion).filter(contact=world.contact).count() == (1 if given else 0)


def test_an_opinion_leaves_its_row_and_its_sight_and_moves_the_contact(world):
    Contact._base_manager.filter(pk=world.contact.pk).update(stage="received")
    give(world, NURSE, text="Tukea tarvitaan.")

    assert world.everything(Contact).get(pk=world.contact.pk).stage == "screening"
    assert world.everything(ContactGrant).filter(membership=world.people[NURSE], content_object=world.contact).exists()
    assert [row.verb for row in world.audit(by=NURSE)] == ["opinion_given"]


def test_the_receiver_keeps_the_firmer_grip(world):
    give(world, "police_officer_on_the_case")
    grants = world.everything(ContactGrant).filter(content_object=world.contact)

    assert [grant.permission.codename for grant in grants.select_related("permission")] == ["work_contact"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answer": "needs_information"}, "text"),
        ({"answer": ""}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "no", "text": "x" * 1_000_000}, "text"),
    ],
)
def test_wrong_input_gets_a_message_beside_its_field(world, typed, field):
    response = give(world, NURSE, **typed)

    assert response.status_code == 422
    assert list(response.context["opinion_form"].errors) == [field]
    assert not world.everything(Opinion).exists()


def test_what_was_typed_stays_on_the_page(world):
    response = give(world, NURSE, answer="maybe", text="Kysyn koululta.")

    assert "Kysyn koululta." in response.content.decode()


def test_a_double_click_gives_one_opinion(world):
    give(world, NURSE, text="Sama")
    assert give(world, NURSE, text="Sama").status_code == 302

    assert world.everything(Opinion).count() == 1
    assert len(world.audit(verb="opinion_given")) == 1


def test_a_colleague_changes_the_opinion_of_the_sector_and_becomes_its_author(world):
    given = opinion(world, world.contact, by=NURSE)
    response = give(world, "nurse_on_the_case", answer="no", text="Hoito jatkuu.", version=given.version)

    changed = world.everything(Opinion).get()
    assert response.status_code == 302
    assert (changed.answer, changed.author_id) == ("no", world.people["nurse_on_the_case"].pk)


def test_two_of_a_sector_who_answer_at_once_see_both_texts(world):
    opinion(world, world.contact, by=NURSE, text="Noora ehti")
    response = give(world, "nurse_on_the_case", text="Minäkin kirjoitin")

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Noora ehti" in shown
    assert "Minäkin kirjoitin" in shown
    assert world.everything(Opinion).get().text == "Noora ehti"


def test_nobody_gives_an_opinion_after_the_decision(world):
    selected(world, world.contact)

    assert give(world, "responsible_social_worker").status_code == 403
    assert give(world, NURSE).status_code == 404
    assert not world.everything(Opinion).exists()


def test_the_author_keeps_sight_after_the_decision(world):
    give(world, NURSE)
    selected(world, world.contact)

    assert world.browser(NURSE).get(world.contact.get_absolute_url()).status_code == 200


def test_a_swap_with_something_to_mend_gets_the_opinions_alone(world):
    url = f"{world.contact.get_absolute_url()}opinion/"
    swapped = world.browser(NURSE).post(url, {"answer": ""}, headers={"HX-Request": "true"})

    assert swapped.status_code == 422
    assert b"<html" not in swapped.content
    assert b'id="opinions"' in swapped.content


def test_a_swap_that_saved_is_told_where_to_go(world):
    url = f"{world.contact.get_absolute_url()}opinion/"
    swapped = world.browser(NURSE).post(url, {"answer": "yes"}, headers={"HX-Request": "true"})

    assert swapped.headers["HX-Redirect"] == world.contact.get_absolute_url()
