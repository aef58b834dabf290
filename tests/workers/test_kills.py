"""Reports while workers are killed at random moments: each is made exactly once, none is lost, none half published.

`make prove-reliability` kills twenty times (KILLS=200 for the long run), the tests three times. The moments are drawn with a
seed, which is printed; what a moment hits depends on the machine, so the floors in proofs.toml say how much must be hit.
"""

import os
import random
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, product

import pytest
from celery import current_app
from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone
from redis import Redis

from anchor.core.models import Job, JobStep
from reporting.models import Report
from reporting.services.pipeline import TASKS
from tests.workers import examiner
from tests.workers.processes import MADE_WITHIN, Workers, ask, beat

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]

KILLS = int(os.environ.get("ANCHOR_KILLS", "3"))
SEED = int(os.environ.get("ANCHOR_SEED", "1"))
FLOORS = tomllib.loads((settings.BASE_DIR / "proofs.toml").read_text())["reliability"]
SLOWLY = {"app": "tests.workers.slow_motion"}
PROVING = FLOORS["kills"] <= KILLS
SEEDED = {"half published", "report_made 0 times", "report_made 2 times", "lost: waiting"}
WHO = ("municipal_manager", "other_municipal_manager", "national_coordinator")
WISHES = list(product(WHO, ("fi", "sv"), range(1, 6)))
UNDER_WAY = min(6, KILLS)  # reports at any moment
EMPTIED_EVERY = 6  # kills
# A step is given up after five attempts, by design; whoever was hit so often is left alone.
SPARED_FROM = 4  # attempts
AIMS_FOR = 5  # seconds


