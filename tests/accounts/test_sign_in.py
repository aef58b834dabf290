"""Signing in and out, and the membership one wears."""

import time

import pytest
from django.contrib.auth.hashers import get_hasher, make_password
from django.test import Client as Browser

from anchor.accounts.actor import WORN
from anchor.accounts.models import Membership
from tests.world import LONG_AGO, PASSWORD

EMAIL = "responsible_social_worker@example.org"


def sign_in(email=EMAIL, password=PASSWORD, **more):
    browser = Browser(HTTP_ACCEPT_LANGUAGE="en")
    return browser, browser.post("/sign-in/", {"email": email, "password": password, **more})


def test_the_right_password_opens_the_front_page(world):
    _, response = sign_in()

    assert response.status_code == 302
    assert response.url == "/"
    assert len(world.audit(verb="signed_in")) == 1


def test_the_address_may_be_typed_in_capitals(world):
    assert sign_in(email=EMAIL.upper())[1].status_code == 302


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_failure_says_the_same_whether_the_address_is_known_or_not(world, email, password):
    _, response = sign_in(email, password)

    assert response.status_code == 422
    assert "The e-mail or the password is not right." in response.content.decode()
    assert email in response.content.decode()
    assert password not in response.content.decode()
    assert len(world.audit(verb="sign_in_failed")) == 1


def test_somebody_who_left_cannot_sign_in(world):
    user = world.people["responsible_social_worker"].user
    user.is_active = False
    user.save()

    assert sign_in()[1].status_code == 422


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_next_leads_nowhere_else(world, wanted):
    assert sign_in(next=wanted)[1].url == "/"


def test_next_leads_back_to_the_page_one_came_from(world):
    assert sign_in(next="/cases/")[1].url == "/cases/"


def test_the_session_is_new_after_signing_in(world):
    browser = Browser()
    browser.get("/sign-in/")
    before = browser.cookies.get("anchor_session")
    browser.post("/sign-in/", {"email": EMAIL, "password": PASSWORD})

    assert browser.cookies["anchor_session"].value != (before.value if before else "")


def test_signing_out_ends_the_session(world):
    browser, _ = sign_in()
    browser.post("/sign-out/")

    assert browser.get("/wear/").status_code == 302
    assert len(world.audit(verb="signed_out")) == 1


def test_a_link_cannot_sign_anybody_out(world):
    browser, _ = sign_in()

    assert browser.get("/sign-out/").status_code == 405


def test_twenty_idle_minutes_end_the_session(world, settings):
    browser = world.browser("responsible_social_worker")
    session = browser.session
    session["last_seen"] = 0
    session.save()

    assert browser.get("/wear/").status_code == 302


def test_a_poll_does_not_keep_a_session_alive(world):
    browser = world.browser("responsible_social_worker")
    session = browser.session
    session["last_seen"] = seen = time.time() - 120
    session.save()
    browser.get("/wear/", headers={"X-Quiet": "1"})

    assert browser.session["last_seen"] == seen


class TestTwoMemberships:
    @pytest.fixture
    def second(self, world):
        user = world.people["responsible_social_worker"].user
        team = world.teams["tampere"]
        return Membership.objects.create(user=user, team=team, sector="health", role="member", began_on=LONG_AGO)

    def test_the_other_one_is_worn_from_the_next_request_on(self, world, second):
        browser = world.browser("responsible_social_worker")
        browser.post("/wear/", {"membership": str(second.pk)})

        assert browser.session[WORN] == str(second.pk)
        assert len(world.audit(verb="membership_worn")) == 1

    def test_somebody_elses_cannot_be_worn(self, world, second):
        browser = world.browser("responsible_social_worker")
        response = browser.post("/wear/", {"membership": str(world.people["coordinator"].pk)})

        assert response.status_code == 422
        assert browser.session[WORN] == str(world.people["responsible_social_worker"].pk)

    def test_one_forged_into_the_session_is_not_worn(self, world, second):
        browser = world.browser("responsible_social_worker")
        session = browser.session
        session[WORN] = str(world.people["coordinator"].pk)
        session.save()
        browser.get("/wear/")

        assert browser.session[WORN] != str(world.people["coordinator"].pk)


def test_passwords_are_kept_with_argon2(settings):
    from anchor.settings import base

    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    assert make_password("x", hasher=get_hasher("argon2")).startswith("argon2$argon2id$")
