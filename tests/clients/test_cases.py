"""The case list: who sees which cases, how they are found, and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.models import Case, ClientIdentity
from clients.services.identity import hash_of
from tests import factories
from tests.queries import asked

WORKER = "responsible_social_worker"


def listed(world, who, **query):
    """Numbers of the cases that a person's list shows, in its order."""
    response = asked_for(world, who, query)
    assert response.status_code == 200
    return [row.case.number for row in response.context["rows"]]


def asked_for(world, who, query):
    """The list by its address, or, when something is searched for, by the form."""
    browser = world.browser(who)
    return browser.post("/cases/", query, follow=True) if "q" in query else browser.get("/cases/", query)


def page(world, who, **query):
    return asked_for(world, who, query).content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (WORKER, {"case", "case_without_consent"}),
        ("police_officer_on_the_case", {"case"}),
        ("nurse_on_the_case", {"case", "case_without_consent"}),
        ("youth_worker_not_on_the_case", set()),
        ("nurse_not_on_the_case", set()),
        ("coordinator", {"case", "case_without_consent"}),
        ("neighbour_team_member", set()),
        ("neighbour_team_coordinator", set()),
        ("other_municipality_member", {"foreign_case"}),
        ("other_municipality_coordinator", {"foreign_case"}),
    ],
)
def test_who_sees_which_cases(world, who, sees):
    assert set(listed(world, who)) == {getattr(world, name).number for name in sees}


@pytest.mark.parametrize(
    "who", ["municipal_manager", "national_coordinator", "auditor", "register_officer", "superior", "administrator"]
)
def test_an_office_has_no_case_list(world, who):
    assert world.browser(who).get("/cases/").status_code == 403


def test_a_stranger_is_sent_to_sign_in(world):
    assert world.browser("anonymous").get("/cases/").status_code == 302


def test_each_case_shown_leaves_a_row_in_the_memory(world):
    listed(world, WORKER)

    rows = world.audit(by=WORKER, verb="listed")
    assert {row.case_id for row in rows} == {world.case.pk, world.case_without_consent.pk}


def test_a_swap_of_the_same_list_leaves_no_second_row(world, django_capture_on_commit_callbacks):
    browser = world.browser(WORKER)
    with django_capture_on_commit_callbacks(execute=True):
        browser.get("/cases/", headers={"HX-Request": "true"})
    browser.get("/cases/", headers={"HX-Request": "true"})

    assert len(world.audit(by=WORKER, verb="listed")) == 2


def test_a_swap_gets_the_results_alone(world):
    swapped = world.browser(WORKER).get("/cases/", headers={"HX-Request": "true"})

    assert b"<html" not in swapped.content
    assert b'id="result"' in swapped.content
    assert "HX-Request" in swapped.headers["Vary"]


def test_the_coordinator_off_the_case_sees_initials_and_no_place(world):
    shown = page(world, "coordinator")

    assert "E. L." in shown
    assert "Lumikanto" not in shown
    assert world.case.number in shown
    assert ">Hämeenlinna<" not in shown.split('id="result"')[1]


def test_the_worker_sees_name_and_place(world):
    shown = page(world, WORKER).split('id="result"')[1]

    assert "Eelis Lumikanto" in shown
    assert "Hämeenlinna" in shown


def test_under_non_disclosure_the_list_shows_initials_and_no_place(world):
    hidden = factories.case_in_work(world, responsible=WORKER, given_names="Iida", family_name="Salo", protected=True)
    world.everything(Case).filter(pk=hidden.pk).update(non_disclosure=True)

    shown = page(world, WORKER, q="Iida Salo").split('id="result"')[1]

    assert "I. S." in shown
    assert "Iida" not in shown
    assert "Hämeenlinna" not in shown
    assert "Non-disclosure" in shown


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Eelis", True),
        ("eel", True),
        ("lumi", True),
        ("LUMIKANTO", True),
        ("eelis lumi", True),
        ("Lumikanto Ee", True),
        ("kanto", False),
        ("Lumikanto Aava", False),
        ("%", False),
        ("'; DROP TABLE clients_case; --", False),
        ("\u202e", True),  # shows nothing, so it asks for nothing
    ],
)
def test_a_name_is_found_by_how_it_begins(world, typed, found):
    assert (world.case.number in listed(world, WORKER, q=typed)) == found


def test_letters_with_marks_are_found_without_them(world):
    case = factories.case_in_work(world, responsible=WORKER, given_names="Väinö", family_name="Åberg")

    assert listed(world, WORKER, q="aberg vai") == [case.number]


def test_a_case_is_found_by_its_number(world):
    assert listed(world, "coordinator", q=world.case.number.lower()) == [world.case.number]


def test_a_coordinator_does_not_find_by_a_name_they_may_not_read(world):
    assert listed(world, "coordinator", q="Eelis") == []


