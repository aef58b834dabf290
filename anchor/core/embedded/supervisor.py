"""Runs the demo's processes and ends all of them together, in order, however the end comes."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from anchor.core.embedded.places import REPOSITORY
from anchor.core.embedded.processes import end_with_parent

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_EVERY = 0.2  # seconds


class Stopped(BaseException):
    """A signal asked this process to end. No Exception, so that no step can take it for a failure of its own."""


class ChildDied(RuntimeError):
    """A process that should run until the end has ended by itself."""


class Supervisor:
    """The running processes, in the order they were started."""

    def __init__(self) -> None:
        self._children: list[tuple[str, subprocess.Popen[bytes], float]] = []

    def run(self, line: Sequence[str], **environment: str) -> None:
        """Run a step to its end. Raises CalledProcessError; a signal to us kills the step."""
        # A session of its own: Ctrl-C in the terminal reaches this process only, which ends the others in order.
        subprocess.run(  # noqa: S603 our own programs
            line,
            check=True,
            cwd=REPOSITORY,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )

    def start(self, name: str, line: Sequence[str], *, patience: float, **environment: str) -> None:
        """Start a process that stays. At the end it has `patience` seconds to finish what it is doing."""
        child = subprocess.Popen(  # noqa: S603 our own programs
            line,
            cwd=REPOSITORY,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )
        self._children.append((name, child, patience))

    def check(self) -> None:
        """Raises ChildDied, with the name and how it ended, when one of the processes is gone."""
        for name, child, _ in self._children:
            if child.poll() is not None:
                raise ChildDied(f"{name} has ended by itself ({_ending(child.returncode)})")

    def watch(self) -> None:
        """Stay until a process ends (ChildDied) or a signal comes (Stopped)."""
        while True:
            self.check()
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """End the first process, where people come in, then the others together, with all they have started."""
        for one in ENDINGS:  # a second Ctrl-C must not leave half of them running
            signal.signal(one, signal.SIG_IGN)
        door, rest = self._children[:1], self._children[1:]
        for together in (door, rest):
            for _, child, _ in together:
                child.terminate()
            began = time.monotonic()
            for _, child, patience in together:
                with suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.0, began + patience - time.monotonic()))
                _kill_group(child.pid)
                child.wait()
        self._children.clear()


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within the block the first ending signal raises Stopped; further ones are ignored, so that stopping can finish."""

    def stop(number: int, _frame: FrameType | None) -> None:
        for one in ENDINGS:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    before = {one: signal.signal(one, stop) for one in ENDINGS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _kill_group(leader: int) -> None:
    """Kill what is left of a process group; each child leads its own. Its number is not given anew while members live."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody left; macOS says it by the second
        return


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
