"""The main job as five people do it in Chromium, in Finnish: from a contact to a case, a meeting and two reports."""

import io
import re
import uuid
from datetime import date, timedelta

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks

# One installation for all: these tests stay in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LAST_YEAR = date.today().year - 1


@pytest.fixture(scope="module")
def shared() -> dict[str, str]:
    """What one person made and the next one goes on with."""
    return {}


def test_the_team_member_sees_today(person):
    page = person("salla@demo.example")

    expect(page.locator("html")).to_have_attribute("lang", "fi")
    expect(page.get_by_role("heading", name="Tänään", level=1)).to_be_visible()
    assert walks.addresses(page.locator("#opinions a")), "nothing waits for the social worker"
    assert page.locator("#agenda li, #follow li").count() > 0


def test_the_team_member_records_a_contact_with_its_child_welfare_answer(person, shared):
    page = person("salla@demo.example")
    walks.fill_contact(page, family_name="Tarinanen")

    walks.save(page)

    shared["contact"] = re.sub(r"^https?://[^/]+", "", page.url)
    expect(page.locator("#h-contact")).to_contain_text("Tarinanen")
    expect(page.locator("section", has=page.locator("#h-welfare"))).to_contain_text("Perhe saa jo tukea.")


def test_a_colleague_of_another_sector_sees_no_child_welfare_answer(person, shared):
    page = person("jari@demo.example")
    page.goto(shared["contact"])

    expect(page.locator("#h-contact")).to_contain_text("Tarinanen")
    expect(page.locator("main")).not_to_contain_text("Perhe saa jo tukea.")


def test_each_sector_gives_its_opinion(person, shared):
    for email in ("salla@demo.example", "jari@demo.example"):
        page = person(email)
        page.goto(shared["contact"])
        walks.choose(page, "answer", "yes")
        page.fill("#opinions [name=text]", f"Hyötyisi työstämme, sanoo {email}.")
        page.locator("#opinions form button[type=submit]").click()
        expect(page.locator("#opinions details summary")).to_be_visible()
        expect(page.locator("#opinions")).to_contain_text(f"sanoo {email}.")


def test_the_team_member_gives_the_sectors_opinion_on_another_contact(person):
    page = person("salla@demo.example")
    page.goto(walks.addresses(page.locator("#opinions a"))[0])
    walks.choose(page, "answer", "needs_information")
    page.fill("#opinions [name=text]", "Kysytään koulukuraattorilta poissaoloista.")
    page.locator("#opinions form button[type=submit]").click()

    expect(page.locator("#opinions")).to_contain_text("Kysytään koulukuraattorilta poissaoloista.")
    expect(page.locator("#opinions details summary")).to_be_visible()


def test_the_coordinator_records_the_joint_decision_and_who_took_part(person, shared):
    page = person("riitta@demo.example")
    page.goto("/contacts/")
    assert shared["contact"] in walks.addresses(page.locator("#result a"))
    page.goto(shared["contact"])
    page.locator(f"a[href='{shared['contact']}decision/']").click()
    walks.choose(page, "outcome", "selected")
    walks.choose(page, "criteria", "crime", "support")
    walks.tick(page, "Salla", "Jari", "Noora", "Riitta", "Onni")

    walks.save(page)

    assert page.url.endswith("/open-case/")
    page.goto(shared["contact"])
    decided = page.locator("section", has=page.locator("#h-decision"))
    expect(decided).to_contain_text("Salla Tähkäniemi")
    expect(decided).to_contain_text("Jari Tervaskanto")


def test_the_coordinator_opens_the_case_with_criteria_and_people(person, shared):
    page = person("riitta@demo.example")
    page.goto(f"{shared['contact']}open-case/")
    page.fill("[name=birth_date]", walks.finnish(date.today() - timedelta(days=14 * 366)))
    walks.choose(page, "criteria", "crime", "support")
    page.select_option("[name=reasons-0-role]", "did")
    salla = page.locator("[name=responsible] option", has_text="Salla").get_attribute("value")
    page.select_option("[name=responsible]", salla)
    walks.tick(page, "Salla")

    walks.save(page)

    assert re.search(r"/cases/[0-9a-f-]{36}/$", page.url)
    shared["case"] = re.sub(r"^https?://[^/]+", "", page.url)
    expect(page.locator("section", has=page.locator("#h-group"))).to_contain_text("Salla Tähkäniemi")


