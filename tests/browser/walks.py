"""The walks several tests take: choosing, saving, recording a contact, logging a meeting, looking for what is wrong."""

import itertools
import re
from datetime import date, timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

PRIMARY = "main form button.primary[type=submit]"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
KEY = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/$")
# One meeting of a case begins at one time: every meeting of these tests begins at its own.
BEGINNINGS = (f"{number // 60}.{number % 60:02}" for number in itertools.count(7 * 60))
TOMORROW = date.today() + timedelta(days=1)


def finnish(day: date) -> str:
    """The day as people here write it."""
    return f"{day.day}.{day.month}.{day.year}"


def choose(page: Page, name: str, *values: str) -> None:
    """Tick options as a finger does: on their label."""
    for value in values:
        option = f"input[name='{name}'][value='{value}']"
        if not page.locator(option).is_checked():
            page.locator(f"main label:has({option})").click()


def tick(page: Page, *names: str) -> None:
    """Tick people by name; those who are ticked already stay so."""
    for name in names:
        card = page.locator("main label.toggle", has_text=name)
        if not card.locator("input").is_checked():
            card.click()


def save(page: Page) -> None:
    """Press the page's one primary button and wait until the page that shows the saved thing has come."""
    before = page.url
    page.locator(PRIMARY).click()
    page.wait_for_url(lambda url: url != before)


def save_wrongly(page: Page) -> Locator:
    """Press it with something wrong on the page; the fields that say so."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/drafts/" not in answer.url) as came:
        page.locator(PRIMARY).click()
    assert came.value.status == 422
    wrong = page.locator("main [aria-invalid=true]")
    expect(wrong.first).to_be_visible()
    return wrong


def fill_contact(page: Page, *, family_name: str, text: str = "") -> None:
    """A new contact about somebody of 14 from the team's own municipality, with its child-welfare answer."""
    page.goto("/contacts/new/")
    page.select_option("[name=source]", "school")
    choose(page, "age_knowledge", "estimated")
    page.fill("[name=birth_date]", "")  # what an earlier test left as a draft
    page.fill("[name=age]", "14")
    page.select_option("[name=area]", index=1)
    choose(page, "reasons", "petty_theft")
    choose(page, "criteria", "crime")
    page.fill("[name=given_names]", "Aamu")
    page.fill("[name=family_name]", family_name)
    page.fill("[name=text]", text or "Koulusta kerrottiin huolesta.")
    page.select_option("[name=ground]", index=1)
    choose(page, "grounded_sectors", "police", "social", "health", "youth")
    choose(page, "cw-answer", "no_need")
    page.fill("[name=cw-why]", "Perhe saa jo tukea.")


def fill_meeting(page: Page, case: str, *, text: str) -> None:
    """A meeting of an hour held yesterday with everybody who works on the case, whatever was left as a draft."""
    page.goto(f"{case}meetings/new/")
    page.fill("[name=day]", finnish(date.today() - timedelta(days=1)))
    page.fill("[name=at]", next(BEGINNINGS))
    if page.locator("[name=ends]").is_visible():  # left by a draft
        page.fill("[name=ends]", "")
    choose(page, "minutes", "60")
    page.fill("[name=actions-0-what]", "")
    page.select_option("[name=actions-0-owner]", "")
    page.fill("[name=actions-0-due_on]", "")
    page.fill("[name=text]", text)
    page.locator("[name=told_before]").check()


def agree(page: Page, what: str, due: date = TOMORROW) -> None:
    """The first row of what was agreed, owned by the first professional."""
    page.fill("[name=actions-0-what]", what)
    page.select_option("[name=actions-0-owner]", index=1)
    page.fill("[name=actions-0-due_on]", finnish(due))


def own_cases(page: Page) -> list[str]:
    """The addresses of the cases the signed-in person works on, the first of which is opened most."""
    page.goto("/cases/")
    return addresses(page.locator("#result th[scope=row] a"))


def addresses(links: Locator) -> list[str]:
    """Where the links lead, those that name a record."""
    found: list[str] = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [address for address in dict.fromkeys(found) if KEY.search(address)]


def status_of(page: Page, path: str) -> int:
    """What the server answers there to the person signed in on this page."""
    return page.context.request.get(path, max_redirects=0).status


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page, each with the first place where it is. What comes by scrolling is there first."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    found = Axe().run(page, options=RULES).response["violations"]
    return [{"rule": one["id"], "where": one["nodes"][0]["html"][:200], "times": len(one["nodes"])} for one in found]


COVERED = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea)")].filter(one => {
  if (!one.checkVisibility({visibilityProperty: true})) return false;
  one.scrollIntoView({block: "center", behavior: "instant"});
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
  return top && !one.contains(top) && !top.contains(one) && !one.closest("label")?.contains(top);
}).map(one => one.outerHTML.slice(0, 120))"""


def covered(page: Page) -> list[str]:
    """What could be pressed if nothing lay over it, wherever the page is scrolled to."""
    found: list[str] = page.evaluate(COVERED)
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
