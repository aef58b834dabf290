"""Drafts: for one person and one form, encrypted, about what may be seen, and never longer than they should."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from anchor.access.middleware import LAST_SEEN
from anchor.core.drafts import drop_draft, load_draft, own_drafts, save_draft
from anchor.core.models import Draft
from anchor.desk.draft_forms import FORMS

WORKER, NURSE = "responsible_social_worker", "nurse_on_the_case"
BODY = "text=Salainen+teksti&version=3&csrfmiddlewaretoken=abc&topics=school&topics=home"


def address(world, form="log_meeting", about=None):
    return f"/drafts/{form}/{about or world.case.pk}/"


def send(world, who, body=BODY, **where):
    return world.browser(who).post(
        address(world, **where), body, content_type="application/x-www-form-urlencoded", headers={"X-Quiet": "1"}
    )


def loaded(world, who, form="log_meeting", about=None):
    with world.acting_as(who):
        return load_draft(world.actor(who), form, about or str(world.case.pk))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 200),
        (NURSE, 200),
        ("nurse_not_on_the_case", 404),
        ("coordinator", 200),
        ("neighbour_team_coordinator", 404),
        ("other_municipality_member", 404),
        ("municipal_manager", 404),
        ("anonymous", 302),
    ],
)
def test_who_keeps_a_draft_about_a_case(world, who, status):
    assert send(world, who).status_code == status
    assert world.everything(Draft).count() == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("form", "about"),
    [("no_such_form", None), ("log_meeting", "not-an-id"), ("contact", "something"), ("change_meeting", None)],
)
def test_a_form_or_record_that_does_not_exist_keeps_nothing(world, form, about):
    assert send(world, WORKER, form=form, about=about).status_code == 404
    assert world.everything(Draft).count() == 0


def test_a_draft_of_a_new_contact_is_about_nothing_yet(world):
    assert send(world, WORKER, form="contact", about="new").status_code == 200


def test_what_was_typed_comes_back_without_what_is_no_words(world):
    send(world, WORKER)

    data = loaded(world, WORKER).data
    assert (data["text"], data.getlist("topics")) == ("Salainen teksti", ["school", "home"])
    assert "version" not in data
    assert "csrfmiddlewaretoken" not in data


def test_the_later_draft_takes_the_place_of_the_earlier(world):
    send(world, WORKER)
    send(world, WORKER, "text=Uusi")

    assert loaded(world, WORKER).data["text"] == "Uusi"
    assert world.everything(Draft).count() == 1


def test_nobody_else_gets_it(world):
    send(world, WORKER)

    assert loaded(world, NURSE) is None
    with world.acting_as(NURSE):
        assert Draft.objects.count() == 0
        assert own_drafts(world.actor(NURSE)) == []


def test_it_is_encrypted_where_it_lies(world):
    send(world, WORKER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM core_draft")
        assert b"Salainen" not in bytes(cursor.fetchone()[0])


def test_after_30_days_it_is_no_more(world):
    send(world, WORKER)
    world.everything(Draft).update(saved_at=timezone.now() - datetime.timedelta(days=30, minutes=1))

    assert loaded(world, WORKER) is None


def test_dropping_forgets_it(world):
    send(world, WORKER)
    with world.acting_as(NURSE):
        drop_draft(world.actor(NURSE), "log_meeting", str(world.case.pk))
    assert loaded(world, WORKER) is not None

    with world.acting_as(WORKER):
        drop_draft(world.actor(WORKER), "log_meeting", str(world.case.pk))
    assert loaded(world, WORKER) is None


def test_a_body_over_the_limit_is_refused_and_the_earlier_draft_stays(world):
    send(world, WORKER)

    assert send(world, WORKER, "text=" + "x" * 200_001).status_code == 413
    assert loaded(world, WORKER).data["text"] == "Salainen teksti"


def test_bytes_that_are_no_text_are_refused(world):
    assert send(world, WORKER, b"\xff\xfe").status_code == 400


def test_a_look_is_not_allowed(world):
    assert world.browser(WORKER).get(address(world)).status_code == 405


def test_autosave_does_not_keep_a_session_alive(world):
    browser = world.browser(WORKER)
    session = browser.session
    session[LAST_SEEN] = before = timezone.now().timestamp() - 300
    session.save()

    browser.post(address(world), BODY, content_type="application/x-www-form-urlencoded", headers={"X-Quiet": "1"})

    assert browser.session[LAST_SEEN] == before


def test_words_in_any_script_come_back(world):
    with world.acting_as(WORKER):
        save_draft(
            world.actor(WORKER), "log_meeting", str(world.case.pk), "text=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7+%F0%9F%99%82"
        )

    assert loaded(world, WORKER).data["text"] == "مرحبا 🙂"


def test_every_form_that_keeps_drafts_has_a_page():
    from django.urls import get_resolver

    assert {form.route for form in FORMS.values()} <= set(get_resolver().reverse_dict)