def test_the_coordinator_assigns_and_changes_professionals(person, shared):
    page = person("riitta@demo.example")
    page.goto(f"{shared['case']}working-group/")
    walks.tick(page, "Jari", "Onni")
    page.locator(walks.PRIMARY).click()
    expect(page.locator("main li.person", has_text="Jari Tervaskanto")).to_be_visible()

    leaving = page.locator("main li.person", has_text="Onni")
    leaving.locator("summary").click()
    leaving.locator("button.danger").click()

    expect(leaving).to_have_count(0)
    expect(page.locator("main li.person", has_text="Jari Tervaskanto")).to_be_visible()


def test_the_team_member_logs_a_meeting_with_an_agreed_action(person, shared):
    page = person("salla@demo.example")
    page.goto("/cases/")
    page.locator(f"#result a[href='{shared['case']}']").click()
    expect(page.locator("h1")).to_contain_text("Tarinanen")
    walks.fill_meeting(page, shared["case"], text="Puhuttiin koulusta ja kavereista.")
    walks.choose(page, "guardians_present", "1")
    walks.choose(page, "topics", "school", "friends")
    walks.agree(page, "Soitetaan kuraattorille")

    walks.save(page)

    shared["meeting"] = re.sub(r"^https?://[^/]+", "", page.url)
    for words in ("Puhuttiin koulusta ja kavereista.", "Soitetaan kuraattorille", "Jari Tervaskanto", "Salla"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text(f"{walks.TOMORROW.day}.{walks.TOMORROW.month}.")
    page.goto(shared["case"])
    expect(page.locator("#story")).to_contain_text("Puhuttiin koulusta ja kavereista.")


def test_the_team_member_refers_onward_and_follows_the_referral(person, shared):
    page = person("salla@demo.example")
    page.goto(f"{shared['case']}referrals/new/")
    page.select_option("[name=service]", "hobby")
    page.locator("[name=basis]").first.check()
    walks.choose(page, "status", "sent")
    page.fill("[name=sent_on]", walks.finnish(date.today()))
    page.fill("[name=follow_up_on]", walks.finnish(walks.TOMORROW))
    walks.save(page)
    page.goto("/referrals/")
    page.locator(".ticket a", has_text="Tarinanen").click()
    walks.choose(page, "status", "started")
    page.fill("[name=started_on]", walks.finnish(date.today()))

    page.locator(walks.PRIMARY).click()

    expect(page.locator("[data-toast]")).to_have_count(1)
    page.goto("/referrals/")
    started = page.locator(".lane", has=page.locator(".ticket a", has_text="Tarinanen"))
    expect(started.locator("h2")).to_contain_text("Alkoi")


def test_the_municipal_manager_gets_the_report_of_last_year_and_no_case(person, shared):
    page = person("heli@demo.example")

    text = ask_for_report(page)

    assert "Hämeenlinna" in text
    assert str(LAST_YEAR) in text
    assert "Tarinanen" not in text
    assert_sees_no_people(page, shared)


def test_the_national_coordinator_gets_the_assessment_and_no_case(person, shared):
    page = person("ville@demo.example")

    text = ask_for_report(page)

    assert str(LAST_YEAR) in text
    assert "Tarinanen" not in text
    assert_sees_no_people(page, shared)


def ask_for_report(page: Page) -> str:
    """Ask for last year's report, see it being made, open the PDF; its text."""
    page.goto("/reports/")
    page.select_option("[name=year]", str(LAST_YEAR))
    walks.choose(page, "language", "fi")
    walks.save(page)
    expect(page.locator("#progress")).to_be_visible()
    pdf = page.locator("#progress a[href$='/pdf/']")
    expect(pdf).to_be_visible(timeout=90_000)
    answer = page.context.request.get(pdf.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    document = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"] == "fi"
    return "\n".join(sheet.extract_text() for sheet in document.pages)


def assert_sees_no_people(page: Page, shared: dict[str, str]) -> None:
    """No link leads to a contact, a case or a referral, and their addresses answer as if there were none."""
    links = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert not [link for link in links if re.match("/(contacts|cases|meetings|referrals)/", link)]
    for path in (shared["contact"], shared["case"], shared["meeting"], f"/cases/{uuid.uuid4()}/"):
        assert walks.status_of(page, path) == 404
