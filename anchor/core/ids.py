"""Keys made in Python: UUID version 7 of RFC 9562, so that a row's key is known before it is written."""

import os
import threading
import time
from uuid import UUID

_COUNTER_BITS = 42  # rand_a (12 bits) and the first 30 bits of rand_b
_TAIL_BITS = 32


class _Clock:
    """The last moment and counter handed out by this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.milliseconds = 0
        self.counter = 0

    def tick(self) -> tuple[int, int]:
        """The next (millisecond, counter) pair, greater than every earlier one even when the clock goes back."""
        with self.lock:
            now = time.time_ns() // 1_000_000
            if now > self.milliseconds:
                self.milliseconds = now
                # A random start with the top bit clear leaves room for 2**41 keys in one millisecond.
                self.counter = int.from_bytes(os.urandom(6), "big") >> (48 - _COUNTER_BITS + 1)
            else:
                self.counter += 1
                if self.counter >> _COUNTER_BITS:
                    self.milliseconds += 1
                    self.counter = 0
            return self.milliseconds, self.counter


_clock = _Clock()


def _forget_clock() -> None:
    """A forked worker starts its own clock: the lock may have been held, and the counter would be its parent's."""
    global _clock
    _clock = _Clock()


os.register_at_fork(after_in_child=_forget_clock)


def uuid7() -> UUID:
    """A new key: ordered by time to the millisecond, and strictly growing inside one process (RFC 9562, 6.2 method 1)."""
    milliseconds, counter = _clock.tick()
    tail = int.from_bytes(os.urandom(_TAIL_BITS // 8), "big")
    low = ((counter & 0x3FFF_FFFF) << _TAIL_BITS) | tail
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (counter >> 30) << 64
    value |= 0b10 << 62
    value |= low
    return UUID(int=value)
