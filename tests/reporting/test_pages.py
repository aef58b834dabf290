"""The manager's pages: who gets in, what they show, and what they leave in the memory."""

import pytest
from django.urls import reverse
from django.utils import timezone

from anchor.accounts.models import Membership, Organisation
from anchor.core.models import Job, OutboxMessage
from reporting.models import Report
from tests.reporting.broker import whole

NO_ENTRY = [
    ("responsible_social_worker", 403),
    ("coordinator", 403),
    ("other_municipality_coordinator", 403),
    ("auditor", 403),
    ("register_officer", 403),
    ("superior", 403),
    ("administrator", 403),
    ("anonymous", 302),
]


@pytest.mark.parametrize(("who", "status"), [("municipal_manager", 200), ("national_coordinator", 200), *NO_ENTRY])
def test_who_opens_the_list_of_reports(world, who, status):
    assert world.browser(who).get("/reports/").status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("other_municipal_manager", 404), ("national_coordinator", 404), *NO_ENTRY]
)
def test_who_is_kept_from_somebody_elses_report(world, made, who, status):
    browser = world.browser(who)
    reading = [browser.get(reverse(door, args=[made.pk])).status_code for door in ("report", "report_pdf")]
    acting = [browser.post(reverse(door, args=[made.pk])).status_code for door in ("cancel_report", "retry_report")]

    assert {*reading, *acting} == {status}
    assert not world.audit(verb="report_opened")


def test_the_asker_opens_the_report_and_its_pdf(world, made):
    browser = world.browser("municipal_manager")

    assert [browser.get(reverse(door, args=[made.pk])).status_code for door in ("report", "report_pdf")] == [200, 200]


@pytest.mark.parametrize("door", ["report", "report_pdf"])
def test_reading_doors_take_no_post_and_acting_doors_no_get(world, made, door):
    browser = world.browser("municipal_manager")

    assert browser.post(reverse(door, args=[made.pk])).status_code == 405
    assert browser.get(reverse("cancel_report", args=[made.pk])).status_code == 405


def test_a_colleague_with_another_membership_does_not_find_the_report(world, made):
    other = Membership.objects.create(
        user=world.people["auditor"].user,
        organisation=world.people["municipal_manager"].organisation,
        role="manager",
        began_on=timezone.localdate(),
    )
    world.people["second_manager"] = other

    assert world.browser("second_manager").get(reverse("report", args=[made.pk])).status_code == 404


def test_asking_leads_to_the_report_with_its_progress(world, last_year):
    response = world.browser("municipal_manager").post("/reports/", {"year": last_year, "language": "sv"}, follow=True)

    report = Report.objects.get()
    assert response.redirect_chain == [(reverse("report", args=[report.pk]), 302)]
    assert (report.kind, report.municipality_id, report.language) == ("municipality", "109", "sv")
    assert b"<progress" in response.content
    assert b"step 1 / 3" in response.content
    assert b"You may leave this page" in response.content
    assert len(world.audit(by="municipal_manager", verb="report_requested")) == 1


def test_a_double_click_makes_one_report(world, last_year):
    browser = world.browser("municipal_manager")
    wish = {"year": last_year, "language": "fi"}

    first, second = browser.post("/reports/", wish), browser.post("/reports/", wish)

    assert first.url == second.url
    assert (Report.objects.count(), Job.objects.count(), OutboxMessage.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"year": timezone.localdate().year, "language": "fi"}, b"not one of the available choices"),
        ({"year": 1999, "language": "fi"}, b"not one of the available choices"),
        ({"year": "'; DROP TABLE", "language": "fi"}, b"not one of the available choices"),
        ({"year": timezone.localdate().year - 1, "language": "ru"}, b"not one of the available choices"),
        ({}, b"This field is required"),
    ],
)
def test_a_wish_that_cannot_be_met_is_answered_beside_its_field(world, wish, said):
    response = world.browser("municipal_manager").post("/reports/", wish)

    assert response.status_code == 422
    assert said in response.content
    assert not Report.objects.exists()