def test_a_case_is_found_by_birth_date_where_it_may_be_read(world):
    born = factories.years_ago(14)
    typed = f"{born.day}.{born.month}.{born.year}"

    assert world.case.number in listed(world, WORKER, q=typed)
    assert listed(world, "coordinator", q=typed) == []


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (WORKER, True),
        ("police_officer_on_the_case", True),
        ("nurse_not_on_the_case", False),
        ("coordinator", False),
        ("other_municipality_member", False),
    ],
)
def test_an_identity_code_is_found_whole_by_those_who_may_read_it(world, who, found):
    identity = world.everything(ClientIdentity).get(client_id=world.case.client_id)
    identity.identity_code, identity.identity_hash = "020513A900P", hash_of("020513A900P")
    identity.save()

    assert (world.case.number in listed(world, who, q="020513a900p")) == found
    assert listed(world, who, q="020513A90") == []


def test_an_identity_code_is_never_in_the_list(world):
    identity = world.everything(ClientIdentity).get(client_id=world.case.client_id)
    identity.identity_code, identity.identity_hash = "020513A900P", hash_of("020513A900P")
    identity.save()

    assert "900P" not in page(world, WORKER)


def changed(world, case, **values):
    world.everything(Case).filter(pk=case.pk).update(**values)


def test_closed_cases_are_shown_only_when_asked(world):
    changed(world, world.case, stage="closed", closed_on=timezone.localdate(), closing_reason="no_need")

    assert listed(world, WORKER) == [world.case_without_consent.number]
    assert listed(world, WORKER, stage="closed") == [world.case.number]
    assert len(listed(world, WORKER, stage="all")) == 2


@pytest.mark.parametrize(
    ("query", "shows"),
    [
        ({"only": "no_consent"}, {"case_without_consent"}),
        ({"only": "late"}, {"case"}),
        ({"only": "under_15"}, {"case"}),
        ({"only": "turning_18"}, {"case_without_consent"}),
        ({"only": ["under_15", "no_consent"]}, set()),
        ({"responsible": "me"}, {"case", "case_without_consent"}),
        ({"stage": "in_work"}, {"case", "case_without_consent"}),
        ({"stage": "selected"}, set()),
        ({"place": "109"}, {"case", "case_without_consent"}),
        ({"stage": "nonsense", "sort": "nonsense", "only": "nonsense"}, {"case", "case_without_consent"}),
    ],
)
def test_filters(world, query, shows):
    changed(world, world.case, next_step_on=timezone.localdate() - datetime.timedelta(days=1))
    factories.born(world, world.case_without_consent, factories.years_ago(18, days=-60))

    assert set(listed(world, WORKER, **query)) == {getattr(world, name).number for name in shows}


def test_a_place_under_non_disclosure_is_not_found_by_its_place(world):
    changed(world, world.case, non_disclosure=True)

    assert world.case.number not in listed(world, WORKER, place="109")


def test_my_cases_of_a_coordinator_are_those_they_work_on(world):
    assert listed(world, "coordinator", only="mine") == []


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "case_without_consent"), ("next", "case"), ("age", "case_without_consent")]
)
def test_orders(world, sort, first):
    changed(world, world.case, next_step_on=timezone.localdate())
    factories.born(world, world.case_without_consent, factories.years_ago(9))

    assert listed(world, WORKER, sort=sort)[0] == getattr(world, first).number


def test_an_empty_list_says_what_will_appear(world):
    assert "No cases yet" in page(world, "youth_worker_not_on_the_case")
    assert "No case matches" in page(world, WORKER, q="Nobody")


def test_a_long_list_is_paged_by_key(world):
    for number in range(26):
        factories.case_in_work(world, responsible=WORKER, given_names=f"Nuori{number}")

    browser = world.browser(WORKER)
    first = browser.get("/cases/").context
    second = browser.get("/cases/", {"after": first["page"].next_token}).context

    assert (len(first["rows"]), len(second["rows"]), first["page"].count) == (25, 3, 28)
    assert not {row.case.pk for row in first["rows"]} & {row.case.pk for row in second["rows"]}


@pytest.mark.parametrize("token", ["nonsense", "01a201ac-7407-7121-8de1-f2c01c9f6279"])
def test_a_token_of_nothing_gives_the_first_page(world, token):
    assert len(listed(world, WORKER, after=token)) == 2


def test_a_foreign_case_is_no_place_to_continue_from(world):
    assert len(listed(world, WORKER, after=str(world.foreign_case.pk))) == 2


@pytest.mark.parametrize("who", [WORKER, "coordinator"])
def test_ten_rows_cost_what_one_costs(world, who):
    browser = world.browser(who)
    browser.get("/cases/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get("/cases/", {"sort": "newest"})
    for number in range(10):
        case = factories.case_in_work(world, responsible=WORKER, given_names=f"Nuori{number}")
        factories.join(world, case, "nurse_on_the_case")
        factories.consent(world, case, sectors=["social"])
    with CaptureQueriesContext(connection) as many:
        browser.get("/cases/", {"sort": "newest"})

    assert len(asked(many)) == len(asked(few)) <= 12
