"""Which municipalities a team serves, which team serves another one, and where a contact was redirected to."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from anchor.accounts.models import Team, TeamArea
from anchor.tenancy import codes
from anchor.tenancy.models import Municipality

TEAM_PREFIX = "team:"
Kind = Municipality.Kind


def _served_today() -> QuerySet[TeamArea]:
    today = timezone.localdate()
    return TeamArea.objects.filter(Q(served_to=None) | Q(served_to__gte=today), served_from__lte=today)


def area_choices(team: Team) -> list[tuple[str, Any]]:
    """For a select box: the team's own municipalities first, then the places that are none, then all others by name."""
    today = timezone.localdate()
    own = Exists(_served_today().filter(team=team, municipality_id=OuterRef("pk")))
    current = Municipality.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today)).annotate(is_own=own)
    places = sorted(current, key=lambda place: place.name.casefold().translate(_PLACES))
    pick = {
        _("Our area"): [place for place in places if place.is_own],
        _("Not in Finland, or not known"): [place for place in places if place.kind != Kind.MUNICIPALITY],
        _("Other municipalities"): [p for p in places if p.kind == Kind.MUNICIPALITY and not p.is_own],
    }
    return [(group, [(place.pk, place.name) for place in members]) for group, members in pick.items() if members]


_PLACES = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def with_serving_teams(contacts: QuerySet, team_id: Any) -> QuerySet:
    """Contacts that know whether their area is the team's own, and the names of the teams that serve it today."""
    serving = _served_today().filter(municipality_id=OuterRef("area_id"))
    return contacts.annotate(
        is_own_area=Case(When(Exists(serving.filter(team=team_id)), then=Value(True)), default=Value(False)),
        serving_teams=ArraySubquery(serving.order_by("team__name").values("team__name")),
    )


def redirect_choices(team: Team) -> list[tuple[str, Any]]:
    """Services, and the other Anchor teams, to which a contact may be redirected."""
    others = Team.objects.exclude(pk=team.pk).order_by("name", "pk")
    return [
        ("", "–"),
        (_("Services"), codes.choices("service")),
        (_("Other Anchor teams"), [(f"{TEAM_PREFIX}{pk}", name) for pk, name in others.values_list("pk", "name")]),
    ]


def redirected_label(code: str) -> str:
    """The name of the service or team a contact was redirected to."""
    if code.startswith(TEAM_PREFIX):
        return Team.objects.get(pk=int(code.removeprefix(TEAM_PREFIX))).name
    return codes.label("service", code) if code else ""
