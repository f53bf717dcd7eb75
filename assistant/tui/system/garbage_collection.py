"""When Python collects garbage: only while the app is idle.

By itself Python collects at any allocation, so mostly while something is drawn, and no key is handled meanwhile. With
thirty messages on the screen that took 165 ms (two slow cores), and was the longest wait for a stopped answer.
"""

from __future__ import annotations

import gc

_DUE = 10  # collections of the younger objects since the last full one; Python's own threshold
_AT_LATEST = 1000  # the same, for an app that is never idle


def switch_off() -> None:
    """Collect nothing until `switch_on`: hardly anything is garbage before the first frame, and looking for it takes a
    seventh of the time until then."""
    gc.disable()


def switch_on() -> bool:
    """End `switch_off`; False if it was never called. No collection looks again at what exists already."""
    if gc.isenabled():
        return False
    gc.freeze()
    younger, young, _ = gc.get_threshold()
    gc.set_threshold(younger, young, _AT_LATEST)
    gc.enable()
    return True


def collect_if_due() -> None:
    """Collect all garbage if it is time. Call this while nothing is drawn and nobody types."""
    if gc.get_count()[2] >= _DUE:
        gc.collect()
