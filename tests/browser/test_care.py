"""What goes wrong in a day of work: mistyped, clicked twice, saved at once, pasted too long, an address that is not ours."""

import subprocess
import sys
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks
from tests.browser.conftest import REPOSITORY

# One installation for all: these tests stay in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FOREIGN = """
from django.db import connection

with connection.cursor() as cursor:
    cursor.execute("SELECT id FROM clients_case WHERE team_id NOT IN (SELECT m.team_id FROM accounts_membership m "
                   "JOIN accounts_user u ON u.id = m.user_id WHERE u.email = 'salla@demo.example' AND m.team_id "
                   "IS NOT NULL) LIMIT 1")
    print(cursor.fetchone()[0])
"""


@pytest.fixture
def salla(person) -> Page:
    return person("salla@demo.example")


@pytest.fixture
def case(salla) -> str:
    """A case that the social worker and the police officer both work on."""
    return walks.own_cases(salla)[1]


def test_a_birth_date_in_the_future_is_said_beside_it_and_all_else_stays(salla):
    walks.fill_contact(salla, family_name="Huomisnen")
    salla.fill("[name=birth_date]", walks.finnish(walks.TOMORROW))

    wrong = walks.save_wrongly(salla)

    expect(wrong).to_have_attribute("name", "birth_date")
    expect(salla.locator("#id_birth_date_error")).not_to_be_empty()
    expect(salla.locator("[name=birth_date]")).to_have_value(walks.finnish(walks.TOMORROW))
    expect(salla.locator("[name=family_name]")).to_have_value("Huomisnen")
    expect(salla.locator("[name=cw-why]")).to_have_value("Perhe saa jo tukea.")


def test_a_meeting_held_in_the_future_is_said_beside_its_time(salla, case):
    walks.fill_meeting(salla, case, text="Tätä ei ole vielä pidetty.")
    salla.fill("[name=day]", walks.finnish(walks.TOMORROW))

    wrong = walks.save_wrongly(salla)

    expect(wrong).to_have_attribute("name", "at")
    expect(salla.locator("[name=text]")).to_have_value("Tätä ei ole vielä pidetty.")


def test_a_meeting_that_ends_before_it_begins_is_said_beside_its_end(salla, case):
    walks.fill_meeting(salla, case, text="Kello kulki takaperin.")
    salla.fill("[name=at]", "14.00")
    walks.choose(salla, "minutes", "own")
    salla.fill("[name=ends]", "13.00")

    wrong = walks.save_wrongly(salla)

    expect(wrong).to_have_attribute("name", "ends")
    expect(salla.locator("[name=ends]")).to_have_value("13.00")
    expect(salla.locator("[name=text]")).to_have_value("Kello kulki takaperin.")


def test_an_agreed_action_without_owner_is_said_in_its_row(salla, case):
    walks.fill_meeting(salla, case, text="Sovittiin jotain.")
    walks.agree(salla, "Soittaa")
    salla.select_option("[name=actions-0-owner]", "")

    wrong = walks.save_wrongly(salla)

    expect(wrong).to_have_attribute("name", "actions-0-owner")
    expect(salla.locator("[name=actions-0-what]")).to_have_value("Soittaa")
    expect(salla.locator("[name=text]")).to_have_value("Sovittiin jotain.")


def test_a_summary_of_a_megabyte_is_refused_in_words_and_kept(salla, case):
    pasted = "Puhuttiin. " * 95_000
    walks.fill_meeting(salla, case, text=pasted)

    wrong = walks.save_wrongly(salla)

    expect(wrong).to_have_attribute("name", "text")
    expect(salla.locator("#id_text_error")).to_contain_text("20\u00a0000")
    assert salla.locator("[name=text]").input_value().strip() == pasted.strip()


def test_a_double_click_on_save_makes_one_meeting(salla, case):
    text = f"Kahdesti {uuid.uuid4()}"
    walks.fill_meeting(salla, case, text=text)
    before = salla.url

    salla.locator(walks.PRIMARY).dblclick()
    salla.wait_for_url(lambda url: url != before)

    salla.goto(case)
    expect(salla.locator("#story article", has_text=text)).to_have_count(1)


def test_a_double_click_without_javascript_makes_one_contact(person):
    page = person("salla@demo.example", scripts=False)
    page.goto("/contacts/")
    before = set(walks.addresses(page.locator("#result a")))
    walks.fill_contact(page, family_name="Kaksoisnen")

    page.locator(walks.PRIMARY).dblclick()
    page.wait_for_url(lambda url: "/new/" not in url)

    page.goto("/contacts/")
    assert len(set(walks.addresses(page.locator("#result a"))) - before) == 1


def test_of_two_who_save_a_meeting_at_once_the_second_sees_both_texts(person, salla, case):
    walks.fill_meeting(salla, case, text="Ensin kirjattu.")
    walks.save(salla)
    change = f"{salla.url}change/"
    jari = person("jari@demo.example")
    for page in (salla, jari):
        page.goto(change)
        expect(page.locator("[name=text]")).to_have_value("Ensin kirjattu.")
    salla.fill("[name=text]", "Sallan teksti.")
    walks.save(salla)

    jari.fill("[name=text]", "Jarin teksti.")
    with jari.expect_response(lambda answer: answer.request.method == "POST" and "/change/" in answer.url) as came:
        jari.locator(walks.PRIMARY).click()

    assert came.value.status == 422
    expect(jari.locator("main .diff")).to_contain_text("Sallan teksti.")
    expect(jari.locator("main .diff")).to_contain_text("Jarin teksti.")
    expect(jari.locator("main")).to_contain_text("Salla Tähkäniemi")
    expect(jari.locator("[name=text]")).to_have_value("Jarin teksti.")


def test_what_is_typed_and_not_saved_waits_as_a_draft(salla, case):
    walks.fill_meeting(salla, case, text="Jäi kesken.")
    expect(salla.locator(".saved")).to_contain_text("Luonnos tallennettu", timeout=5_000)

    salla.goto("/today/")
    salla.locator("#drafts a").first.click()

    expect(salla.locator("[name=text]")).to_have_value("Jäi kesken.")


def test_the_case_of_another_team_is_as_if_it_were_not(salla, installation):
    foreign, unknown = foreign_case(installation), str(uuid.uuid4())

    for key in (foreign, unknown):
        answer = salla.goto(f"/cases/{key}/")
        assert answer is not None
        assert answer.status == 404
        expect(salla.locator("h1")).to_be_visible()
        expect(salla.locator("main")).not_to_contain_text(key)


def foreign_case(installation: dict[str, str]) -> str:
    """The id of a case of another team, read behind the walls as the owner of the database."""
    environment = installation | {"ANCHOR_LOGIN": "owner"}
    asked = [sys.executable, "manage.py", "shell", "--no-imports", "-c", FOREIGN]
    return subprocess.run(
        asked, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
