"""How a pilot waits until an app is idle: as Textual does, in shorter steps and with a look at the event loop.

Textual sleeps 20 ms at a time, twice a key, because the screen is drawn 60 times a second; the pictures and the tests
of conversations spent half of their time asleep. Here the screen is drawn more often, so that a shorter sleep sees it
drawn. An app whose loop still has something to run never counts as idle, though it may be waiting for its turn on a
busy processor: Textual, which looks at the processor's time alone, takes that for idle.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time

import textual.app
import textual.pilot
import textual.screen

_STEP_S = 0.005
_DRAWN_S = 0.004  # between two drawings of the screen: shorter than a step
_BUSY = 0.05  # the share of a step that the processor may work for an idle app; Textual's own


async def wait_for_idle(min_sleep: float = _STEP_S, max_sleep: float = 1.0) -> None:
    """Wait until the process works no more, at least `min_sleep` and at most about `max_sleep` seconds."""
    loop = asyncio.get_running_loop()
    started = monotonic()
    while (slept := monotonic() - started) < max_sleep:
        used = process_time()
        await asyncio.sleep(_STEP_S)
        idle = process_time() - used < _STEP_S * _BUSY and not loop._ready  # type: ignore[attr-defined]
        if idle and slept + _STEP_S > min_sleep:
            return


def settle_quickly() -> None:
    """From here on every pilot waits like this."""
    textual.app.wait_for_idle = textual.pilot.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
    textual.screen.UPDATE_PERIOD = _DRAWN_S  # type: ignore[misc]
