"""Who a session belongs to, asked in one query, is who Django would say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anchor.accounts.actor import WORN
from anchor.accounts.models import Membership
from tests.queries import asked

pytestmark = pytest.mark.urls("tests.access.doors")
WORKER = "responsible_social_worker"


def whom(browser):
    response = browser.get("/who/")
    return response.content if response.status_code == 200 else None


def test_the_person_and_the_membership_cost_one_query(world):
    browser = world.browser(WORKER)
    browser.get("/who/")
    with CaptureQueriesContext(connection) as captured:
        assert whom(browser) == b"anchor_app|109|social"

    assert sum("accounts_user" in sql for sql in asked(captured)) == 1


def test_a_changed_password_ends_the_session(world):
    browser = world.browser(WORKER)
    user = world.people[WORKER].user
    user.set_password("another long password")
    user.save()

    assert whom(browser) is None


def test_somebody_who_may_no_longer_sign_in_is_nobody(world):
    browser = world.browser(WORKER)
    user = world.people[WORKER].user
    user.is_active = False
    user.save()

    assert whom(browser) is None


def test_another_persons_membership_in_the_session_is_not_worn(world):
    browser = world.browser("youth_worker_not_on_the_case")
    session = browser.session
    session[WORN] = str(world.people["other_municipality_coordinator"].pk)
    session.save()

    assert whom(browser) == b"anchor_app|109|youth"


def test_a_session_that_wears_nothing_yet_wears_the_first_membership(world):
    browser = world.browser(WORKER)
    session = browser.session
    del session[WORN]
    session.save()

    assert whom(browser) == b"anchor_app|109|social"


def test_a_membership_that_ends_while_a_page_is_open_saves_nothing_under_the_next_one(world):
    browser = world.browser(WORKER)
    ended = world.people[WORKER]
    other = Membership.objects.create(
        user=ended.user, team=ended.team, sector="youth", role="member", began_on=ended.began_on
    )
    Membership.objects.filter(pk=ended.pk).update(ended_on=timezone.localdate() - timedelta(days=1))

    assert browser.post("/who/").status_code == 403
    assert whom(browser) == b"anchor_app|109|youth"
    (row,) = world.audit(verb="membership_worn")
    assert (row.membership_id, row.detail) == (other.pk, {"to": str(other.pk), "ended": str(ended.pk)})
