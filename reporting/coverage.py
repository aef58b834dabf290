"""Where there are teams: public facts about areas, of no person."""

import datetime
from typing import Any

from django.db.models import Q

from anchor.accounts.models import Sector, Team, TeamArea
from anchor.tenancy.models import Municipality

# The sectors a team works with, or has access to in another way (manual, the team).
TEAM_SECTORS = (Sector.POLICE, Sector.SOCIAL, Sector.HEALTH, Sector.YOUTH)


def municipalities_in(year: int) -> dict[str, dict[str, int]]:
    """County to municipality to population, of the municipalities that stood at the end of the year."""
    counties: dict[str, dict[str, int]] = {}
    for code, county, population in _standing(year).values_list("code", "county_id", "population"):
        counties.setdefault(county, {})[code] = population or 0
    return counties


def _standing(year: int) -> Any:
    last = datetime.date(year, 12, 31)
    standing = Municipality.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=last),
        Q(valid_from=None) | Q(valid_from__lte=last),
        kind=Municipality.Kind.MUNICIPALITY,
        county__isnull=False,
    )
    return standing.order_by("county_id", "code")


def coverage_of(year: int) -> dict[str, Any]:
    """Municipalities that a team served at the end of the year, those that none did, and teams that miss a sector."""
    last = datetime.date(year, 12, 31)
    in_force = TeamArea.objects.filter(Q(served_to=None) | Q(served_to__gte=last), served_from__lte=last)
    served = set(in_force.values_list("municipality_id", flat=True))
    unserved: dict[str, list[str]] = {}
    known = 0
    for code, county in _standing(year).values_list("code", "county_id"):
        known += 1
        if code not in served:
            unserved.setdefault(county, []).append(code)
    teams = Team.objects.filter(areas__in=in_force).distinct().order_by("municipality_id", "pk")
    hosts = list(teams.values_list("municipality_id", "sectors"))
    missing = {
        str(sector): sorted({host for host, present in hosts if sector not in present}) for sector in TEAM_SECTORS
    }
    return {
        "served": known - sum(map(len, unserved.values())),
        "municipalities": known,
        "teams": len(hosts),
        "unserved": list(unserved.items()),
        "missing_sectors": list(missing.items()),
    }
