"""The agreement: for every person, what lists show, pages open, the search finds and numbers count is one set.

Object by object, over every case and contact there is: what the oracle says exists is shown by all, what it closes by none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse

from tests.proofs.comparison import Comparison
from tests.proofs.oracle import TEAM_WORK, Asker
from tests.world import World

TABS = ("waiting", "selected", "ended")


@dataclass
class Agreement:
    """How many objects were asked about by how many people, and what differed."""

    people: int = 0
    objects: int = 0
    ways: int = 0
    wrong: list[str] = field(default_factory=list)


class Asking:
    """One person's browser in a random world."""

    def __init__(self, membership: Any) -> None:
        self.people = {"me": membership}  # what `World.browser` needs of a world
        self.browser = World.browser(self, "me")  # type: ignore[arg-type]

    def pages(self, address: str) -> Iterator[Any]:
        """Each page of a list, following its tokens to the end."""
        after = ""
        while True:
            response = self.browser.get(f"{address}&after={after}" if after else address)
            assert response.status_code == 200, (address, response.status_code)
            page = response.context["page"]
            text = response.content.decode()
            assert all(str(row.pk) in text for row in page.rows), f"{address} does not show what it has fetched"
            yield page
            if not page.next_token:
                return
            after = page.next_token

    def listed(self, address: str) -> tuple[set[UUID], int]:
        """Ids on all pages of a list, and the number it says there are."""
        found, count = set(), 0
        for page in self.pages(address):
            found |= {row.pk for row in page.rows}
            count = page.count
        return found, count

    def searched(self, text: str) -> str:
        """Where the results of a search among all cases stand: posted, and named by a token."""
        response = self.browser.post(reverse("cases"), {"q": text, "stage": "all"})
        assert response.status_code == 302, response.status_code
        assert text not in response["Location"], response["Location"]
        return str(response["Location"])

    def opened(self, name: str, things: list[Any]) -> set[UUID]:
        """Ids of the records whose page opens, if only as what was opened in an emergency."""
        answers = {
            thing.id: self.browser.get(reverse(name, args=[thing.id]), follow=True).status_code for thing in things
        }
        assert set(answers.values()) <= {200, 404}, answers
        return {pk for pk, status in answers.items() if status == 200}


def cases_of(mine: Asking, things: list[Any]) -> dict[str, Any]:
    """What each way says about cases: sets of ids, and one number."""
    address = f"{reverse('cases')}?stage=all"
    listed, count = mine.listed(address)
    searched: set[UUID] = set()
    for number in numbers():
        searched |= mine.listed(mine.searched(number))[0]
    return {"list": listed, "page": mine.opened("case", things), "search": searched, "count": count}


def contacts_of(mine: Asking, things: list[Any]) -> dict[str, Any]:
    """The same about contacts; they cannot be searched for."""
    tabs = [mine.listed(f"{reverse('contacts')}?tab={tab}") for tab in TABS]
    listed = set().union(*(ids for ids, _ in tabs))
    return {"list": listed, "page": mine.opened("contact", things), "count": sum(count for _, count in tabs)}


def agree(comparison: Comparison, asking: list[tuple[Asker, Any]]) -> Agreement:
    """Ask each of these people about every case and contact."""
    made = Agreement()
    for asker, actor in asking:
        mine = Asking(actor.membership)
        made.people += 1
        for kind, ask in (("case shell", cases_of), ("contact", contacts_of)):
            things = comparison.by_kind[kind]
            means = {thing.id for thing in things if comparison.means("the wall", asker, "read", thing)}
            found = ask(mine, things) if asker.role in TEAM_WORK else refused_to(mine, kind, things)
            made.objects += len(things)
            for way, said in found.items():
                made.ways += 1
                number = said if isinstance(said, int) else len(said)
                if number != len(means) or (not isinstance(said, int) and said != means):
                    made.wrong.append(f"the {way} of {kind} says {number} to a {asker.role}, the oracle {len(means)}")
    return made


def who_know_closed_cases(comparison: Comparison, people: list[tuple[Asker, Any]]) -> list[tuple[Asker, Any]]:
    """Team workers for whom a closed case exists."""
    closed = [thing for thing in comparison.by_kind["case shell"] if comparison.world.cases[thing.case].closed]
    return [
        (asker, actor)
        for asker, actor in people
        if asker.role in TEAM_WORK and any(comparison.means("the wall", asker, "read", thing) for thing in closed)
    ]


def refused_to(mine: Asking, kind: str, things: list[Any]) -> dict[str, set[UUID]]:
    """Whoever is no team worker opens only what the oracle says (a guest their case), and has that list or none."""
    name, lists = ("case", "cases") if kind == "case shell" else ("contact", "contacts")
    answers = {thing.id: mine.browser.get(reverse(name, args=[thing.id])).status_code for thing in things}
    found = {"page": {pk for pk, status in answers.items() if status != 404}}
    if mine.browser.get(reverse(lists)).status_code == 200:
        found["list"] = mine.listed(f"{reverse(lists)}?stage=all")[0]
    return found


def numbers() -> list[str]:
    """Number of every case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM clients_case ORDER BY number")
        return [number for (number,) in cursor.fetchall()]
