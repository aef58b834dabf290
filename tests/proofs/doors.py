"""The door table of tests/doors, asked in one run: every route x every method x every person."""

from typing import Any

from django.urls import reverse

from tests.doors.table import DOORS, arguments
from tests.doors.test_doors import EMPTY_FORM, METHODS, routes
from tests.proofs.memory import taken_back
from tests.world import EVERYBODY


def wrong_answers(world: Any, only: str = "") -> tuple[int, list[str]]:
    """How many answers there were, and those that are not as the table means. `only` asks at one door."""
    names = [name for name in sorted(DOORS) if only in ("", name)]
    answers, wrong = 0, [f"{name} stands in no door table" for name in set(routes()) - set(DOORS)]
    for name in names:
        for method in METHODS:
            with taken_back(world):
                records = dict(world.__dict__.get("door_records", {}))
                address = reverse(name, kwargs=arguments(world, name))
                for who in EVERYBODY:
                    browser = world.browser(who)
                    posts = method == "POST"
                    response = browser.post(address, EMPTY_FORM) if posts else browser.generic(method, address)
                    answers += 1
                    if response.status_code != (means := DOORS[name].statuses(method)[who]):
                        wrong.append(f"{method} {name} answers {response.status_code} to {who}, not {means}")
                world.__dict__["door_records"] = records
    return answers, wrong
