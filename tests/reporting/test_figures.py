"""What a report says: the right figures, counted by the statistics role, none of them from 1 to 4."""

import pytest
from django.test import override_settings

from anchor.accounts.models import TeamArea
from anchor.tenancy.models import Municipality
from reporting.services import counting
from tests.reporting.country import facts

YEAR = 2025
STATISTICS = override_settings(ASSUME_ROLE="anchor_statistics")


@pytest.fixture
def count(world):
    """The figures of a municipality or the nation, under the statistics role."""

    def count(municipality="109", kind="municipality"):
        with STATISTICS:
            return counting.count_figures(kind=kind, municipality=municipality, year=YEAR)

    return count


def cells(table):
    return dict(table["cells"])


def test_a_municipality_counts_what_is_of_its_area_whoever_did_the_work(world, count):
    facts(world.teams["hame"], "109", YEAR, contacts=40, cases=20, meetings=30, referrals=10)
    facts(world.teams["tampere"], "109", YEAR, contacts=8, cases=5)
    facts(world.teams["hame"], "834", YEAR, contacts=99)
    facts(world.teams["hame"], "109", YEAR - 1, contacts=77)

    assert count()["headlines"] == {"contacts": 48, "cases": 25, "meetings": 30, "referrals": 10}


def test_every_table_of_a_municipality_adds_up_to_its_headline(world, count):
    facts(world.teams["hame"], "109", YEAR, contacts=160, cases=90)
    figures = count()

    assert sum(cells(figures["contacts_by_source"]).values()) == 160
    assert sum(cells(figures["contacts_by_time"]).values()) == 160
    assert sum(cells(figures["cases_by_age"]).values()) == 90
    assert sum(cells(figures["cases_by_return"]).values()) == 90


def test_a_year_is_drawn_by_quarter_and_a_large_one_by_month(world, count):
    facts(world.teams["hame"], "109", YEAR, contacts=100)
    facts(world.teams["tampere"], "837", YEAR, contacts=300)

    assert [count(code)["contacts_by_time"]["unit"] for code in ("109", "837")] == ["quarter", "month"]
    assert list(cells(count("837")["contacts_by_time"])) == [str(month) for month in range(1, 13)]


def test_a_municipality_without_contacts_shows_zeros(world, count):
    figures = count("005")

    assert set(figures["headlines"].values()) == {0}
    assert set(cells(figures["contacts_by_source"]).values()) == {0}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_municipality_with_a_few_contacts_shows_none_of_them(world, count, number):
    facts(world.teams["hame"], "109", YEAR, contacts=number, cases=number, meetings=number, referrals=number)
    figures = count()

    assert set(figures["headlines"].values()) == {None}
    for name in ("contacts_by_source", "contacts_by_time", "cases_by_age", "cases_by_return", "cases_by_criterion"):
        assert {figures[name]["total"], *cells(figures[name]).values()} == {None}, name


def test_radicalisation_is_counted_for_the_nation_only(world, count):
    facts(world.teams["hame"], "109", YEAR, contacts=60, cases=300)

    assert "radicalisation" not in cells(count()["cases_by_criterion"])
    assert cells(count(kind="nation")["cases_by_criterion"])["radicalisation"] == 6


def test_the_nation_counts_each_county_and_the_whole(world, count):
    facts(world.teams["hame"], "109", YEAR, contacts=40, cases=20, meetings=30, referrals=10)
    facts(world.teams["hame"], "694", YEAR, contacts=3)  # in the same county: one small municipality
    facts(world.teams["tampere"], "837", YEAR, contacts=80, cases=40, meetings=50, referrals=20)
    facts(world.teams["tampere"], "unknown", YEAR, contacts=7, cases=5, meetings=6, referrals=8)
    figures = count(kind="nation")
    county = {row["code"]: row["contacts"] for row in figures["counties"]}
    hame, pirkanmaa = (Municipality.objects.get(pk=code).county_id for code in ("109", "837"))

    assert figures["headlines"] == {"contacts": 130, "cases": 65, "meetings": 86, "referrals": 38}
    assert len(county) == 23
    assert (county[hame], county[pirkanmaa]) == (None, 80)  # the small neighbour hides its county, not the others
    assert sum(cells(figures["contacts_by_time"]).values()) == 130


def test_what_has_no_area_is_in_no_county_and_cannot_be_told_from_the_rest(world, count):
    for team, area, number in (("hame", "109", 40), ("tampere", "837", 80), ("hame", "unknown", 6)):
        facts(world.teams[team], area, YEAR, contacts=number)
    figures = count(kind="nation")
    shown = [row["contacts"] for row in figures["counties"]]

    assert None in shown
    assert figures["headlines"]["contacts"] == 126
    assert 126 - sum(number or 0 for number in shown) != 6


def test_how_far_contacts_have_come_is_a_chain(world, count):
    facts(world.teams["hame"], "109", YEAR, contacts=100)

    assert count(kind="nation")["funnel"] == [
        ("received", 100),
        ("selected", 80),
        ("met", 60),
        ("referred", 40),
        ("started", 20),
    ]


def test_coverage_names_areas_only(world, count):
    world.teams["tampere"].sectors = ["police", "social", "youth"]
    world.teams["tampere"].save()
    coverage = count(kind="nation")["coverage"]

    assert (coverage["served"], coverage["municipalities"], coverage["teams"]) == (2, 308, 3)
    assert dict(coverage["missing_sectors"]) == {"police": [], "social": [], "health": ["837"], "youth": []}
    assert "837" not in [code for _, codes in coverage["unserved"] for code in codes]


def test_an_area_served_no_longer_is_not_covered(world, count):
    TeamArea.objects.filter(municipality_id="837").update(served_to=f"{YEAR}-06-30")

    assert count(kind="nation")["coverage"]["served"] == 1


def test_counting_costs_the_same_for_few_and_many_facts(world, count, statements):
    facts(world.teams["hame"], "109", YEAR, contacts=1, cases=1, meetings=1, referrals=1)
    with statements() as few:
        count(kind="nation")
    facts(world.teams["hame"], "837", YEAR, contacts=50, cases=50, meetings=50, referrals=50)
    with statements() as many:
        count(kind="nation")

    assert len(few) == len(many)
