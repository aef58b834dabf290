"""Who may know the birth date: the own sector, and others with consent. All others on the case, and its coordinator, know the age."""

import datetime

import pytest
from django.db import ProgrammingError, connection
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from anchor.access.scopes import collecting
from anchor.core.dates import birthday
from anchor.core.display import format_longdate, format_shortdate
from anchor.tenancy.scope import beyond_the_wall
from clients.models import Case, ClientBirth, Consent
from clients.services.ages import may_be_of_age, reckon_case
from clients.services.closing import close_case, reopen_case
from clients.tasks import reckon_ages
from tests import factories
from tests.queries import asked

WORKER, NURSE, COORDINATOR = "responsible_social_worker", "nurse_on_the_case", "coordinator"
# Of the case without consent: its own sector knows the day.
KNOW_THE_DAY = [(WORKER, True), (NURSE, False), (COORDINATOR, False)]
PLACES = ["/cases/", "/cases/{}/"]
REFUSED = pytest.raises(ProgrammingError, match="row-level security")


def born_to_turn(world, case, years, *, in_days):
    """The adolescent turns so old in so many days; returns the day."""
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    day = day.replace(day=min(day.day, 28))
    factories.born(world, case, day.replace(year=day.year - years))
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
    assert (in_short(day) in page) is knows
    assert "has turned 18" not in page


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
    world.everything(Consent).filter(pk=row.pk).update(ends_at_18=True)
    row.last_day = day - datetime.timedelta(days=1)
    return row


@pytest.mark.parametrize("address", ["/cases/{0.case_id}/", "/consents/{0.pk}/"])
@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_who_is_told_the_last_day_of_what_a_guardian_gave(world, by_guardian, who, knows, address):
    page = world.browser(who).get(address.format(by_guardian)).content.decode()

    assert (at_length(by_guardian.last_day) in page) is knows
    assert ("until the adolescent turns 18" in page) is not knows


@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_nor_when_it_has_ended(world, by_guardian, who, knows):
    turned = born_to_turn(world, world.case_without_consent, 18, in_days=-40)
    page = shown(world, who, "/cases/{}/", world.case_without_consent)

    assert (at_length(turned - datetime.timedelta(days=1)) in page) is knows
    assert ("the adolescent turned 18" in page) is not knows


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
def test_a_last_day_that_was_said_is_told_to_all(world, by_guardian, who):
    said = timezone.localdate() + datetime.timedelta(days=3)
    world.everything(Consent).filter(pk=by_guardian.pk).update(valid_to=said)

    for address in (f"/cases/{by_guardian.case_id}/", f"/consents/{by_guardian.pk}/"):
        page = world.browser(who).get(address).content.decode()
        assert at_length(said) in page
        # Who may not know which of the two comes first is told that it may be the other.
        assert ("or until the adolescent turns 18 before that" in page) is (who != WORKER)


# --- search and order ---


@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_a_birth_date_finds_those_of_whom_it_may_be_read(world, who, knows):
    day = factories.born(world, world.case_without_consent, datetime.date(2012, 5, 3))
    typed = f"{day.day}.{day.month}.{day.year}"

    assert listed(world, who, q=typed) == ([world.case_without_consent.number] if knows else [])


def test_with_consent_a_birth_date_finds_for_another_sector_too(world):
    factories.born(world, world.case, datetime.date(2012, 5, 3))

    assert listed(world, NURSE, q="3.5.2012") == [world.case.number]


@pytest.mark.parametrize("who", [WORKER, COORDINATOR])
def test_by_age_the_order_tells_no_day(world, who):
    """Of one age in years the newest case comes first, whoever of them is the younger."""
    young, old = factories.years_ago(9), factories.years_ago(9, days=200)
    for first, second in ((young, old), (old, young)):
        factories.born(world, world.case, first)
        factories.born(world, world.case_without_consent, second)
        world.everything(Case).filter(pk=world.case.pk).update(opened_on=timezone.localdate())

        assert listed(world, who, sort="age") == [world.case.number, world.case_without_consent.number]


