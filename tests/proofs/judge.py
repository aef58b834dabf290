"""The judgement of `make prove-access`: what its parts found, printed as they end, and the run's end.

The parts run in two processes; each hands over its lines and counts with its report (a pytest plugin, loaded by the command).
"""

import logging
from dataclasses import asdict
from typing import Any

import pytest

from tests.proofs.printed import Printed

WHOLE = Printed()


def pytest_runtest_logreport(report: Any) -> None:
    """A part has ended: its lines are printed, its counts added up."""
    if report.when == "teardown":
        for name, value in report.user_properties:
            if name == "printed":
                WHOLE.add(Printed(**value))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No surprise, and no count below its floor; the process that only works judges nothing."""
    if hasattr(session.config, "workerinput"):
        return
    WHOLE.all_controls()
    for words in WHOLE.below_the_floors():
        WHOLE.surprise(f"below the floor of proofs.toml: {words}")
    WHOLE.say(f"\nsurprises: {len(WHOLE.surprises)}")
    if WHOLE.surprises:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are meant to happen; none of them belongs on the screen."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def printed(request):
    """The report of one part, handed over to the judgement (judge.py)."""
    part = Printed()
    yield part
    request.node.user_properties.append(("printed", asdict(part)))
