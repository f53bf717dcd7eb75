"""What watchdog says instead of reporting it: it logs that the system's queue ran over, and it warns of its own doubts.

Invariant: nothing of it reaches a screen or a file, for it holds paths; and every overflow is heeded.
"""

from __future__ import annotations

import logging
import threading
import warnings
import weakref


class _Listener(logging.Handler):
    """Takes all that watchdog logs."""

    def __init__(self) -> None:
        super().__init__()
        self.heeding: weakref.WeakSet[threading.Event] = weakref.WeakSet()

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in str(record.msg):
            for event in tuple(self.heeding):
                event.set()


_LISTENER = _Listener()


def heed_overflows(event: threading.Event) -> None:
    """Set `event` whenever events were lost, for as long as it lives; all else that watchdog says is dropped."""
    logger = logging.getLogger("watchdog")
    logger.propagate = False
    if _LISTENER not in logger.handlers:
        logger.addHandler(_LISTENER)
    _LISTENER.heeding.add(event)
    # A folder that is moved out and in again makes it warn, from the thread that reads the system's events.
    warnings.filterwarnings("ignore", module=r"watchdog\.")