def test_by_age_a_closed_case_stands_where_its_age_says(world):
    """Closed at 13, and shown so for ever: before somebody of 14, who was born later."""
    today = timezone.localdate()
    closed = {"stage": "closed", "closing_reason": "no_need", "closed_on": today - datetime.timedelta(days=500)}
    opened = {"opened_on": today - datetime.timedelta(days=600)}
    world.everything(Case).filter(pk=world.case.pk).update(**closed, **opened)
    factories.born(world, world.case, factories.years_ago(15))
    factories.born(world, world.case_without_consent, factories.years_ago(14))

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


# --- behind the wall ---


def read_by_sql(world, who, statement, *values):
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.parametrize(("who", "knows"), KNOW_THE_DAY)
def test_behind_the_wall_the_row_is_not_there(world, who, knows):
    case = world.case_without_consent
    rows = read_by_sql(world, who, "SELECT birth_date FROM clients_clientbirth WHERE client_id = %s", case.client_id)

    assert rows == ([factories.years_ago(case.age)] if knows else [])
    with world.acting_as(who):
        known = ClientBirth.objects.visible_to(world.actor(who)).filter(client_id=case.client_id)
        assert known.exists() is knows


@pytest.mark.parametrize("in_days", [-40, 40, 400])
def test_no_row_that_others_read_holds_the_day_or_tells_it(world, by_guardian, in_days):
    """Whatever columns they have: the name, the shell and the consents of the case."""
    turns = born_to_turn(world, world.case_without_consent, 18, in_days=in_days)
    day = turns.replace(year=turns.year - 18)
    told = {day, turns, turns - datetime.timedelta(days=1)}
    case, found = world.case_without_consent, []
    for table, column, key in TOLD_TO_ALL:
        statement = f"SELECT to_jsonb(t)::text FROM {table} t WHERE {column} = %s"
        found += read_by_sql(world, NURSE, statement, getattr(case, key))

    assert len(found) > 2
    assert not [row for row in found for one in told if one.isoformat() in row]


TOLD_TO_ALL = [
    ("clients_client", "id", "client_id"),
    ("clients_case", "id", "pk"),
    ("clients_consent", "case_id", "pk"),
]


def test_two_weeks_ahead_the_consent_says_the_day_and_afterwards_that_it_has_come(world, by_guardian):
    """So that it ends at midnight, whether or not the night's task runs just then."""
    days = [(15, None), (14, "day"), (1, "day"), (0, "past"), (-400, "past")]
    for ahead, said in days:
        turns = timezone.localdate() + datetime.timedelta(days=ahead)
        factories.born(world, world.case_without_consent, birthday(turns, -18))
        expected = {None: None, "day": turns, "past": datetime.date(1900, 1, 1)}[said]

        assert world.everything(Consent).get(pk=by_guardian.pk).of_age_on == expected, ahead


@pytest.mark.parametrize("who", [WORKER, NURSE, COORDINATOR])
def test_nobody_makes_the_shell_say_another_age_by_its_old_column(world, who):
    """It is there for the release before this one, whose every write of it became an age."""
    case = world.case_without_consent
    with world.acting_as(who), connection.cursor() as cursor:
        cursor.execute("UPDATE clients_case SET birth_date = '1990-01-01' WHERE id = %s", [case.pk])

    assert world.everything(Case).get(pk=case.pk).age == case.age


def test_what_the_release_before_this_one_corrects_becomes_an_age(world):
    """It writes the client's column first, then the shell's."""
    case, born = world.case_without_consent, factories.years_ago(16)
    with world.acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET birth_date = %s WHERE id = %s", [born, case.client_id])
        cursor.execute("UPDATE clients_case SET birth_date = %s WHERE id = %s", [born, case.pk])

    assert world.everything(Case).get(pk=case.pk).age == 16


