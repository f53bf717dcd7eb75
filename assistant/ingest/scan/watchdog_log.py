"""The log messages and warnings of watchdog, which only logs that the system's event queue overflowed.

Invariant: no message reaches a screen or a file, because messages hold paths; every overflow sets the events.
"""

from __future__ import annotations

import logging
import threading
import warnings
import weakref


class _Handler(logging.Handler):
    """Gets every message that watchdog logs."""

    def __init__(self) -> None:
        super().__init__()
        self.events: weakref.WeakSet[threading.Event] = weakref.WeakSet()

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in str(record.msg):
            for event in tuple(self.events):
                event.set()


_HANDLER = _Handler()


def set_on_overflow(event: threading.Event) -> None:
    """Set `event` whenever the system's queue overflows, as long as `event` exists. All messages are dropped."""
    logger = logging.getLogger("watchdog")
    logger.propagate = False
    if _HANDLER not in logger.handlers:
        logger.addHandler(_HANDLER)
    _HANDLER.events.add(event)
    # watchdog warns when a folder is moved out and back in.
    warnings.filterwarnings("ignore", module=r"watchdog\.")
