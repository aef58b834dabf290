"""Nothing of the demo may stay behind: not when a process dies, not on a signal, not even after a kill -9."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.core.management.base import CommandError

from anchor.core.embedded.supervisor import ENDINGS, ChildDied, Stopped, Supervisor, ended_by_signals
from anchor.core.management.commands.run_demo import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
SLEEP = ["sleep", "300"]
# A process that has children of its own and does not end when asked to.
STUBBORN = ["sh", "-c", "trap '' TERM; sleep 300 & echo $! > {}; wait; sleep 300"]

pytestmark = pytest.mark.xdist_group("embedded")


@pytest.fixture
def supervisor():
    before = {one: signal.getsignal(one) for one in ENDINGS}
    made = Supervisor()
    yield made
    made.stop()
    for one, handler in before.items():
        signal.signal(one, handler)


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def _number_in(path: Path) -> int:
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int(path.read_text())


def test_a_dead_process_is_named(supervisor):
    supervisor.start("the web server", SLEEP, patience=1)
    supervisor.start("the worker", ["sh", "-c", "exit 3"], patience=1)

    with pytest.raises(ChildDied, match=r"the worker has ended by itself \(exit code 3\)"):
        supervisor.watch()


def test_stopping_takes_the_children_of_children_and_those_that_do_not_listen(supervisor, tmp_path):
    note = tmp_path / "grandchild"
    supervisor.start("the web server", SLEEP, patience=5)
    supervisor.start("the worker", [*STUBBORN[:2], STUBBORN[2].format(note)], patience=0.3)
    grandchild = _number_in(note)
    children = [child.pid for _, child, _ in supervisor._children]

    began = time.monotonic()
    supervisor.stop()

    assert time.monotonic() - began < 4
    assert all(_gone(pid) for pid in [*children, grandchild])


@pytest.mark.parametrize("number", ENDINGS)
def test_each_ending_signal_ends_a_step_and_a_second_one_does_no_harm(supervisor, number):
    with ended_by_signals():
        with pytest.raises(Stopped, match=number.name):
            signal.raise_signal(number)
        signal.raise_signal(number)
        supervisor.stop()


def test_a_killed_supervisor_takes_all_with_it(tmp_path):
    note = tmp_path / "child"
    program = f"""
import runpy
runpy.run_path("anchor/core/embedded/launch.py")["bare_package"]()
from anchor.core.embedded.supervisor import Supervisor
supervisor = Supervisor()
supervisor.start("the worker", ["sh", "-c", "echo $$ > {note}; exec sleep 300"], patience=1)
supervisor.watch()
"""
    process = subprocess.Popen([sys.executable, "-c", program], cwd=REPOSITORY)
    child = _number_in(note)
    assert psutil.Process(child).status() != psutil.STATUS_ZOMBIE

    process.kill()
    process.wait()

    if sys.platform == "linux":
        assert _gone(child)
    else:  # only Linux tells children
        os.kill(child, signal.SIGKILL)


def test_a_taken_port_is_told_before_anything_is_built():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} .* cannot be used.*PORT={port + 1}"):
            free_port(str(port))
    assert free_port(str(port)) == port


@pytest.mark.parametrize("text", ["abc", "", "0", "65536", "-1", "8000.0", "٣"])
def test_what_is_no_port_is_refused(text):
    with pytest.raises(CommandError, match="no port number"):
        free_port(text)
