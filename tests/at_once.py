"""Two people at once, each with a connection of their own: for what must hold when neither has waited for the other."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from tests.world import World

WAITS, AT_MOST = 0.2, 10  # seconds: until somebody surely waits for another, and until something hangs

Act = Callable[[Any], Any]


def at_once(world: World, first: tuple[str, Act], second: tuple[str, Act]) -> tuple[Any, Any]:
    """What two people's acts came to, or the error each ended with.

    The first has acted, and its transaction is still open, when the second begins: that one waits for it, or is through before.
    """
    came: dict[str, Any] = {}

    def other() -> None:
        came["second"] = _attempt(world, second)
        connections.close_all()

    thread = threading.Thread(target=other)

    def begin_the_second() -> None:
        thread.start()
        thread.join(WAITS)

    came["first"] = _attempt(world, first, begin_the_second)
    thread.join(AT_MOST)
    assert not thread.is_alive(), "the two wait for each other"
    return came["first"], came["second"]


def meanwhile(world: World, who: str, act: Act) -> Any:
    """What somebody else's act came to, in a transaction that has ended before this returns."""
    came: list[Any] = []

    def other() -> None:
        came.append(_attempt(world, (who, act)))
        connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(AT_MOST)
    return came[0]


def _attempt(world: World, one: tuple[str, Act], then: Callable[[], None] = lambda: None) -> Any:
    who, act = one
    try:
        with world.acting_as(who):
            result = act(world.actor(who))
            then()
    except Exception as error:  # the test says which it expects
        return error
    return result