@dataclass
class Storm:
    """Reports are asked for, and whoever makes them is killed."""

    world: object
    workers: Workers
    redis: Redis
    chance: random.Random
    asked: list[Report] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    seen: list[examiner.Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.beat = beat()
        self.wishes = cycle(self.chance.sample(WISHES, len(WISHES)))
        self.living = self.workers.start_all("default", "default", "statistics", **SLOWLY)

    def rage(self, kills: int) -> None:
        """Kill that many times, have as many reports made at least, and let everything come to its end."""
        while self.counts["kills"] < kills:
            self.keep_asking()
            self.pass_time(self.chance.uniform(0.2, 3))
            self.aim(self.chance.choice([*TASKS, "whatever is done"]))
            self.kill()
        while len(self.asked) < kills:
            self.keep_asking()
            self.pass_time(1)
        self.workers.wait_for(lambda: not left() and not examiner.unsent(), 4 * MADE_WITHIN, meanwhile=self.look)

    def keep_asking(self) -> None:
        """A few reports are always under way."""
        while len(left()) < UNDER_WAY:
            who, language, years_ago = next(self.wishes)
            report = ask(self.world, who, years_ago=years_ago, language=language)
            if report not in self.asked:
                self.asked.append(report)
            if len(self.asked) % len(WISHES) == 0:
                self.begin_a_quarter()

    def begin_a_quarter(self) -> None:
        """What has been counted belongs to an earlier edition, so that what comes is collected and counted anew."""
        older = Concat(F("edition"), Value(f"-{len(self.asked)}"))
        Report.objects.filter(job__state="done").exclude(edition__regex="Q.-").update(edition=older)

    def pass_time(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.look()
            time.sleep(0.05)

    def look(self) -> None:
        """Nothing half-made is shown at this moment, and beat beats."""
        self.beat()
        self.seen += examiner.half_published()
        self.counts["looks"] += 1

    def aim(self, stage: str) -> None:
        """Wait a little until this stage is being worked on somewhere, or else take the moment as it is.

        Without it most moments would fall into printing, which takes the longest.
        """
        began = time.monotonic()
        while time.monotonic() - began < AIMS_FOR and stage in TASKS:
            if JobStep.objects.filter(state="running", stage=stage, leased_until__gt=timezone.now()).exists():
                self.pass_time(self.chance.uniform(0, 0.2))
                return
            self.look()
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9 of somebody who is at work: of the worker, which is started again, or of the process of its task alone.

        Nobody is killed when nobody is at work, or when a step has been hit so often that it would be given up.
        """
        at_work = [worker for worker in self.living if worker.ready and worker.name in examiner.at_work()]
        if not at_work or JobStep.objects.filter(state="running", attempts__gte=SPARED_FROM).exists():
            return
        victim = self.chance.choice(at_work)
        if self.counts["kills"] % 3 == 0:
            victim.kill()
            self.living[self.living.index(victim)] = self.workers.start(victim.queue, **SLOWLY)
        elif victim.kill_child():
            self.counts["children"] += 1
        else:
            return
        self.counts["kills"] += 1
        self.counts[victim.queue] += 1
        self.deliver_twice()
        if self.counts["kills"] % EMPTIED_EVERY == 0:
            self.redis.flushdb()
            self.counts["emptied"] += 1

    def deliver_twice(self) -> None:
        """The messages of a report that is under way come once more."""
        unfinished = JobStep.objects.filter(job=self.chance.choice(left())).exclude(state="done")
        for pk, stage in unfinished.order_by("key").values_list("pk", "stage"):
            current_app.send_task(TASKS[stage], args=[str(pk)], retry=False)
            self.counts["doubled"] += 1


def left() -> list[Job]:
    """Jobs that are not over."""
    return list(Job.objects.filter(kind="report", state__in=["waiting", "running"]))


@pytest.fixture
def redis(broker_address):
    socket, _, number = broker_address.removeprefix("redis+socket://").partition("?virtual_host=")
    with Redis(unix_socket_path=socket, db=int(number)) as client:
        yield client


def test_each_report_is_made_once_however_workers_die(committed_world, workers, redis, capsys):
    began, storm = time.monotonic(), Storm(committed_world, workers, redis, random.Random(SEED))
    storm.rage(KILLS)
    tenants = sorted({team.municipality_id for team in committed_world.teams.values()})
    found = [*storm.seen, *examiner.faults(storm.asked, tenants), *examiner.doubled_or_lost_facts()]
    again = examiner.interruptions()
    counts = storm.counts + Counter(reports=len(storm.asked), interrupted=again.total())
    named = defects_found(committed_world, workers, tenants) if PROVING else SEEDED
    with capsys.disabled():
        controls = f"{len(named & SEEDED)} of {len(SEEDED)} seeded faults named, " if PROVING else ""
        took = f"{time.monotonic() - began:.0f} s"
        sys.stdout.write(f"\n{told(counts, again)}; {len(found)} faults, {controls}seed {SEED}, {took}\n")

    assert found == []
    assert named == SEEDED
    if PROVING:
        assert {key: counts[key] >= floor for key, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True)


def told(counts, again) -> str:
    """What was done, in one line."""
    stages = ", ".join(f"{stage} {again[stage]}" for stage in ("collect", "count", "render"))
    return (
        f"{counts['reports']} reports, {counts['kills']} kills ({counts['children']} of a task's process only, "
        f"{counts['statistics']} of the statistics worker), {counts['interrupted']} steps taken again ({stages}), "
        f"{counts['doubled']} messages doubled, Redis emptied {counts['emptied']} times, {counts['looks']} looks"
    )


def defects_found(world, workers, tenants) -> set[str]:
    """Controls: a defective copy publishes one report early and remembers another twice; a third nobody makes."""
    workers.kill_all()
    Report.objects.update(edition=Concat(F("edition"), Value("x")))
    workers.start_all("default", "statistics", ANCHOR_TEST_DEFECT="1", **SLOWLY)
    early, twice = ask(world, "national_coordinator"), ask(world, "municipal_manager")
    workers.wait_for(lambda: not left(), MADE_WITHIN, meanwhile=beat())
    workers.kill_all()
    lost = ask(world, "other_municipal_manager")
    return {fault.word for fault in examiner.half_published() + examiner.faults([early, twice, lost], tenants)}
