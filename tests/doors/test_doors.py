"""The door test: every route x every method x every person. A route missing from the table fails the build."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.doors.table import DOORS, arguments
from tests.world import EVERYBODY

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What a browser sends along with every form.
EMPTY_FORM = {"csrfmiddlewaretoken": "x"}
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


@pytest.mark.parametrize("method", [method for method in METHODS if method != "POST"])
def test_who_passes_each_door(world, method):
    """Reading changes nothing, so one world serves every door; each person signs in once."""
    addresses = {name: reverse(name, kwargs=arguments(world, name)) for name in sorted(DOORS)}
    browsers = {who: world.browser(who) for who in EVERYBODY}

    surprises = {
        (name, who): (status, DOORS[name].statuses(method)[who])
        for name, address in addresses.items()
        for who, browser in browsers.items()
        if (status := browser.generic(method, address).status_code) != DOORS[name].statuses(method)[who]
    }

    assert not surprises, "\n".join(f"{door}: {got} not {meant}" for door, (got, meant) in surprises.items())


@pytest.mark.parametrize("name", sorted(DOORS))
def test_who_may_post_at_this_door(world, name):
    """Nothing is filled in, so a form tells what is missing; an act without a form is done."""
    address = reverse(name, kwargs=arguments(world, name))

    found = {who: world.browser(who).post(address, EMPTY_FORM).status_code for who in EVERYBODY}

    assert found == DOORS[name].statuses("POST")
