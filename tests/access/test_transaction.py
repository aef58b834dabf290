"""The transaction around a request: how each ending leaves data and memory (access.md, The transaction)."""

import pytest
from django.db import connection
from django.template import engines

from anchor.tenancy.scope import NoScope, Scope, scoped
from clients.models import Case

pytestmark = pytest.mark.urls("tests.access.doors")
WHO = "responsible_social_worker"


@pytest.fixture
def door(world):
    browser = world.browser(WHO)
    browser.raise_request_exception = False
    return browser


@pytest.mark.parametrize(
    ("how", "status", "data_kept", "acts_kept", "refusals"),
    [
        ("ok", 200, True, 1, 0),
        ("not-found", 404, True, 1, 1),
        ("forbidden", 403, True, 1, 1),
        ("bad", 400, True, 1, 0),
        ("conflict", 409, True, 1, 0),
        ("broken", 500, False, 0, 0),
    ],
)
def test_what_each_ending_leaves(world, door, how, status, data_kept, acts_kept, refusals):
    response = door.get(f"/end/{how}/")

    assert response.status_code == status
    changed = world.everything(Case).filter(next_step_on__isnull=False).count()
    assert changed == (1 if data_kept else 0)
    assert len(world.audit(by=WHO, verb="case_changed")) == acts_kept
    assert len(world.audit(by=WHO, verb="refused")) == refusals


def test_a_stream_is_refused_because_its_scope_would_have_ended(world, door):
    assert door.get("/end/stream/").status_code == 500
    assert world.everything(Case).filter(next_step_on__isnull=False).count() == 0


def test_a_lazy_template_is_rendered_inside_the_scope(world, door, monkeypatch):
    lazy = engines["django"].from_string("{% for case in cases %}{{ case.number }} {% endfor %}")
    monkeypatch.setattr("django.template.response.SimpleTemplateResponse.resolve_template", lambda *_: lazy)

    page = door.get("/lazy/").content.decode()

    assert world.case.number in page
    assert world.case_without_consent.number in page
    assert world.foreign_case.number not in page


def test_the_database_knows_the_asker_and_nothing_of_the_one_before(world):
    assert world.browser(WHO).get("/who/").content == b"anchor_app|109|social"
    assert world.browser("other_municipality_coordinator").get("/who/").content == b"anchor_app|837|police"
    assert world.browser("municipal_manager").get("/who/").content == b"anchor_app||"


def test_nothing_of_the_scope_stays_after_a_request(world):
    world.browser(WHO).get("/who/")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, NULLIF(current_setting('app.tenant', true), '')")
        assert cursor.fetchone() == ("anchor_owner", None)


@pytest.mark.parametrize(
    ("who", "cases"),
    [
        (WHO, b"2"),
        ("coordinator", b"2"),
        ("youth_worker_not_on_the_case", b"0"),
        ("other_municipality_member", b"1"),
        ("municipal_manager", b"0"),
        ("national_coordinator", b"0"),
        ("administrator", b"0"),
    ],
)
def test_a_forgotten_filter_shows_nothing_more(world, who, cases):
    assert world.browser(who).get("/count/").content == cases


def test_the_application_cannot_change_reference_data(door):
    assert door.get("/steal/").status_code == 500


def test_a_query_outside_a_scope_raises(db):
    with pytest.raises(NoScope):
        Case.objects.count()


def test_an_empty_scope_sees_nothing(world):
    with scoped(Scope()):
        assert Case.objects.count() == 0


def test_headers_and_body_cannot_forge_a_scope(world):
    browser = world.browser("youth_worker_not_on_the_case")
    forged = {"membership": str(world.people[WHO].pk), "app.tenant": "109", "tenant": "837"}

    answer = browser.get("/count/", forged, headers={"X-Membership": forged["membership"], "app-role": "coordinator"})

    assert answer.content == b"0"


def test_a_membership_that_has_ended_opens_nothing(world):
    browser = world.browser(WHO)
    membership = world.people[WHO]
    membership.began_on = membership.began_on.replace(year=2019)
    membership.ended_on = membership.began_on.replace(year=2020)
    membership.save()

    assert browser.get("/count/").status_code == 403
    (refusal,) = world.audit(verb="refused")
    assert refusal.user_id == membership.user_id


def test_what_a_colleague_is_refused_is_remembered_with_its_case_and_controller(world):
    browser = world.browser("nurse_on_the_case")

    assert browser.post(f"/cases/{world.case.pk}/working-group/", {}).status_code == 403

    (row,) = world.audit(verb="refused", by="nurse_on_the_case")
    assert (row.target_type, row.target_id, row.case_id) == ("clients.Case", world.case.pk, world.case.pk)
    assert row.controller == world.case.controller
    assert row.detail == {"action": "assign", "status": 403, "route": "cases/<uuid:case_id>/working-group/"}
