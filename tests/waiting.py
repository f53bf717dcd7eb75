"""Waiting for what should come about soon, as long as it takes on a machine that is busy with other work."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 240.0  # only what hangs takes longer; less than pytest's own limit, so that a test says what it waited for


def until(condition: Callable[[], bool], what: str = "it") -> None:
    """Wait until `condition` holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come about"
        time.sleep(0.02)
