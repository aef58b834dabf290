"""The door table of tests/doors, asked in one run: every route x every method x every person."""

from typing import Any

from django.urls import reverse

from tests.doors.table import DOORS, arguments
from tests.doors.test_doors import EMPTY_FORM, METHODS, routes
from tests.proofs.memory import taken_back
from tests.world import EVERYBODY


class Answers:
    """The answers so far, and those that are not as the table means."""

    def __init__(self) -> None:
        self.number = 0
        self.wrong = [f"{name} stands in no door table" for name in set(routes()) - set(DOORS)]

    def ask(self, name: str, method: str, address: str, who: str, browser: Any) -> None:
        """One person at one door."""
        response = browser.post(address, EMPTY_FORM) if method == "POST" else browser.generic(method, address)
        self.number += 1
        if response.status_code != (means := DOORS[name].statuses(method)[who]):
            self.wrong.append(f"{method} {name} answers {response.status_code} to {who}, not {means}")


def answers_of(world: Any, only: str = "") -> Answers:
    """Everybody at every door with every method. `only` asks at one door. What is done is taken back."""
    names = [name for name in sorted(DOORS) if only in ("", name)]
    answers = Answers()
    for method in METHODS:
        # Only posting changes anything, so one world and one sign-in serve all doors for the other methods.
        for together in [[name] for name in names] if method == "POST" else [names]:
            with taken_back(world):
                records = dict(world.__dict__.get("door_records", {}))
                addresses = {name: reverse(name, kwargs=arguments(world, name)) for name in together}
                for who in EVERYBODY:
                    browser = world.browser(who)
                    for name, address in addresses.items():
                        answers.ask(name, method, address, who, browser)
                world.__dict__["door_records"] = records
    return answers
