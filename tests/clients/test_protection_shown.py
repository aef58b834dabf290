"""What lists and searches show of somebody under non-disclosure, and who is warned about whom."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from anchor.accounts.models import User
from clients.models import Case, EmergencyAccess
from tests.clients.emergencies import COUNTY, MEMBER, emergency
from tests.clients.test_cases import asked_for
from tests.clients.test_protection import WORKER, a_person, cover, protected  # noqa: F401  (a fixture)
from tests.queries import asked

COORDINATOR = "coordinator"


def listed(world, text, who=WORKER):
    """Whether a search shows the case, and whether it spells its name out."""
    rows = asked_for(world, who, {"q": text}).context["rows"]
    shown = [row for row in rows if row.case.pk == world.case.pk]
    return bool(shown), any("Lumikanto" in row.listed_name for row in shown)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Eelis Lumikanto", True),
        ("lumikanto eelis", True),
        ("Eelis", False),
        ("Lumi", False),
        ("Eelis Lumi", False),
        ("Eelis Lumikant", False),
    ],
)
def test_a_protected_name_is_found_whole_or_not_at_all(world, protected, text, is_found):  # noqa: F811
    assert listed(world, text) == (is_found, False)


def test_an_open_name_is_found_by_its_beginning(world):
    assert listed(world, "Lumi")[0]


def test_a_coordinator_off_the_case_finds_nobody_by_name(world, protected):  # noqa: F811
    assert listed(world, "Eelis Lumikanto", COORDINATOR) == (False, False)


def test_the_case_page_warns_of_whom_the_protection_is_against(world, protected):  # noqa: F811
    cover(world, threats=[a_person(world, "Lauri Lumikanto", "father")])

    for path in ("", "consents/new/", "meetings/new/"):
        shown = world.browser(WORKER).get(f"/cases/{world.case.pk}/{path}").content.decode()
        assert "A protection is against" in shown, path
    assert "father" in world.browser(WORKER).get(f"/cases/{world.case.pk}/").content.decode().lower()


def test_the_coordinator_is_told_of_a_colleague_of_the_same_name_and_not_the_name_itself(world, protected):  # noqa: F811
    User.objects.filter(pk=world.people["nurse_not_on_the_case"].user_id).update(name="Lauri Lumikanto")
    cover(world, threats=[a_person(world, "Lumikanto Lauri", "father")])

    shown = world.browser(COORDINATOR).get(f"/cases/{world.case.pk}/working-group/").content.decode()

    assert shown.count("Same name as somebody a protection is against") == 1


def test_somebody_of_the_same_name_on_the_case_is_named_on_its_page(world, protected):  # noqa: F811
    User.objects.filter(pk=world.people["nurse_on_the_case"].user_id).update(name="Lauri Lumikanto")
    cover(world, threats=[a_person(world, "Lauri Lumikanto", "father")])

    shown = world.browser(COORDINATOR).get(f"/cases/{world.case.pk}/").content.decode()

    assert "has the same name: Lauri Lumikanto" in shown


def test_marks_go_with_whom_they_are_about(world):
    father = a_person(world, "Lauri Lumikanto", "father")
    cover(world, threats=[father])
    assert len(world.everything(Case).get(pk=world.case.pk).threat_names) == 1

    cover(world)

    assert world.everything(Case).get(pk=world.case.pk).threat_names == []


@pytest.mark.parametrize(("days", "is_asked"), [(-30, True), (0, True), (1, False), (None, False)])
def test_the_responsible_worker_is_asked_to_check_and_nothing_lapses(world, protected, days, is_asked):  # noqa: F811
    day = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
    world.everything(Case).filter(pk=world.case.pk).update(protection_check_on=day)

    response = world.browser(WORKER).get("/today/")
    items = [item for item in response.context["day"].items if "still stands" in item.title]

    assert [item.meta for item in items] == (["E. L."] if is_asked else [])
    assert "Lumikanto" not in response.content.decode()
    assert ("still stands" in world.browser(WORKER).get(f"/cases/{world.case.pk}/").content.decode()) is is_asked
    assert world.everything(Case).get(pk=world.case.pk).non_disclosure


# --- whoever comes near the case and has the name of the one the protection is against ---

WORDS = "protection is against"


@pytest.fixture
def namesake(world, protected):  # noqa: F811
    """A youth worker off the case, its guest of another day and its nurse have the name the protection is against."""
    people = (MEMBER, "expired_guest", "nurse_on_the_case")
    User.objects.filter(pk__in=[world.people[who].user_id for who in people]).update(name="Lauri Lumikanto")
    cover(world, threats=[a_person(world, "Lumikanto Lauri", "father")])


def warns(world, who, name, *args):
    response = world.browser(who).get(reverse(name, args=args))
    assert response.status_code == 200
    return WORDS in response.content.decode()


def test_the_coordinator_sees_at_once_that_an_emergency_was_opened_by_somebody_of_that_name(world, namesake):
    access = emergency(world)

    assert warns(world, COORDINATOR, "today")
    assert warns(world, COORDINATOR, "emergency_accesses")
    assert warns(world, COORDINATOR, "review_emergency", access.pk)


def test_an_emergency_of_somebody_else_bears_no_mark(world, namesake):
    access = emergency(world, by="police_officer_on_the_case")

    assert not warns(world, COORDINATOR, "today")
    assert not warns(world, COORDINATOR, "emergency_accesses")
    assert not warns(world, COORDINATOR, "review_emergency", access.pk)


def test_the_county_user_of_that_name_is_marked_too(world, namesake):
    User.objects.filter(pk=world.people[COUNTY].user_id).update(name="Lauri Lumikanto")
    access = emergency(world, by=COUNTY)

    assert warns(world, COORDINATOR, "review_emergency", access.pk)


def test_the_opener_learns_nothing_of_it(world, namesake):
    access = emergency(world)

    for name, args in (("today", ()), ("open_emergency", ()), ("emergency", (access.pk,)), ("cases", ())):
        assert not warns(world, MEMBER, name, *args), name


def test_a_coordinator_who_opened_it_learns_nothing_of_it(world, namesake):
    User.objects.filter(pk=world.people[COORDINATOR].user_id).update(name="Lauri Lumikanto")
    access = emergency(world, by=COORDINATOR)

    assert not warns(world, COORDINATOR, "today")
    assert not warns(world, COORDINATOR, "emergency_accesses")
    assert not warns(world, COORDINATOR, "review_emergency", access.pk)


def test_auditor_and_superior_see_no_mark(world, namesake):
    access = emergency(world, review_due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert not warns(world, "auditor", "emergency_accesses")

    world.everything(EmergencyAccess).filter(pk=access.pk).update(controller="municipality:109")
    assert not warns(world, "superior", "emergency_accesses")


@pytest.mark.parametrize("name", ["today", "emergency_accesses"])
def test_marks_ask_nothing_more_of_the_database(world, protected, name):  # noqa: F811
    def cost():
        world.browser(COORDINATOR).get(reverse(name))  # what is kept from then on
        with CaptureQueriesContext(connection) as captured:
            world.browser(COORDINATOR).get(reverse(name))
        return len(asked(captured))

    emergency(world)
    before = cost()
    cover(world, threats=[a_person(world, "Youth worker not on the case", "father")])

    assert warns(world, COORDINATOR, name)
    assert cost() == before


def test_a_guest_of_that_name_is_marked_where_the_coordinator_chooses(world, namesake):
    shown = world.browser(COORDINATOR).get(reverse("invite_guest", args=[world.case.pk])).content.decode()

    assert shown.count("Same name as somebody a protection is against: ask first") == 1


def test_whoever_could_be_made_responsible_is_marked_on_the_working_group(world, namesake):
    shown = world.browser(COORDINATOR).get(reverse("assign", args=[world.case.pk])).content.decode()

    assert shown.count("same name as somebody a protection is against: ask first") == 1
