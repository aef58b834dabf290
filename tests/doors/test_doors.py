"""The door test: every route x every method x every person. A route missing from the table fails the build."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.doors.table import DOORS, arguments
from tests.world import EVERYBODY

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "proofs.toml").read_text())["doors"]


def routes(resolver: URLResolver | None = None) -> Iterator[str]:
    """Names of all routes, from the resolver itself. A door without a name cannot be in the table, so it is an error."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            yield pattern.name


def test_every_door_stands_in_the_table():
    assert sorted(set(routes())) == sorted(DOORS)


def test_no_door_is_counted_twice():
    assert len(list(routes())) == len(set(routes()))


def test_the_table_names_every_person_at_every_door():
    for name, door in DOORS.items():
        for method in ("GET", "POST"):
            assert set(door.statuses(method)) == set(EVERYBODY), (name, method)


def test_the_floors_of_the_proof_hold():
    counted = {"routes": len(DOORS), "people": len(EVERYBODY), "answers": len(DOORS) * len(METHODS) * len(EVERYBODY)}

    assert {key: counted[key] >= floor for key, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True), counted


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", sorted(DOORS))
def test_who_passes_this_door(world, name, method):
    door = DOORS[name]
    url = reverse(name, kwargs=arguments(world, name))
    expected = door.statuses(method)

    found = {}
    for who in EVERYBODY:
        response = world.browser(who).generic(method, url, **door.content(method))
        found[who] = response.status_code

    assert found == expected
