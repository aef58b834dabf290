"""What lists and searches show of somebody under non-disclosure, and who is warned about whom."""

import datetime

import pytest
from django.utils import timezone

from anchor.accounts.models import User
from clients.models import Case
from tests.clients.test_cases import asked_for
from tests.clients.test_protection import WORKER, a_person, cover, protected  # noqa: F401  (a fixture)

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
