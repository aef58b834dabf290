"""What is searched for stands in no address and, in the session, under a key: it is found again by its token alone."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.services.searching import KEPT, MOST_KEPT, keep_search, kept_search
from tests import factories
from tests.queries import asked

WORKER = "responsible_social_worker"
CODE = "020513A900P"


def search(browser, text, **filters):
    """Where the results of a search stand."""
    response = browser.post("/cases/", {"q": text, **filters})
    assert response.status_code == 302
    return response["Location"]


def numbers(browser, address):
    return {row.case.number for row in browser.get(address).context["rows"]}


def test_a_search_is_posted_and_its_results_have_an_address_of_their_own(world):
    browser = world.browser(WORKER)
    address = search(browser, "Eelis", stage="all", only=["under_15"])

    assert numbers(browser, address) == {world.case.number}
    assert "stage=all" in address
    assert "only=under_15" in address
    assert 'value="Eelis"' in browser.get(address).content.decode()


@pytest.mark.parametrize("typed", ["Eelis Lumikanto", CODE, "2.5.2013"])
def test_nothing_that_was_typed_stands_in_the_address_or_the_session(world, typed):
    browser = world.browser(WORKER)
    address = search(browser, typed)

    assert not [part for part in typed.split() if part in address]
    stored = " ".join(str(session.get_decoded()) for session in Session.objects.order_by("pk"))
    assert KEPT in stored
    assert typed not in stored


def test_words_in_the_address_are_not_looked_at(world):
    browser = world.browser(WORKER)

    assert numbers(browser, "/cases/?q=Eelis") == {world.case.number, world.case_without_consent.number}


def test_the_next_page_keeps_the_search(world):
    for number in range(26):
        factories.case_in_work(world, responsible=WORKER, given_names=f"Nuori{number}", family_name="Salo")
    browser = world.browser(WORKER)
    first = browser.get(search(browser, "salo"))
    links = first.content.decode().split('class="pager"')[-1]
    second = browser.get(search(browser, "salo") + f"&after={first.context['page'].next_token}")

    assert "search=" in links
    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 1)


def test_a_search_by_htmx_gets_the_results_alone(world):
    response = world.browser(WORKER).post("/cases/", {"q": "Eelis"}, headers={"HX-Request": "true"}, follow=True)

    assert b"<html" not in response.content
    assert [row.case.number for row in response.context["rows"]] == [world.case.number]


def test_a_search_nobody_keeps_any_more_says_so(world):
    browser = world.browser(WORKER)
    address = search(browser, "Eelis")
    for number in range(MOST_KEPT):
        search(browser, f"Joku {number}")

    assert "no longer kept" in browser.get(address).content.decode()
    assert len(browser.session[KEPT]) == MOST_KEPT
    assert numbers(browser, address) == {world.case.number, world.case_without_consent.number}


def test_a_search_is_the_membership_s_that_typed_it(world):
    session = {}
    token = keep_search(session, world.actor(WORKER), "Eelis")

    assert kept_search(session, world.actor(WORKER), token) == "Eelis"
    assert kept_search(session, world.actor("coordinator"), token) is None
    assert kept_search(session, world.actor("other_municipality_member"), token) is None


def test_a_search_of_one_session_is_not_another_s(world):
    address = search(world.browser(WORKER), "Eelis")

    assert "no longer kept" in world.browser(WORKER).get(address).content.decode()


def test_a_search_costs_no_query_more(world):
    browser = world.browser(WORKER)
    browser.get(search(browser, "Eelis"))
    with CaptureQueriesContext(connection) as plain:
        browser.get("/cases/")
    address = search(browser, "Eelis")
    with CaptureQueriesContext(connection) as searched:
        browser.get(address)

    assert len(asked(searched)) == len(asked(plain)) <= 12


def test_today_s_line_searches_by_posting(world):
    shown = world.browser(WORKER).get("/today/").content.decode()

    assert 'action="/cases/" method="post"' in shown
