"""Keys made in Python: UUID version 7."""

import subprocess
import sys
import threading
import time
from itertools import pairwise
from uuid import RFC_4122, UUID

from anchor.core import ids
from anchor.core.ids import uuid7


def milliseconds(key):
    return key.int >> 80


def test_a_key_is_a_uuid_of_version_7_and_tells_its_time():
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000

    assert (key.version, key.variant) == (7, RFC_4122)
    assert before <= milliseconds(key) <= after + 1


def test_keys_of_one_process_grow_strictly():
    keys = [uuid7() for _ in range(20_000)]

    assert all(one < other for one, other in pairwise(keys))


def test_threads_never_make_the_same_key():
    made, threads = [], []
    for _ in range(8):
        threads.append(threading.Thread(target=lambda: made.extend([uuid7() for _ in range(2_000)])))
        threads[-1].start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 16_000


def test_keys_grow_even_when_the_clock_goes_back(monkeypatch):
    first = uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_000_000_000_000_000_000)

    assert uuid7() > first


def test_a_full_counter_moves_on_to_the_next_millisecond(monkeypatch):
    clock = ids._Clock()
    clock.milliseconds, clock.counter = 2**47, 2**42 - 1
    monkeypatch.setattr(ids, "_clock", clock)

    assert uuid7() < uuid7()
    assert (clock.milliseconds, clock.counter) == (2**47 + 1, 1)


FORK = """
import os
from anchor.core import ids
from anchor.core.ids import uuid7
ids._clock.milliseconds = 2**47  # the next key of a copied clock would only count on
if os.fork() == 0:
    print(uuid7(), flush=True)
    os._exit(0)
os.wait()
print(uuid7())
"""


def test_a_forked_worker_makes_other_keys_than_its_parent():
    done = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True)  # as gunicorn does
    child, parent = (UUID(line) for line in done.stdout.split())

    # Were the clock copied, both would carry the same counter.
    assert (child.int >> 32) != (parent.int >> 32)
