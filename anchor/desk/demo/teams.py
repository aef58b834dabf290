"""The teams of the demonstration: real municipalities, invented agreements. Together they serve the whole mainland."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from anchor.accounts.models import Organisation, Sector, Team, TeamArea
from anchor.desk.demo.chance import Chance
from anchor.tenancy.models import Municipality, PoliceDepartment, WellbeingCounty
from anchor.tenancy.tenant_keys import make_data_key

ALAND = "91"  # has its own legislation and no Anchor team
SHOWN = "109"  # the team of the demo sign-ins is hosted here
AGREED_FROM = date(2019, 1, 1)
SMALL_OFFICES = ("082", "165", "148", "416", "322")  # municipalities without a team of their own that have a manager

# host, name, language, and the served municipalities; the first team of a county serves all that no other names.
PLANS = (
    ("638", "Itä-Uudenmaan ankkuritiimi", "fi", ""),
    ("186", "Järvenpään ankkuritiimi", "fi", ""),
    ("106", "Hyvinkään ankkuritiimi", "fi", "543"),
    ("049", "Espoon ankkuritiimi", "fi", ""),
    ("444", "Lohjan ankkuritiimi", "fi", "927 224 257 755"),
    ("710", "Ankarteamet i Raseborg", "sv", "078 149"),
    ("092", "Vantaan ankkuritiimi", "fi", ""),
    ("245", "Keravan ankkuritiimi", "fi", ""),
    ("853", "Turun ankkuritiimi", "fi", ""),
    ("734", "Salon ankkuritiimi", "fi", "761 284 480"),
    ("895", "Vakka-Suomen ankkuritiimi", "fi", "400 918 631 833 304"),
    ("445", "Ankarteamet i Pargas", "sv", "322"),
    ("609", "Porin ankkuritiimi", "fi", ""),
    ("684", "Rauman ankkuritiimi", "fi", "050 051 783"),
    ("109", "Hämeenlinnan ankkuritiimi", "fi", ""),
    ("694", "Riihimäen ankkuritiimi", "fi", "086 433"),
    ("061", "Forssan ankkuritiimi", "fi", "834 169 981 103"),
    ("837", "Tampereen ankkuritiimi", "fi", ""),
    ("790", "Sastamalan ankkuritiimi", "fi", "108 143 581 619 250"),
    ("908", "Valkeakosken ankkuritiimi", "fi", "020 887 635"),
    ("398", "Päijät-Hämeen ankkuritiimi", "fi", ""),
    ("286", "Kouvolan ankkuritiimi", "fi", ""),
    ("285", "Kotkan ankkuritiimi", "fi", "075 624 935 489"),
    ("405", "Lappeenrannan ankkuritiimi", "fi", ""),
    ("153", "Imatran ankkuritiimi", "fi", "700 580 689"),
    ("491", "Mikkelin ankkuritiimi", "fi", ""),
    ("740", "Savonlinnan ankkuritiimi", "fi", "681 768 623 046"),
    ("297", "Kuopion ankkuritiimi", "fi", ""),
    ("140", "Iisalmen ankkuritiimi", "fi", "402 263 762 925 595 239"),
    ("915", "Varkauden ankkuritiimi", "fi", "420 171"),
    ("167", "Joensuun ankkuritiimi", "fi", ""),
    ("179", "Jyväskylän ankkuritiimi", "fi", ""),
    ("992", "Äänekosken ankkuritiimi", "fi", "729 931 601 226 275 256 216 312 265"),
    ("743", "Seinäjoen ankkuritiimi", "fi", ""),
    ("905", "Ankarteamet i Vasa", "sv", ""),
    ("598", "Ankarteamet i Jakobstad", "sv", "599 893 288 440"),
    ("272", "Kokkolan ankkuritiimi", "fi", ""),
    ("564", "Oulun ankkuritiimi", "fi", ""),
    ("977", "Ylivieskan ankkuritiimi", "fi", "208 535 563 069 071 626 746 691 317 009 483"),
    ("678", "Raahen ankkuritiimi", "fi", "748 791 625 630"),
    ("305", "Kuusamon ankkuritiimi", "fi", "832 615"),
    ("205", "Kainuun ankkuritiimi", "fi", ""),
    ("698", "Rovaniemen ankkuritiimi", "fi", ""),
    ("240", "Meri-Lapin ankkuritiimi", "fi", "851 241 751 845 976"),
    ("091", "Helsingin ankkuritiimi", "fi", ""),
)


@dataclass(frozen=True)
class Place:
    """A team with its language and the municipalities it serves, with their populations."""

    team: Team
    language: str
    areas: dict[str, int]

    @property
    def population(self) -> int:
        return sum(self.areas.values())


def served_areas(municipalities: list[Municipality]) -> dict[str, list[Municipality]]:
    """Host to the municipalities its team serves. Each mainland municipality is in exactly one list."""
    by_code = {municipality.code: municipality for municipality in municipalities}
    named = {code: host for host, _, _, served in PLANS for code in [host, *served.split()]}
    first: dict[str, str] = {}
    for host, _, _, _ in PLANS:
        first.setdefault(str(by_code[host].county_id), host)
    areas: dict[str, list[Municipality]] = defaultdict(list)
    for municipality in municipalities:
        if municipality.county_id != ALAND:
            areas[named.get(municipality.code) or first[str(municipality.county_id)]].append(municipality)
    return dict(areas)


def build_teams(chance: Chance) -> list[Place]:
    """Write the teams with their areas, and give each host municipality its data key."""
    real = Municipality.objects.filter(kind=Municipality.Kind.MUNICIPALITY, valid_to=None)
    areas = served_areas(list(real.order_by("code")))
    places = []
    for number, (host, name, language, _) in enumerate(PLANS, start=1):
        make_data_key(host)
        home = next(area for area in areas[host] if area.code == host)
        sectors = [Sector.POLICE, Sector.SOCIAL, Sector.HEALTH, Sector.YOUTH]
        if host != SHOWN and chance.happens(0.12):
            sectors.remove(chance.one_of([Sector.HEALTH, Sector.YOUTH]))  # arranged in another way
        team = Team(
            pk=number,
            name=name,
            municipality=home,
            police_department_id=str(home.police_department_id),
            county_id=str(home.county_id),
            sectors=sectors,
            required_sectors=[Sector.POLICE, Sector.SOCIAL] + [Sector.HEALTH] * (Sector.HEALTH in sectors),
            note_text_allowed=host == SHOWN or chance.happens(0.3),
            agreed_from=AGREED_FROM,
        )
        places.append(Place(team, language, {area.code: area.population or 0 for area in areas[host]}))
    Team.objects.bulk_create([place.team for place in places])
    rows = [(place, code) for place in places for code in sorted(place.areas)]
    TeamArea.objects.bulk_create(
        TeamArea(pk=number, team=place.team, municipality_id=code, served_from=AGREED_FROM)
        for number, (place, code) in enumerate(rows, start=1)
    )
    return places


def build_organisations() -> dict[tuple[str, str], Organisation]:
    """Write the organisations around the teams; keyed by kind and the code of their area."""
    hosts = [host for host, *_ in PLANS] + list(SMALL_OFFICES)
    municipalities = Municipality.objects.in_bulk(hosts)
    counties = WellbeingCounty.objects.exclude(code__in=[ALAND, "90"]).order_by("code")
    police = PoliceDepartment.objects.exclude(code="ALAND").order_by("code")
    wanted: list[tuple[str, str, str, dict[str, Any]]]
    wanted = [("municipality", code, municipalities[code].name_fi, {"municipality_id": code}) for code in hosts]
    wanted += [("county", county.code, county.name_fi, {"county": county}) for county in counties]
    wanted += [("police", one.code, one.name_fi, {"police_department": one}) for one in police]
    wanted += [("nation", "", "Ankkuritoiminnan valtakunnallinen kehittämisryhmä", {})]
    wanted += [("installation", "", "Anchor-asennus", {})]
    rows = [
        Organisation(pk=number, kind=kind, name=name, **area)
        for number, (kind, _, name, area) in enumerate(wanted, start=1)
    ]
    Organisation.objects.bulk_create(rows)
    return {(kind, code): row for (kind, code, _, _), row in zip(wanted, rows, strict=True)}
