"""The rows of quality.md about pages and of the memory, measured; a ratio is of medians taken in turns, a time the 95th percentile."""

import gzip
import re
import statistics
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from anchor.core.embedded.places import REPOSITORY
from anchor.desk.bench import browsing
from anchor.desk.bench.countries import Country
from anchor.desk.bench.server import UNGUARDED, Reader, Server, crowd, serving, taking_turns

READERS = 16
LOGGED = 1_000_000  # rows of the memory
NAMES = {"list": "case list", "case": "case page", "today": "today page"}


@dataclass(frozen=True)
class Measure:
    """One row of the table: what, how much, at most how much."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.limit is None or self.value <= self.limit


def measure(small: Country, large: Country, rounds: int, say: Callable[[str], None]) -> Iterator[Measure]:
    """All measures, one after the other, with servers of both countries running."""
    found, few = large.probe("people", "owner"), small.probe("people", "owner")
    say("queries and search")
    yield from _queries(large, found)
    yield from _search(large)
    say(f"sealing and verifying {LOGGED:,} rows")
    yield from _memory(small)
    with ExitStack() as stack:
        server = stack.enter_context(serving(large))
        say("one reader")
        single = yield from _single(server, found, rounds)
        say(f"{READERS} readers")
        yield from _crowded(server, found, single, rounds)
        yield from _bytes(server.reader(found["member"]), found["pages"]["case"])
        say("restricted against every right, large against small")
        small_server = stack.enter_context(serving(small))
        yield from _ratios(server, small_server, found, few, rounds)
        say("in a browser")
        yield from _browsing(server, small_server, found, few)
    say("guarded against unguarded")
    # By two servers that have served nobody before: what a crowd leaves behind in one of them would be counted as the guards' cost.
    with serving(large) as guarded, serving(large, UNGUARDED) as unguarded:
        yield from _guards(guarded, unguarded, found, rounds)


def _queries(large: Country, found: dict[str, Any]) -> Iterator[Measure]:
    counted = large.probe("queries", "app", found)
    for page in ("list", "case", "fullest", "today", "contacts", "meeting"):
        yield Measure(f"queries: {NAMES.get(page, page)}", counted[page], "", 12)
    more = counted["list"] - counted["one"]
    yield Measure("queries: list of 25 more than a list of one", more, "", 0)


def _search(large: Country) -> Iterator[Measure]:
    behind, before = large.probe("search", "app"), large.probe("search", "owner")
    yield Measure("name search in SQL, p95", behind["p95"], "ms", 10)
    yield Measure("name search, wall against none", behind["median"] / before["median"], "x", 2)


def _memory(country: Country) -> Iterator[Measure]:
    """In the small country: its pages are measured later, and neither shows nor reads the memory."""
    seconds = country.probe("memory", "owner", LOGGED)
    yield Measure(f"sealing {LOGGED:,} rows", seconds["sealing"], "s", 8)
    yield Measure("verifying them in the database", seconds["inside"], "s", 10)
    yield Measure("verifying them from an export", seconds["outside"], "s", 30)


def _single(server: Server, found: dict[str, Any], rounds: int) -> Generator[Measure, None, dict[str, float]]:
    """Each page by one reader. The result of the generator: the 95th percentiles by page."""
    reader, pages = server.reader(found["member"]), found["pages"]
    names = [*NAMES, "fullest"]
    times = taking_turns([(reader, pages[name]) for name in names], rounds)
    single = {name: _p95(one) for name, one in zip(names, times, strict=True)}
    for name in names:
        label = NAMES.get(name, "case page with 200 entries")
        yield Measure(f"{label}, p95", single[name] * 1000, "ms", 60)
    return single


def _crowded(server: Server, found: dict[str, Any], single: dict[str, float], rounds: int) -> Iterator[Measure]:
    for name, label in NAMES.items():
        times = crowd(server, found["member"], found["pages"][name], READERS, max(rounds // 5, 5))
        yield Measure(f"{label}, {READERS} readers, p95 against one", _p95(times) / single[name], "x", 5)


def _ratios(large: Server, small: Server, found: dict[str, Any], few: dict[str, Any], rounds: int) -> Iterator[Measure]:
    path = found["pages"]["list"]
    asks = [(large.reader(found[who]), path) for who in ("member", "coordinator")]
    asks += [(small.reader(few[who]), path) for who in ("member", "coordinator")]
    member, every_right, in_small, all_small = map(statistics.median, taking_turns(asks, rounds))
    yield Measure("list, restricted against every right", member / every_right, "x", 1.2)
    yield Measure("list of a member, large against small", member / in_small, "x", 1.5)
    yield Measure("list of every right, large against small", every_right / all_small, "x", 1.5)


def _guards(guarded: Server, unguarded: Server, found: dict[str, Any], rounds: int) -> Iterator[Measure]:
    for who, name in (("coordinator", "list"), ("member", "case")):
        path = found["pages"][name]
        readers = [server.reader(found[who]) for server in (guarded, unguarded)]
        shown = [rows_of(reader.get(path)[1]) for reader in readers]
        if not shown[0] or shown[0] != shown[1]:
            raise RuntimeError(f"{path} shows other rows with all three off: {len(shown[0])} and {len(shown[1])}")
        on, off = map(statistics.median, taking_turns([(reader, path) for reader in readers], rounds))
        yield Measure(f"{NAMES[name]}, wall + rules + trace against none", on / off, "x", 1.3)


def _bytes(reader: Reader, path: str) -> Iterator[Measure]:
    """What a browser with an empty cache fetches for the case page, as it comes over the wire."""
    _, body, response = reader.get(path)
    page = body if response.getheader("Content-Encoding") == "gzip" else gzip.compress(body)
    addresses = set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', body))
    wire = sum(len(reader.get(address.decode())[1]) for address in addresses)
    note = f"page {len(page):,} B, {len(addresses)} static files {wire:,} B"
    if response.getheader("Content-Encoding") != "gzip":
        note += f"; the page came as {len(body):,} B: compressing is the proxy's"
    yield Measure("case page, cold, gzip, everything", (len(page) + wire) / 1000, "kB", 100, note)
    own = sum(path.stat().st_size for path in (REPOSITORY / "static" / "js").glob("*.js"))
    yield Measure("scripts of our own", own / 1000, "kB", 15)


def _browsing(large: Server, small: Server, found: dict[str, Any], few: dict[str, Any]) -> Iterator[Measure]:
    """The meeting is saved in the small country: the large one stays as it was built."""
    slowest = browsing.slowest_answer(large, found["member"], found["pages"]["fullest"])
    yield Measure(f"case page, interaction to next paint, processor {browsing.SLOWER}x slower", slowest, "ms", 200)
    pressed = browsing.keys_to_log_a_meeting(small, few["member"], few["pages"]["case"])
    yield Measure("from the case page to a saved meeting, keys besides the text", pressed, "", 12)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def rows_of(body: bytes) -> list[str]:
    """The records a page shows, in their order: where its links to single records lead."""
    return re.findall(r'href="(/[a-z]+/[0-9a-f-]{36}/)"', body.decode())
