"""How fast something comes in, and how long the rest will take.

Invariant: the rate is that of the last seconds, so that the time left follows a connection that becomes faster or
slower.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 10.0
_LEAST_S = 1.0  # before that the rate says nothing


class Pace:
    """Fed with the amount so far. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def begin(self, done: int = 0) -> None:
        """Start anew at the amount `done`."""
        self._seen = deque([(self._clock(), done)])

    def add(self, done: int) -> None:
        """The amount is `done` now."""
        now = self._clock()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[1][0] <= now - _WINDOW_S:
            self._seen.popleft()

    @property
    def per_s(self) -> float:
        """The amount a second, 0.0 while it is unknown."""
        if not self._seen:
            return 0.0
        (began, first), (_, last) = self._seen[0], self._seen[-1]
        seconds = self._clock() - began
        return max(0.0, (last - first) / seconds) if seconds >= _LEAST_S else 0.0

    def left_s(self, remaining: int) -> float | None:
        """The seconds that `remaining` will take, None while it is unknown."""
        return remaining / self.per_s if self.per_s > 0 else None