@pytest.fixture
def not_moved(world):
    """A case the release before this one opened while this one was installed: the birth date is still to be moved."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM clients_clientbirth WHERE client_id = %s", [world.case.client_id])
    return world.case


@pytest.mark.parametrize("address", [*PLACES, "/cases/{}/contact-details/", "/cases/{}/client/"])
@pytest.mark.parametrize("who", [WORKER, COORDINATOR])
def test_a_birth_date_not_yet_moved_stops_no_page(world, not_moved, who, address):
    knows = who == WORKER or address in PLACES

    assert world.browser(who).get(address.format(not_moved.pk)).status_code == (200 if knows else 403)


def test_whoever_keeps_the_record_writes_a_birth_date_down_that_was_not_moved(world, not_moved):
    browser, born = world.browser(WORKER), factories.years_ago(16)
    address = f"/cases/{not_moved.pk}/client/"
    shown = browser.get(address).context
    sent = {name: value for name, value in shown["form"].initial.items() if value not in (None, False)}
    sent |= {"version": shown["form"]["version"].value(), "residence": "109"}
    sent |= {"birth_date": f"{born.day}.{born.month}.{born.year}"}
    sent |= {"persons-TOTAL_FORMS": 0, "persons-INITIAL_FORMS": 0}

    assert browser.post(address, sent).status_code == 302
    assert world.everything(ClientBirth).get(client_id=not_moved.client_id).birth_date == born
    assert world.everything(Case).get(pk=not_moved.pk).age == 16


def test_an_extract_is_made_of_whoever_s_birth_date_was_not_moved(world, not_moved):
    opened = factories.extracts_opened(world, not_moved, by="register_officer")
    page = world.browser("register_officer").get(f"/extracts/{opened.pk}/")

    assert page.status_code == 200
    assert page.context["form"].fields


# --- the night ---


def test_the_night_makes_everybody_as_old_as_they_are(world, by_guardian):
    world.everything(ClientBirth).filter(client_id=world.case.client_id).update(birth_date=factories.years_ago(16))
    turned = birthday(timezone.localdate(), -18)
    world.everything(ClientBirth).filter(client_id=by_guardian.case.client_id).update(birth_date=turned)

    assert reckon_ages() == 3  # two ages, and what a guardian gave
    assert world.everything(Case).get(pk=world.case.pk).age == 16
    assert world.everything(Case).get(pk=by_guardian.case_id).age == 18
    with beyond_the_wall("tests"):
        assert not Consent.objects.living(timezone.localdate()).filter(pk=by_guardian.pk).exists()
    assert reckon_ages() == 0


def test_what_one_tenant_cannot_reckon_keeps_no_other_from_its_day(world, by_guardian, caplog):
    """A day that no age can be made of is a fault of one tenant's; a guardian's consent ends in the other tenants all the same."""
    births = world.everything(ClientBirth)
    births.filter(client_id=world.case.client_id).update(birth_date=RawSQL("DATE 'infinity'", ()))
    births.filter(client_id=world.foreign_case.client_id).update(birth_date=factories.years_ago(16))

    assert reckon_ages() == 1
    assert world.everything(Case).get(pk=world.foreign_case.pk).age == 16
    assert "tenant 109" in caplog.text


@pytest.mark.parametrize(
    "change", ["stage = 'closed'", "non_disclosure = NOT non_disclosure", "age = 17", "initials = 'X.'"]
)
def test_the_night_changes_nothing_else(world, change):
    with REFUSED, collecting(world.case.tenant_id), connection.cursor() as cursor:
        cursor.execute(f"UPDATE clients_case SET {change} WHERE id = %s", [world.case.pk])


@pytest.mark.parametrize("change", ["withdrawn_on = now()", "of_age_on = '2020-01-01'", "ended_on = now()"])
def test_nor_ends_a_consent_otherwise(world, by_guardian, change):
    with REFUSED, collecting(world.case.tenant_id), connection.cursor() as cursor:
        cursor.execute(f"UPDATE clients_consent SET {change} WHERE id = %s", [by_guardian.pk])


def test_what_goes_on_past_midnight_is_reckoned_with_the_day_it_began(world, monkeypatch):
    """The guard compares with that one: with the day after, closing a case ended in an error on the eve of a birthday."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    factories.born(world, world.case, birthday(tomorrow, -15))
    monkeypatch.setattr("clients.services.ages.timezone.localdate", lambda: tomorrow)
    with world.acting_as(WORKER):
        reckon_case(world.case)

    assert world.everything(Case).get(pk=world.case.pk).age == 14


