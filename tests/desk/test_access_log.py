"""The auditor's page: what it finds, what it never shows, and that looking leaves a row."""

import uuid

import pytest

from anchor.accounts.models import User
from anchor.audit.models import AuditRow, Verb
from anchor.audit.services import record, record_reads, record_refusal
from tests.queries import asked

SOCIAL, POLICE = "responsible_social_worker", "police_officer_on_the_case"


@pytest.fixture
def told(world):
    """A social worker changed a case, a police officer looked at two and was refused one."""
    with world.acting_as(SOCIAL):
        record(world.actor(SOCIAL), Verb.CASE_CHANGED, world.case, ground="consent")
    with world.acting_as(POLICE):
        record_reads(world.actor(POLICE), Verb.LISTED, [world.case, world.case_without_consent], sections=["shell"])
        record_refusal(world.actor(POLICE), "close_case", world.case, status=403)
    return world


def page(world, **wanted):
    return world.browser("auditor").post("/log/", wanted)


def found(world, **wanted):
    return [line.row.verb for line in page(world, **wanted).context["lines"]]


def test_the_newest_come_first(told):
    assert found(told) == ["refused", "listed", "listed", "case_changed"]


def test_a_colleague_is_found_by_the_beginning_of_a_name_or_the_whole_address(told):
    assert found(told, person="respons") == ["case_changed"]
    assert found(told, person="responsible_social_worker@example.org") == ["case_changed"]
    assert found(told, person="responsible_social_worker@example") == []


def test_a_case_is_found_by_its_whole_number(told):
    assert found(told, case=told.case_without_consent.number) == ["listed"]
    assert found(told, case=told.case_without_consent.number[:-1]) == []


def test_rows_are_narrowed_by_act_and_by_refusal_and_by_day(told):
    assert found(told, verb="case_changed") == ["case_changed"]
    assert found(told, refused="on") == ["refused"]
    assert found(told, until="yesterday") == []
    assert found(told, since="today", until="today", verb="listed") == ["listed", "listed"]


def test_a_day_that_is_not_understood_finds_nothing_and_says_so(told):
    answer = page(told, since="soon")

    assert answer.context["lines"] == []
    assert "error-summary" in answer.content.decode() or "aria-invalid" in answer.content.decode()


def test_no_name_and_no_initials_of_a_client_are_shown(told):
    text = page(told).content.decode()

    assert told.case.number in text
    for word in ("Eelis", "Aava", told.case.initials):
        assert word not in text


def test_another_controllers_rows_are_not_shown(told):
    with told.acting_as("other_municipality_member"):
        record(told.actor("other_municipality_member"), Verb.CASE_CHANGED, told.foreign_case)

    assert found(told, verb="case_changed") == ["case_changed"]
    assert found(told, case=told.foreign_case.number) == []


def test_each_search_leaves_a_row_that_says_what_was_looked_for_and_how_much_was_shown(told):
    page(told, person="respons", case=told.case.number, refused="on")

    (row,) = told.audit(by="auditor")
    assert (row.verb, row.controller, row.case_id) == ("log_searched", "county:07", told.case.pk)
    colleague = str(told.people[SOCIAL].user_id)
    assert row.detail["colleagues"] == [colleague]
    assert (row.detail["by_case"], row.detail["refused"], row.detail["shown"]) == (True, True, 0)
    assert "respons" not in str(row.detail)


def test_an_auditor_sees_the_searches_of_the_own_controller(told):
    page(told)

    assert found(told, verb="log_searched") == ["log_searched"]


def test_the_second_page_begins_after_the_first(told):
    with told.acting_as(SOCIAL):
        for _ in range(30):
            record(told.actor(SOCIAL), Verb.CASE_CHANGED, told.case)
    first = page(told).context["page"]

    second = page(told, after=first.next_token).context["page"]
    assert len(first.rows) == 25
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_nothing_that_is_looked_for_stands_in_an_address(told):
    text = page(told, person="respons", case=told.case.number).content.decode()

    assert "?" not in "".join(part.split('"')[0] for part in text.split('href="/log/')[1:])
    assert "hx-push-url" not in text
    assert told.browser("auditor").get("/log/", {"person": "respons"}).context["lines"] != found(told, person="respons")


def test_questions_do_not_grow_with_rows(told, django_assert_max_num_queries):
    with told.acting_as(SOCIAL):
        for _ in range(20):
            record(told.actor(SOCIAL), Verb.CASE_CHANGED, told.case)

    auditor = told.browser("auditor")
    with django_assert_max_num_queries(100) as captured:
        auditor.post("/log/", {"person": "respons", "case": told.case.number})
    assert len(asked(captured)) <= 12


def test_an_auditor_begins_with_the_log(world):
    assert world.browser("auditor").get("/").url == "/log/"


def test_a_row_without_anybody_is_shown_as_nobodys(told):
    AuditRow(at="2026-01-01T00:00Z", verb="sign_in_failed", controller="county:07").save(force_insert=True)

    assert "sign_in_failed" in found(told)


@pytest.fixture
def elsewhere(told):
    """Somebody of another controller, who stands in that controller's rows only."""
    with told.acting_as("other_municipality_member"):
        record(told.actor("other_municipality_member"), Verb.CASE_CHANGED, told.foreign_case)
    return told.people["other_municipality_member"].user


def result(world, **wanted):
    """What the page says it found, without what was typed and the codes of the form."""
    text = page(world, **wanted).content.decode()
    return text[text.index('id="result"') : text.index("</section>", text.index('id="result"'))]


def test_whoever_stands_in_other_controllers_rows_only_is_answered_like_nobody(told, elsewhere):
    nobody = result(told, person="Kukaties")

    assert "Nobody of that name in this log" in nobody
    assert result(told, person=elsewhere.name) == nobody
    assert result(told, person=elsewhere.email) == nobody
    assert "Nobody of that name" not in result(told, person="respons", until="1.1.2020")


def test_a_search_remembers_no_colleague_of_elsewhere(told, elsewhere):
    page(told, person=elsewhere.name)

    assert told.audit(by="auditor")[-1].detail["colleagues"] == []


def test_namesakes_elsewhere_hide_nobody_of_the_own_rows(told, monkeypatch):
    monkeypatch.setattr("anchor.desk.services.access_log.MOST_PEOPLE", 1)
    first = uuid.UUID(int=1)  # before anybody else's key
    User(pk=first, email="namesake@example.org", name="Responsible elsewhere").save(force_insert=True)

    assert found(told, person="respons") == ["case_changed"]
