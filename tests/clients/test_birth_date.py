"""Who may know the birth date: those who may read the identity record. All others on the case, and its coordinator, know the age."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from anchor.core.display import format_longdate, format_shortdate
from clients.models import Case, Client, Consent
from tests import factories
from tests.queries import asked

WORKER, NURSE, COORDINATOR = "responsible_social_worker", "nurse_on_the_case", "coordinator"
# Of the case without consent: its own sector knows the day.
KNOW_THE_DAY = [(WORKER, True), (NURSE, False), (COORDINATOR, False)]
PLACES = ["/cases/", "/cases/{}/"]


def born(world, case, day):
    world.everything(Case).filter(pk=case.pk).update(birth_date=day)
    world.everything(Client).filter(pk=case.client_id).update(birth_date=day)
    return day


def born_to_turn(world, case, years, *, in_days):
    """The adolescent turns so old in so many days; returns the day."""
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    day = day.replace(day=min(day.day, 28))
    born(world, case, day.replace(year=day.year - years))
    return day


def in_short(day):
    with translation.override("en"):
        return format_shortdate(day)


def at_length(day):
    with translation.override("en"):
        return format_longdate(day)


def shown(world, who, address, case):
    response = world.browser(who).get(address.format(case.pk))
    assert response.status_code == 200
    return response.content.decode()


def listed(world, who, **query):
    browser = world.browser(who)
    response = browser.post("/cases/", query, follow=True) if "q" in query else browser.get("/cases/", query)
    return [row.case.number for row in response.context["rows"]]


# --- what pages and lists say ---


@pytest.mark.parametrize("address", PLACES)
@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_who_is_told_the_day_of_turning_18(world, who, knows, address):
    case = world.case_without_consent
    day = born_to_turn(world, case, 18, in_days=40)
    page = shown(world, who, address, case)

    assert (f"18 on {in_short(day)}" in page) is knows
    assert ("18 within three months" in page) is not knows
    assert (in_short(day) in page) is knows


@pytest.mark.parametrize("address", PLACES)
@pytest.mark.parametrize("who", [NURSE, COORDINATOR])
def test_past_the_day_others_are_told_that_the_adolescent_has_turned_18(world, who, address):
    born_to_turn(world, world.case_without_consent, 18, in_days=-40)

    page = shown(world, who, address, world.case_without_consent)
    assert "has turned 18" in page
    assert "18 on " not in page


@pytest.mark.parametrize("address", PLACES)
@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_who_is_told_the_day_of_turning_15(world, who, knows, address):
    day = born_to_turn(world, world.case_without_consent, 15, in_days=40)
    page = shown(world, who, address, world.case_without_consent)

    assert (f"turns 15 on {in_short(day)}" in page or f"turns 15 on {at_length(day)}" in page) is knows


@pytest.mark.parametrize("address", PLACES)
def test_consent_opens_the_day_to_another_sector(world, address):
    day = born_to_turn(world, world.case, 18, in_days=40)

    assert f"18 on {in_short(day)}" in shown(world, NURSE, address, world.case)


# --- a guardian's consent ends on the 18th birthday ---


@pytest.fixture
def by_guardian(world):
    """What others gave covers no health services: it ends with the last day before the adolescent turns 18."""
    day = born_to_turn(world, world.case_without_consent, 18, in_days=40)
    row = factories.consent(world, world.case_without_consent, sectors=["police"])
    world.everything(Consent).filter(pk=row.pk).update(of_age_on=day)
    row.of_age_on = day
    return row


@pytest.mark.parametrize("address", ["/cases/{0.case_id}/", "/consents/{0.pk}/"])
@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_who_is_told_the_last_day_of_what_a_guardian_gave(world, by_guardian, who, knows, address):
    last_day = by_guardian.of_age_on - datetime.timedelta(days=1)
    page = world.browser(who).get(address.format(by_guardian)).content.decode()

    assert (at_length(last_day) in page) is knows
    assert ("until the adolescent turns 18" in page) is not knows


@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_nor_when_it_has_ended(world, by_guardian, who, knows):
    turned = born_to_turn(world, world.case_without_consent, 18, in_days=-40)
    world.everything(Consent).filter(pk=by_guardian.pk).update(of_age_on=turned)
    page = shown(world, who, "/cases/{}/", world.case_without_consent)

    assert (at_length(turned - datetime.timedelta(days=1)) in page) is knows
    assert ("the adolescent turned 18" in page) is not knows


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
def test_a_last_day_that_was_said_is_told_to_all(world, by_guardian, who):
    said = timezone.localdate() + datetime.timedelta(days=3)
    world.everything(Consent).filter(pk=by_guardian.pk).update(valid_to=said)

    assert at_length(said) in world.browser(who).get(f"/cases/{by_guardian.case_id}/").content.decode()


# --- search and order ---


@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_a_birth_date_finds_those_whose_identity_may_be_read(world, who, knows):
    day = born(world, world.case_without_consent, datetime.date(2012, 5, 3))
    typed = f"{day.day}.{day.month}.{day.year}"

    assert listed(world, who, q=typed) == ([world.case_without_consent.number] if knows else [])


def test_with_consent_a_birth_date_finds_for_another_sector_too(world):
    born(world, world.case, datetime.date(2012, 5, 3))

    assert listed(world, NURSE, q="3.5.2012") == [world.case.number]


@pytest.mark.parametrize("who", [WORKER, COORDINATOR])
def test_by_age_the_order_tells_no_day(world, who):
    """Of one age in years the newest case comes first, whoever of them is the younger."""
    young, old = factories.years_ago(9), factories.years_ago(9, days=200)
    for first, second in ((young, old), (old, young)):
        born(world, world.case, first)
        born(world, world.case_without_consent, second)
        world.everything(Case).filter(pk=world.case.pk).update(opened_on=timezone.localdate())

        assert listed(world, who, sort="age") == [world.case.number, world.case_without_consent.number]


def test_by_age_a_closed_case_stands_where_its_age_says(world):
    """Closed at 13, and shown so for ever: before somebody of 14, who was born later."""
    today = timezone.localdate()
    born(world, world.case, factories.years_ago(15))
    closed = {"stage": "closed", "closing_reason": "no_need", "closed_on": today - datetime.timedelta(days=500)}
    opened = {"opened_on": today - datetime.timedelta(days=600)}
    world.everything(Case).filter(pk=world.case.pk).update(**closed, **opened)
    born(world, world.case_without_consent, factories.years_ago(14))

    assert listed(world, WORKER, sort="age", stage="all")[0] == world.case.number


@pytest.mark.parametrize("who", [WORKER, COORDINATOR])
def test_by_age_pages_follow_one_another_and_lead_back(world, who):
    for number in range(27):
        case = factories.case_in_work(world, responsible=WORKER, given_names=f"Nuori{number}", age=8 + number % 6)
        world.everything(Case).filter(pk=case.pk).update(opened_on=datetime.date(2026, 1, 1 + number % 4))
    browser = world.browser(who)
    first = browser.get("/cases/", {"sort": "age"}).context
    second = browser.get("/cases/", {"sort": "age", "after": first["page"].next_token}).context
    back = browser.get("/cases/", {"sort": "age", "before": second["page"].previous_token}).context

    rows = [row.case for row in (*first["rows"], *second["rows"])]
    assert (len(first["rows"]), len(rows), len({case.pk for case in rows})) == (25, 29, 29)
    assert rows == sorted(rows, key=lambda case: (-case.age, case.opened_on, case.pk), reverse=True)
    assert [row.case.pk for row in back["rows"]] == [row.case.pk for row in first["rows"]]


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
def test_ten_who_turn_18_cost_what_one_does(world, who):
    def cost():
        browser = world.browser(who)
        browser.get("/cases/", {"sort": "age"})
        with CaptureQueriesContext(connection) as captured:
            browser.get("/cases/", {"sort": "age"})
        return asked(captured)

    born_to_turn(world, world.case_without_consent, 18, in_days=40)
    one = cost()
    for number in range(9):
        case = factories.case_in_work(world, responsible=WORKER, given_names=f"Nuori{number}")
        factories.join(world, case, NURSE)
        born_to_turn(world, case, 18, in_days=40 + number)

    assert len(cost()) == len(one) <= 12, one
