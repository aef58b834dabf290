"""What goes between people, in Chromium and in Finnish: a question to an expert, an emergency, a transfer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks

# One installation for all: these tests stay in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_an_expert_is_asked_and_answers_once(person):
    salla = person("salla@demo.example")
    salla.goto(f"{walks.own_cases(salla)[0]}questions/new/")
    salla.locator("main label.toggle", has_text="Eero").click()
    salla.fill("[name=text]", "Miten jännittämisestä voi puhua?")
    walks.save(salla)
    asked = salla.locator("main a", has_text="Kysymys asiantuntijalle").first.get_attribute("href") or ""

    eero = person("eero@demo.example")
    eero.goto("/questions/")
    eero.locator("main a", has_text="jännittämisestä voi").click()
    eero.fill("[name=answer]", "Rauhassa ja omin sanoin.")
    walks.save(eero)

    assert walks.status_of(eero, asked) == 404
    salla.goto(asked)
    expect(salla.locator("main")).to_contain_text("Rauhassa ja omin sanoin.")


def test_a_case_is_opened_in_an_emergency_and_reviewed(person):
    name = of_a_case_without(person("salla@demo.example"), "Onni")
    onni = person("onni@demo.example")
    onni.goto("/emergency/")
    for field, value in name.items():
        onni.fill(f"[name={field}]", value)
    walks.choose(onni, "reason", "missing")
    onni.fill("[name=text]", "Ei tullut kotiin, etsintä alkaa.")
    walks.save(onni)
    expect(onni.locator("main")).to_contain_text("Miten nuoren tavoittaa")

    riitta = person("riitta@demo.example")
    riitta.goto("/emergency-accesses/?show=waiting")
    riitta.locator("#result th[scope=row] a").first.click()
    expect(riitta.locator("main")).to_contain_text("Ei tullut kotiin, etsintä alkaa.")
    walks.choose(riitta, "judgement", "justified")
    walks.save(riitta)

    expect(riitta.locator("#result tbody tr").first).to_contain_text("perusteltu")


def test_a_transfer_is_taken_back_sent_anew_and_another_accepted(person):
    salla = person("salla@demo.example")
    case = next(case for case in walks.own_cases(salla) if offer(salla, case))
    salla.locator("main form[action$='/take-back/'] button").click()
    salla.goto(f"{case}transfer/")
    salla.select_option("[name=to_team]", label="Riihimäen ankkuritiimi")
    salla.select_option("[name=ground]", "consent")
    walks.save(salla)
    expect(salla.locator("main")).to_contain_text("odottaa vastausta")

    riitta = person("riitta@demo.example")
    riitta.goto("/today/")
    riitta.locator("main a[href^='/transfers/']").click()
    riitta.select_option("[name=responsible]", index=1)
    walks.save(riitta)

    expect(riitta.locator("main")).to_contain_text("Riihimäen ankkuritiimi")


def of_a_case_without(page: Page, somebody: str) -> dict[str, str]:
    """Name and birth date of the adolescent of a case that somebody does not work on, as they are recorded."""
    for case in walks.own_cases(page):
        page.goto(case)
        if somebody not in (page.locator("main").text_content() or ""):
            page.goto(f"{case}client/")
            return {name: page.input_value(f"[name={name}]") for name in ("given_names", "family_name", "birth_date")}
    raise AssertionError(f"{somebody} works on every case")


def offer(page: Page, case: str) -> bool:
    """Open the offer of a case to another team, if it waits for an answer."""
    page.goto(case)
    link = page.locator("main a[href^='/transfers/']")
    if link.count():
        link.first.click()
    return bool(link.count()) or "/transfers/" in page.url
