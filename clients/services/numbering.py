"""Case numbers: `A-2026-0001`, running without gaps or doubles in each team and year."""

import datetime
from string import ascii_uppercase

from anchor.accounts.models import Team
from clients.models import CaseNumbering


def series_of(team: Team) -> str:
    """The letter of a team's numbers: its place among the teams its host municipality has had, oldest first.

    Two teams of one host share a tenant, in which a number stands once. Teams are never deleted, so a letter stays.
    """
    place = Team.objects.filter(municipality_id=team.municipality_id, pk__lt=team.pk).count()
    letters = ""
    while place >= 0:
        place, letter = divmod(place, len(ascii_uppercase))
        letters = ascii_uppercase[letter] + letters
        place -= 1
    return letters


def next_number(team: Team, day: datetime.date) -> str:
    """Take the next number of the day's year. Holds the numbering's lock until the transaction ends."""
    numbering, _made = CaseNumbering.objects.select_for_update(of=("self",)).get_or_create(
        team_id=team.pk, year=day.year, defaults={"tenant_id": team.municipality_id}
    )
    numbering.last += 1
    numbering.save(update_fields=["last"])
    return f"{series_of(team)}-{day.year}-{numbering.last:04}"
