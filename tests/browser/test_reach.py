"""Everybody's way in: a phone, three languages, no JavaScript, the keyboard alone. What axe finds: `test_every_page.py`."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks
from tests.browser.conftest import PHONE, SMALL

# One installation for all: these tests stay in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HEADINGS = {
    "sv": {
        "/today/": "I dag",
        "/contacts/": "Kontakter",
        "/contacts/new/": "Ny kontakt",
        "/cases/": "Klientrelationer",
    },
    "en": {"/today/": "Today", "/contacts/": "Contacts", "/contacts/new/": "New contact", "/cases/": "Cases"},
}


def test_on_a_phone_the_menu_opens_and_a_meeting_is_logged(person):
    page = person("salla@demo.example", screen=PHONE)
    expect(page.locator("#nav a").first).to_be_hidden()
    page.locator(".menu-btn").click()
    page.locator("#nav a[href='/cases/']").click()
    case = walks.own_cases(page)[2]
    walks.fill_meeting(page, case, text="Kirjattu bussissa.")
    walks.agree(page, "Sovitaan aika")

    walks.save(page)

    expect(page.locator("main")).to_contain_text("Kirjattu bussissa.")
    expect(page.locator("main")).to_contain_text("Sovitaan aika")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_main_pages_speak_the_language(person, language):
    page = person("salla@demo.example", language=language)

    for path, heading in HEADINGS[language].items():
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("h1")).to_have_text(heading)


def test_without_javascript_a_contact_and_a_meeting_are_saved(person):
    page = person("salla@demo.example", scripts=False)
    walks.fill_contact(page, family_name="Skriptitön")
    walks.save(page)
    expect(page.locator("#h-contact")).to_contain_text("Skriptitön")

    walks.fill_meeting(page, walks.own_cases(page)[2], text="Ilman skriptejä.")
    walks.agree(page, "Tavataan")
    walks.save(page)

    expect(page.locator("main")).to_contain_text("Ilman skriptejä.")
    expect(page.locator("main")).to_contain_text("Tavataan")


def test_with_the_keyboard_alone_a_meeting_is_saved(person):
    page = person("salla@demo.example")
    page.goto(f"{walks.own_cases(page)[3]}meetings/new/")
    expect(page.locator("[name=text]")).to_be_focused()
    page.keyboard.type("Pelkällä näppäimistöllä.")
    tab_to(page, "actions-0-what")
    page.keyboard.type("Kirjoitetaan kirje")
    tab_to(page, "actions-0-owner")
    page.keyboard.press("ArrowDown")
    tab_to(page, "actions-0-due_on")
    page.keyboard.type(walks.finnish(walks.TOMORROW))
    tab_to(page, "told_before", back=True)
    page.keyboard.press("Space")
    tab_to(page, "at", back=True)
    page.keyboard.press("Control+A")
    page.keyboard.type(next(walks.BEGINNINGS))
    tab_to(page, "day", back=True)
    page.keyboard.press("Control+A")
    page.keyboard.type(walks.finnish(date.today() - timedelta(days=2)))
    before = page.url

    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != before)

    expect(page.locator("main")).to_contain_text("Pelkällä näppäimistöllä.")
    expect(page.locator("main")).to_contain_text("Kirjoitetaan kirje")


def test_on_a_phone_the_page_of_a_meeting_begins_at_its_beginning(person):
    page = person("salla@demo.example", screen=PHONE)
    page.goto(f"{walks.own_cases(page)[3]}meetings/new/")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("scrollY") == 0
    expect(page.locator("h1")).to_be_in_viewport()


def test_on_a_phone_the_working_group_can_be_read(person):
    page = person("riitta@demo.example", screen=PHONE)
    for case in walks.own_cases(page):
        page.goto(f"{case}working-group/")
        if page.locator("main li.person").count() > 1:
            break

    widths = page.locator("main li.person .meta").evaluate_all("all => all.map(one => one.offsetWidth)")
    assert len(widths) > 1
    assert min(widths) > PHONE["width"] / 2


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_of_a_meeting_asks_only_what_applies(person, scripts):
    page = person("salla@demo.example", scripts=scripts)
    page.goto(f"{walks.own_cases(page)[4 + scripts]}meetings/new/")  # what is typed in one is a draft there
    for name in ("cancelled_by", "ends", "next_on", "next_at", "written_on"):
        expect(page.locator(f"[name={name}]")).to_be_hidden()

    walks.choose(page, "minutes", "own")
    page.fill("[name=ends]", "23.59")
    walks.choose(page, "minutes", "60")
    expect(page.locator("[name=ends]")).to_be_visible()  # an end that was typed holds, so it stays in sight
    page.fill("[name=ends]", "")
    expect(page.locator("[name=ends]")).to_be_hidden()

    page.locator("[name=agree_next]").check()
    page.locator("[name=recorded]").check()
    walks.choose(page, "status", "cancelled")
    for name in ("cancelled_by", "next_on", "next_at", "written_on"):
        expect(page.locator(f"[name={name}]")).to_be_visible()
    for name in ("told_before", "heard_alone"):
        expect(page.locator(f"[name={name}]")).to_be_hidden()


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until the field has the focus; a field that cannot be come to fails."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"Tab does not come to {name}")


def test_the_skip_link_leads_past_the_menu(person):
    page = person("salla@demo.example")
    page.goto("/cases/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_turning_a_page_of_a_list_leaves_the_focus_in_the_list(person):
    page = person("aino@demo.example")
    page.goto("/log/")
    page.locator("#result [name=after]").focus()

    with page.expect_response("**/log/"):
        page.keyboard.press("Enter")

    expect(page.locator("#result")).to_be_focused()


def test_axe_finds_nothing_on_the_sign_in_page(chromium, address):
    page = chromium.new_page(base_url=address, locale="fi-FI", viewport={"width": 1440, "height": 900})
    page.goto("/sign-in/")

    assert walks.violations(page) == []
    page.set_viewport_size(SMALL)
    assert walks.overflow(page) == 0
    page.context.close()


def test_axe_finds_nothing_on_a_form_with_errors(person):
    page = person("salla@demo.example")
    page.goto("/contacts/new/")
    page.fill("[name=birth_date]", walks.finnish(walks.TOMORROW))

    walks.save_wrongly(page)

    assert walks.violations(page) == []
    expect(page.locator("[data-errors]")).to_be_focused()
