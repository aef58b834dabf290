"""Recording a contact: whatever is phoned in is accepted, and nothing that contradicts itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from anchor.core.drafts import save_draft
from referrals.models import ChildWelfareAnswer, Contact, ContactDetails
from tests.referrals.situations import contact_form, days_ago, typed

RECEIVER = "nurse_not_on_the_case"
URL = "/contacts/new/"
MADE_BEFORE = 2  # the contacts of the world


def save(world, who=RECEIVER, **changes):
    return world.browser(who).post(URL, contact_form(**changes))


def errors(response, form="form"):
    assert response.status_code == 422
    return response.context[form].errors


def made(world):
    """The contact this test recorded."""
    return world.everything(Contact).exclude(pk__in=[world.contact.pk, world.foreign_contact.pk]).get()


def nothing_made(world):
    return world.everything(Contact).count() == MADE_BEFORE and world.everything(ContactDetails).count() == MADE_BEFORE


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (RECEIVER, 200),
        ("coordinator", 200),
        ("neighbour_team_member", 200),
        ("municipal_manager", 403),
        ("national_coordinator", 403),
        ("administrator", 403),
        ("anonymous", 302),
    ],
)
def test_who_may_record_a_contact(world, who, status):
    assert world.browser(who).get(URL).status_code == status


def test_a_contact_is_saved_with_its_answer_and_its_receiver_keeps_it(world):
    response = save(world)

    contact = made(world)
    assert response.status_code == 302
    assert response.url == contact.get_absolute_url()
    assert (contact.age, contact.age_knowledge, contact.stage) == (14, "known", "received")
    assert world.everything(ChildWelfareAnswer).filter(contact=contact, answer="no_need", sector="health").count() == 1
    assert [row.verb for row in world.audit(by=RECEIVER)] == ["contact_recorded"]
    assert world.browser(RECEIVER).get(contact.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "age", "knowledge"),
    [
        ({"age_knowledge": "estimated", "birth_date": "", "age": "15"}, 15, "estimated"),
        ({"age_knowledge": "unknown", "birth_date": ""}, None, "unknown"),
        ({"age_knowledge": "unknown", "birth_date": "", "age": "12"}, 12, "estimated"),
        ({"age_knowledge": "estimated", "birth_date": "", "age": "19"}, 19, "estimated"),
        ({"area": "unknown"}, 14, "known"),
        ({"area": "abroad"}, 14, "known"),
        ({"area": "837"}, 14, "known"),
        ({"criteria": []}, 14, "known"),
        ({"reasons": [], "given_names": "", "family_name": "", "text": ""}, 14, "known"),
    ],
)
def test_anything_that_is_phoned_in_is_accepted(world, changes, age, knowledge):
    assert save(world, **changes).status_code == 302
    assert (made(world).age, made(world).age_knowledge) == (age, knowledge)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"birth_date": typed(days_ago(-30))}, "birth_date"),
        ({"birth_date": typed(timezone.localdate())}, "birth_date"),  # born after the contact
        ({"birth_date": "31.2.2015"}, "birth_date"),
        ({"birth_date": ""}, "birth_date"),  # said to be known
        ({"received_on": typed(days_ago(-1))}, "received_on"),
        ({"received_on": typed(days_ago(0)), "received_time": "23.59"}, "received_time"),
        ({"age_knowledge": "estimated", "birth_date": "", "age": ""}, "age"),
        ({"age_knowledge": "estimated", "birth_date": "", "age": "-1"}, "age"),
        ({"identity_code": "010101-123X"}, "identity_code"),
        ({"identity_code": "131052-308T"}, "identity_code"),  # a real one in a demo
        ({"identity_code": "010112A901M"}, "identity_code"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"given_names": "x" * 101}, "given_names"),
        ({"urgency": "now"}, "danger_called_time"),
        ({"area": "made-up"}, "area"),
        ({"reasons": ["made-up"]}, "reasons"),
        ({"ground": "consent"}, "grounded_sectors"),
        ({"grounded_sectors": ["health"]}, "ground"),
        ({"ground": "made-up", "grounded_sectors": ["health"]}, "ground"),
    ],
)
def test_wrong_input_gets_a_message_beside_its_field(world, changes, field):
    response = save(world, **changes)

    assert list(errors(response)) == [field]
    assert nothing_made(world)
    assert "Ruskalehto" in response.content.decode() or "given_names" in changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cw-answer": None}, "answer"),
        ({"cw-why": ""}, "why"),
        ({"cw-answer": "notified"}, "notified_on"),
        ({"cw-answer": "notified", "cw-notified_on": typed(days_ago(1))}, "notified_by"),
        ({"cw-answer": "notified", "cw-notified_on": typed(days_ago(-2)), "cw-notified_by": "Salla"}, "notified_on"),
    ],
)
def test_the_child_welfare_answer_is_required_and_complete(world, changes, field):
    assert list(errors(save(world, **changes), "child_welfare")) == [field]
    assert nothing_made(world)


def test_an_identity_code_tells_the_birth_date(world):
    assert save(world, identity_code="010112a901l", birth_date="", age_knowledge="unknown").status_code == 302
    assert str(world.everything(ContactDetails).get(contact=made(world)).birth_date) == "2012-01-01"


def test_an_identity_code_of_another_birth_date_is_refused(world):
    assert list(errors(save(world, identity_code="010112A901L", birth_date="2.1.2012"))) == ["identity_code"]


def test_emoji_and_right_to_left_text_are_kept(world):
    text = "Nuori sanoi: 🙂 שלום"
    save(world, text=text)

    assert world.everything(ContactDetails).get(contact=made(world)).text == text


def test_a_file_in_place_of_text_is_refused(world):
    form = contact_form(text=None) | {"text": SimpleUploadedFile("a.txt", b"x")}
    response = world.browser(RECEIVER).post(URL, form)

    assert list(errors(response)) == ["text"]
    assert nothing_made(world)


def test_a_double_click_makes_one_contact(world):
    form = contact_form()
    first, second = (world.browser(RECEIVER).post(URL, form) for _click in range(2))

    assert first.url == second.url
    assert world.everything(Contact).count() == MADE_BEFORE + 1
    assert len(world.audit(verb="contact_recorded")) == 1


def test_a_chosen_key_is_not_taken(world):
    save(world, once=str(world.foreign_contact.pk))

    assert world.everything(Contact).count() == MADE_BEFORE + 1
    assert made(world).pk != world.foreign_contact.pk


def test_danger_now_keeps_the_time_of_the_call_and_shows_whom_to_call(world):
    response = save(world, urgency="now", danger_called_time="9.35")
    page = world.browser(RECEIVER).get(response.url).content.decode()

    assert timezone.localtime(made(world).danger_called_at).strftime("%H.%M") == "09.35"
    assert "tel:112" in page
    assert "Coordinator" in page


def test_another_teams_area_is_named_on_the_page(world):
    url = save(world, area="837").url

    assert "Tampereen ankkuritiimi" in world.browser(RECEIVER).get(url).content.decode()


def test_the_draft_comes_back_into_the_form(world):
    with world.acting_as(RECEIVER):
        save_draft(world.actor(RECEIVER), "contact", "new", "text=Kesken+jäi&reasons=bullying&reasons=gang&cw-why=x")
    response = world.browser(RECEIVER).get(URL)

    assert "Kesken jäi" in response.content.decode()
    assert response.context["form"]["reasons"].value() == ["bullying", "gang"]


def test_a_saved_contact_leaves_no_draft(world):
    with world.acting_as(RECEIVER):
        save_draft(world.actor(RECEIVER), "contact", "new", "text=Kesken")
    save(world)

    assert "Kesken" not in world.browser(RECEIVER).get(URL).content.decode()
