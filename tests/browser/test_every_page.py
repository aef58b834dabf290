"""Every page that somebody may open, as its person finds it: axe, nothing covered, and no wider than a phone.

Which pages there are is told by the URL resolver, and whether one can be read by the door table; how to come to one is
found by following links from the doors of each person. A page nobody comes to fails.
"""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.urls import Resolver404, resolve, reverse
from django.urls.exceptions import NoReverseMatch
from playwright.sync_api import Page

from tests.browser import walks
from tests.browser.conftest import LAPTOP, PHONE, SMALL
from tests.doors.table import DOORS

# One installation for all: these tests stay in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Between them they open everything; whoever comes first opens what several may.
PEOPLE = ("salla", "riitta", "onni", "eero", "raimo", "aino", "heli", "pentti")
# A text, a file, two that lead onward, and a page for nobody who is signed in, which has a test of its own.
NO_PAGES = {"health", "report_pdf", "home", "set_language", "sign_in"}
NAMED = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/")  # an address that names a record
LINK = re.compile(r'href="(/[^"#]*)"')
# At how many addresses of one route links are looked for, which lead on differently; else at one.
LOOKS = {"case": 12, "contact": 15, "contacts": 4, "emergency": 2, "protected_rights": 3}


def readable() -> set[str]:
    """Routes that can be read: some of them by nobody in the door table's world, where nothing is protected."""
    return {name for name, door in DOORS.items() if 405 not in door.get.values()} - NO_PAGES


def route_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


def doors() -> Iterator[str]:
    """Addresses that name no record: to all others a link leads."""
    for name in sorted(readable()):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def found_by(page: Page, opened: set[str]) -> Iterator[tuple[str, str]]:
    """Route and address of each page not opened yet that the signed-in person comes to from their doors."""
    waiting, looked, given = list(doors()), dict[str, int](), set(opened)
    seen = set(waiting)
    while waiting:
        path = waiting.pop(0)
        route = route_of(path)
        looked_enough = looked.get(route, 0) >= LOOKS.get(route, 1)
        leads_nowhere_new = route in opened and route not in LOOKS and NAMED.search(path)
        if route not in readable() or looked_enough or leads_nowhere_new:
            continue
        looked[route] = looked.get(route, 0) + 1
        answer = page.context.request.get(path, max_redirects=0)
        if answer.status != 200:
            continue
        if route not in given:
            given.add(route)
            yield route, path
        links = dict.fromkeys(unescape(link) for link in LINK.findall(answer.text()) if not link.startswith("/static/"))
        new = [link for link in links if link not in seen]
        # Lists and their tabs first: what they name is then looked at in their order.
        waiting = [*(link for link in new if not NAMED.search(link)), *waiting, *filter(NAMED.search, new)]
        seen |= set(new)


def test_axe_finds_nothing_on_any_page_nothing_is_covered_and_none_is_wider_than_a_phone(person):
    opened: set[str] = set()
    wrong: dict[str, object] = {}
    for who in PEOPLE:
        page = person(f"{who}@demo.example")
        if who == "heli":  # a report is there from the moment it is asked for
            page.goto(reverse("reports"))
            walks.save(page)
        for route, path in list(found_by(page, opened)):
            opened.add(route)
            page.set_viewport_size(LAPTOP)
            page.goto(path)
            if found := walks.violations(page):
                wrong[route] = found
            if under := walks.covered(page):
                wrong[f"{route}, covered"] = under
            for screen in (PHONE, SMALL):
                page.set_viewport_size(screen)
                if wider := walks.overflow(page):
                    wrong[f"{route} at {screen['width']}"] = wider
        if opened == readable():
            break

    assert wrong == {}
    assert readable() - opened == set()
    assert len(opened) >= 50