def test_a_closed_case_keeps_its_age_and_gets_today_s_when_it_is_reopened(world):
    factories.born(world, world.case, factories.years_ago(14, days=2))
    closed_on = timezone.localdate() - datetime.timedelta(days=5)
    with world.acting_as(WORKER):
        actor = world.actor(WORKER)
        close_case(actor=actor, case=world.case, reason="no_need", closed_on=closed_on)
        assert Case.objects.get(pk=world.case.pk).age == 13
        reopen_case(actor=actor, case=world.case)
        assert Case.objects.get(pk=world.case.pk).age == 14


@pytest.fixture
def closed_a_while_ago(world):
    """A case that was closed before its adolescent turned 18, which was yesterday; in it a guardian had allowed something."""
    case, today = world.case, timezone.localdate()
    factories.born(world, case, birthday(today + datetime.timedelta(days=5), -18))
    given = world.everything(Consent).filter(case=case)
    given.update(ends_at_18=True, valid_to=today + datetime.timedelta(days=300))
    with world.acting_as(WORKER):
        close_case(actor=world.actor(WORKER), case=case, reason="no_need", closed_on=today)
    turned = birthday(today - datetime.timedelta(days=1), -18)
    world.everything(ClientBirth).filter(client_id=case.client_id).update(birth_date=turned)
    return given.get()


def test_in_a_closed_case_too_the_night_ends_what_a_guardian_gave(world, closed_a_while_ago):
    """It was given until a day that is still to come, so closing has not ended it."""
    reckon_ages()

    with beyond_the_wall("tests"):
        assert not Consent.objects.living(timezone.localdate()).filter(pk=closed_a_while_ago.pk).exists()
    assert world.everything(Case).get(pk=closed_a_while_ago.case_id).age == 17


def test_nor_does_its_consent_say_the_day_for_ever(world, closed_a_while_ago):
    """The day was said when it was near."""
    assert closed_a_while_ago.of_age_on == timezone.localdate() + datetime.timedelta(days=5)
    reckon_ages()

    assert world.everything(Consent).get(pk=closed_a_while_ago.pk).of_age_on == datetime.date(1900, 1, 1)


@pytest.mark.parametrize("who", [NURSE, COORDINATOR])
def test_who_turned_18_at_the_end_of_a_year_is_told_apart_by_no_row(world, by_guardian, who):
    """With the age, a year of turning 18 would tell who was born in its last months."""
    today, told = timezone.localdate(), set()
    for turned in (today, today - datetime.timedelta(days=364)):
        factories.born(world, world.case_without_consent, birthday(turned, -18))
        told.update(read_by_sql(world, who, "SELECT of_age_on FROM clients_consent WHERE id = %s", by_guardian.pk))
        told.update(read_by_sql(world, who, "SELECT age FROM clients_case WHERE id = %s", by_guardian.case_id))

    assert told == {18, datetime.date(1900, 1, 1)}


@pytest.mark.parametrize(
    ("age", "ago", "may"), [(17, 0, False), (17, 1, True), (16, 300, False), (16, 400, True), (18, 0, True)]
)
def test_by_the_age_of_a_closed_case_who_may_be_18_by_now_is_taken_for_18(age, ago, may):
    """For who may not know the day: nobody decides for a guardian of an adult."""
    closed_on = timezone.localdate() - datetime.timedelta(days=ago)

    assert may_be_of_age(Case(age=age, closed_on=closed_on)) is may
    assert may_be_of_age(Case(age=age)) is (age >= 18)


def test_a_selection_says_no_other_age_than_that_of_the_day_of_the_contact(world):
    with REFUSED, world.acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("UPDATE clients_caseselection SET age = 5 WHERE case_id = %s", [world.case.pk])


def test_a_birth_date_that_is_still_to_come_makes_nobody_younger_than_nought(world):
    day = timezone.localdate() + datetime.timedelta(days=800)
    factories.born(world, world.case, day)

    assert world.everything(Case).get(pk=world.case.pk).age == 0
