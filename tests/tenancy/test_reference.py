"""Areas of Finland and code lists: loaded as often as one likes, and history is never recoded."""

import csv
import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from anchor.accounts.models import Role, Sector
from anchor.tenancy import codes
from anchor.tenancy.models import CodeListEntry, Municipality, PoliceDepartment, WellbeingCounty
from anchor.tenancy.reference import DATA, LOCAL, WrongData, load_reference_data, read

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
MODELS = (PoliceDepartment, WellbeingCounty, Municipality, CodeListEntry)


@pytest.fixture(autouse=True)
def fresh_lists():
    codes.forget()
    yield
    codes.forget()


@pytest.fixture
def files(tmp_path):
    """A copy of the data files that a test may change."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder


def rewrite(path, change):
    """Change the rows of a file: `change` gives the new row, or None for a row that goes."""
    rows = read(path)
    columns = list(rows[0]) if rows else ["old_code", "new_code", "on"]
    changed = [new for row in rows if (new := change(dict(row)))]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(changed)


def merge(files, *mergers):
    with (files / "mergers.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{old},{new},{on}\n" for old, new, on in mergers)


def without(*gone):
    return lambda row: None if row["code"] in gone else row


def state():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def test_all_of_finland_is_there():
    assert Municipality.objects.filter(kind="municipality", valid_to=None).count() == 308
    assert WellbeingCounty.objects.count() == 23
    assert {"90", "91"} <= set(WellbeingCounty.objects.values_list("code", flat=True))
    assert PoliceDepartment.objects.count() == 12
    assert set(Municipality.objects.exclude(kind="municipality").values_list("code", "kind")) == {
        ("unknown", "unknown"),
        ("abroad", "abroad"),
    }


def test_every_municipality_has_its_county_police_and_population():
    assert not Municipality.objects.filter(kind="municipality", county=None).exists()
    assert not Municipality.objects.filter(kind="municipality", police_department=None).exists()
    assert not Municipality.objects.filter(kind="municipality", population=None).exists()
    helsinki = Municipality.objects.get(code="091")
    assert (helsinki.name_fi, helsinki.name_sv, helsinki.county_id) == ("Helsinki", "Helsingfors", "90")
    assert (helsinki.languages, helsinki.police_department_id, helsinki.population_year) == ("fi+sv", "HELSINKI", 2020)
    assert helsinki.valid_from is None


def test_a_second_load_changes_nothing():
    load_reference_data(date(2026, 11, 1))
    before = state()
    summary = load_reference_data(date(2028, 5, 5))

    assert state() == before
    assert (summary.municipalities, summary.counties, summary.police_departments) == (308, 23, 12)
    assert (summary.added, summary.ended, summary.without_successor) == (0, 0, ())


def test_a_load_costs_the_same_however_many_rows_it_has(django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        load_reference_data()


def test_a_merger_into_a_neighbour_keeps_the_history(files):
    rewrite(files / "municipalities.csv", without("005"))
    merge(files, ("005", "010", "2027-01-01"))
    before = Municipality.objects.get(code="005")

    summary = load_reference_data(date(2026, 12, 20), files)

    after = Municipality.objects.get(code="005")
    assert (after.valid_to, after.successor_id) == (date(2026, 12, 31), "010")
    assert (after.name_fi, after.county_id, after.population) == (before.name_fi, before.county_id, before.population)
    assert Municipality.objects.get(code="010").valid_from is None
    assert (summary.municipalities, summary.ended, summary.without_successor) == (307, 1, ())
    once = state()
    assert load_reference_data(date(2027, 6, 1), files).ended == 0
    assert state() == once


def test_two_municipalities_become_a_new_one(files):
    def change(row):
        if row["code"] == "005":
            return None
        return row | {"code": "999", "name_fi": "Uusikylä", "name_sv": "Nyby"} if row["code"] == "010" else row

    rewrite(files / "municipalities.csv", change)
    merge(files, ("005", "999", NEW_YEAR), ("010", "999", NEW_YEAR))
    load_reference_data(date(2027, 2, 1), files)

    new = Municipality.objects.get(code="999")
    assert (new.valid_from, new.valid_to) == (NEW_YEAR, None)
    for old in Municipality.objects.filter(code__in=["005", "010"]):
        assert (old.successor, old.valid_to) == (new, date(2026, 12, 31))


def test_a_municipality_that_vanishes_without_a_merger_is_reported(files):
    rewrite(files / "municipalities.csv", without("005"))
    summary = load_reference_data(NEW_YEAR, files)

    assert Municipality.objects.get(code="005").valid_to == date(2026, 12, 31)
    assert summary.without_successor == ("005",)
    assert "005" in str(summary)


def test_a_row_that_comes_back_holds_again(files):
    original = (files / "municipalities.csv").read_text(encoding="utf-8")
    rewrite(files / "municipalities.csv", without("005"))
    load_reference_data(NEW_YEAR, files)
    (files / "municipalities.csv").write_text(original, encoding="utf-8")
    load_reference_data(NEW_YEAR, files)

    assert Municipality.objects.get(code="005").valid_to is None


def test_a_merger_from_before_this_installation_is_no_concern_of_it(files):
    merge(files, ("004", "005", "2009-01-01"))
    load_reference_data(NEW_YEAR, files)

    assert not Municipality.objects.filter(code="004").exists()


@pytest.mark.parametrize(
    ("file", "column", "value", "complaint"),
    [
        ("municipalities.csv", "wellbeing_county", "99", "no wellbeing county 99"),
        ("municipalities.csv", "police_department", "MARS", "no police department MARS"),
        ("wellbeing_counties.csv", "police_department", "MARS", "no police department MARS"),
        ("code_lists.csv", "code", "same", "same code twice"),
    ],
)
def test_files_that_contradict_themselves_change_nothing(files, file, column, value, complaint):
    before = state()
    rewrite(files / file, lambda row: row | {column: value})
    with pytest.raises(WrongData, match=complaint):
        load_reference_data(NEW_YEAR, files)

    assert state() == before


@pytest.mark.parametrize(("old", "new", "complaint"), [("005", "010", "still in"), ("004", "888", "not in")])
def test_a_merger_must_agree_with_the_municipalities(files, old, new, complaint):
    merge(files, (old, new, "2027-01-01"))
    with pytest.raises(WrongData, match=complaint):
        load_reference_data(NEW_YEAR, files)


def test_a_code_that_is_dropped_keeps_its_words_and_can_no_longer_be_chosen(files):
    rewrite(files / "code_lists.csv", lambda row: None if (row["list"], row["code"]) == ("reason", "cyber") else row)
    load_reference_data(NEW_YEAR, files)
    codes.forget()

    assert CodeListEntry.objects.get(list="reason", code="cyber").valid_to == date(2026, 12, 31)
    assert codes.label("reason", "cyber") == "tietoverkkorikos"
    assert "cyber" in dict(codes.choices("reason", on=date(2026, 12, 31)))
    assert "cyber" not in dict(codes.choices("reason", on=NEW_YEAR))


def test_what_an_administrator_wrote_is_left_alone(files):
    CodeListEntry.objects.filter(list="reason", code="gang").update(fi="katujengi", evidence=LOCAL)
    CodeListEntry.objects.create(list="reason", code="own", fi="oma", sv="egen", en="own", evidence=LOCAL)
    load_reference_data(NEW_YEAR, files)

    assert CodeListEntry.objects.get(list="reason", code="gang").fi == "katujengi"
    assert CodeListEntry.objects.get(list="reason", code="own").valid_to is None


def test_the_command_says_what_it_did_and_why_it_did_not(files):
    out = StringIO()
    call_command("load_reference_data", stdout=out)
    assert "308 municipalities, 23 wellbeing services areas, 12 police authorities" in out.getvalue()

    merge(files, ("005", "010", "2027-01-01"))
    with pytest.raises(CommandError, match=r"Nothing was loaded\. merged, and still"):
        call_command("load_reference_data", folder=files)


ROWS = read(DATA / "code_lists.csv")
LISTS = {row["list"] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['list']}.{row['code']}")
def test_every_code_has_a_word_in_three_languages(row):
    assert all(row[language].strip() == row[language] != "" for language in ("fi", "sv", "en"))
    assert row["evidence"] in ("attested", "proposed")
    assert row["code"].isascii()


def test_no_two_codes_of_a_list_read_alike():
    for language in ("fi", "sv", "en"):
        words = [(row["list"], row[language]) for row in ROWS]
        assert sorted(words) == sorted(set(words))


def test_the_lists_of_the_first_release_are_there():
    assert {
        "criterion", "sector", "contact_source", "reason", "meeting_kind", "service", "closing_reason", "contact_stage",
        "case_stage", "role_in_reason", "urgency", "told", "opinion", "gender", "referral_status", "life_area", "custody",
        "group_activity", "contact_channel", "meeting_status", "cancelled_by", "screening_decision", "child_welfare_answer",
        "consent_sentence", "consent_giver", "service_language", "participation_kind", "relation", "age_knowledge", "role",
        "not_started_reason", "area_unknown",
    } <= LISTS  # fmt: skip


@pytest.mark.parametrize(("list_name", "enumeration"), [("role", Role), ("sector", Sector)])
def test_lists_agree_with_the_program(list_name, enumeration):
    assert set(codes.labels(list_name)) == set(enumeration.values)


def test_today_is_a_day_the_loader_knows(files):
    rewrite(files / "municipalities.csv", without("005"))
    load_reference_data(folder=files)

    assert Municipality.objects.get(code="005").valid_to < timezone.localdate()
