"""When Python looks through everything for garbage: while nobody waits for the app.

Its own moment is any allocation, so mostly while something is drawn, and no key is handled meanwhile: 165 ms with
thirty messages on the screen (measured, two slow cores), which was the longest wait for a stopped answer.
"""

from __future__ import annotations

import gc

_DUE = 10  # collections of the younger objects since the last full one; Python's own threshold
_AT_LATEST = 1000  # the same, where the app is never idle


def hold_off() -> None:
    """No collection until `begin`: next to nothing becomes garbage before the first frame, and looking for it takes a
    seventh of the time until then."""
    gc.disable()


def begin() -> bool:
    """From now on, where it was held off. What the start has made stays: no later collection need look through it."""
    if gc.isenabled():
        return False
    gc.freeze()
    younger, young, _ = gc.get_threshold()
    gc.set_threshold(younger, young, _AT_LATEST)
    gc.enable()
    return True


def collect_if_due() -> None:
    """Call it now and then while nothing is drawn and nobody types."""
    if gc.get_count()[2] >= _DUE:
        gc.collect()