@pytest.mark.parametrize("kind", ["county", "police"])
def test_the_manager_of_a_county_or_police_department_is_told_that_theirs_comes_later(world, kind, last_year):
    tampere = world.teams["tampere"]
    area = {"county": tampere.county} if kind == "county" else {"police_department": tampere.police_department}
    organisation = Organisation.objects.create(kind=kind, name="Pirkanmaa", **area)
    Membership.objects.filter(pk=world.people["municipal_manager"].pk).update(organisation=organisation)
    browser = world.browser("municipal_manager")

    page = browser.get("/reports/")
    posted = browser.post("/reports/", {"year": last_year, "language": "fi"})

    assert b"Reports for your area come later." in page.content
    assert b'<button class="btn primary"' not in page.content
    assert posted.status_code == 422
    assert not Report.objects.exists()


def test_the_page_polls_quietly_while_the_report_is_made_and_stops_when_it_is_ready(world, ask, broker, no_printer):
    report = ask()
    browser = world.browser("municipal_manager")
    address = reverse("report", args=[report.pk])

    before = browser.get(address, headers={"HX-Request": "true", "X-Quiet": "1"}).content.decode()
    Job.objects.filter(pk=report.job_id).update(created_at=timezone.now() - timezone.timedelta(seconds=60))
    later = browser.get(address, headers={"HX-Request": "true", "X-Quiet": "1"}).content.decode()
    broker.deliver_all()
    after = browser.get(address, headers={"HX-Request": "true", "X-Quiet": "1"}).content.decode()

    assert 'hx-trigger="load delay:2s"' in before
    assert 'hx-headers=\'{"X-Quiet": "1"}\'' in before
    assert "<html" not in before
    assert 'hx-trigger="load delay:5s"' in later
    assert "hx-trigger" not in after
    assert reverse("report_pdf", args=[report.pk]) in after


def test_the_pdf_opens_in_the_browser_is_kept_by_no_cache_and_is_remembered(world, made):
    response = world.browser("municipal_manager").get(reverse("report_pdf", args=[made.pk]))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith('inline; filename="anchor-hameenlinna-')
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content.startswith(b"%PDF-1.7")
    assert len(world.audit(by="municipal_manager", verb="report_opened", target_id=made.pk)) == 1


def test_a_report_under_way_has_no_pdf(world, ask):
    assert world.browser("municipal_manager").get(reverse("report_pdf", args=[ask().pk])).status_code == 404


def test_cancelling_and_making_it_after_all(world, ask, broker, no_printer):
    report = ask()
    browser = world.browser("municipal_manager")

    cancelled = browser.post(reverse("cancel_report", args=[report.pk]), follow=True)
    broker.deliver_all()
    still = whole(report).job.state
    browser.post(reverse("retry_report", args=[report.pk]))
    broker.deliver_all()

    assert b"Make it after all" in cancelled.content
    assert still == "cancelled"
    assert whole(report).job.state == "done"
    assert len(world.audit(by="municipal_manager", verb="report_cancelled")) == 1


def test_cancelling_a_ready_report_is_refused_with_a_sentence(world, made):
    response = world.browser("municipal_manager").post(reverse("cancel_report", args=[made.pk]), follow=True)

    assert b"This report is no longer being made." in response.content
    assert whole(made).job.state == "done"


def test_a_stopped_report_says_so_and_offers_to_try_again(world, ask):
    report = ask()
    Job.objects.filter(pk=report.job_id).update(state="failed", stage="render", error="stopped at render")

    page = world.browser("municipal_manager").get(reverse("report", args=[report.pk]))

    assert b"Stopped by an error" in page.content
    assert reverse("retry_report", args=[report.pk]).encode() in page.content


def test_ten_reports_cost_the_queries_of_one(world, ask, last_year, statements):
    browser = world.browser("municipal_manager")
    ask()
    browser.get("/reports/")
    with statements() as one:
        browser.get("/reports/")
    for year in range(last_year, last_year - 5, -1):
        for language in ("fi", "sv"):
            ask(year=year, language=language)
    with statements() as ten:
        page = browser.get("/reports/")

    assert page.content.count(b"strong-link") == 11
    assert len(ten) == len(one) <= 12


def test_the_pages_of_a_report_cost_few_queries(world, ask, broker, no_printer, statements):
    browser = world.browser("municipal_manager")
    report = ask()
    with statements() as waiting:
        browser.get(reverse("report", args=[report.pk]))
    broker.deliver_all()
    with statements() as opening:
        browser.get(reverse("report_pdf", args=[report.pk]))

    assert len(waiting) <= 12
    assert len(opening) <= 12
