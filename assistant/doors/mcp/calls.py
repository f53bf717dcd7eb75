"""Calls that take a while: one after the other in a thread of their own, each of which can be stopped.

Invariant: each call is answered once, or not at all if it was cancelled; at the end no call goes on.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.domain.stop import StopSignal

MOST_WAITING = 16
_PATIENCE_S = 1.5  # clients wait two seconds for the process to end before they kill it

Id = str | int


@dataclass(frozen=True, slots=True)
class Call:
    """A call under its id. `run` answers it; `dropped` is called instead where it was cancelled."""

    id: Id
    run: Callable[[StopSignal], None]
    dropped: Callable[[], None]
    stop: StopSignal = field(default_factory=StopSignal)


class Calls:
    """Started by one thread, run by another."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Call | None] = queue.Queue()
        self._open: dict[Id, Call] = {}
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="mcp-calls", daemon=True)
        self._thread.start()

    def is_open(self, one: Id) -> bool:
        with self._lock:
            return one in self._open

    def start(self, call: Call) -> bool:
        """False where too many wait."""
        with self._lock:
            if len(self._open) >= MOST_WAITING:
                return False
            self._open[call.id] = call
        self._waiting.put(call)
        return True

    def cancel(self, one: Id) -> None:
        with self._lock:
            call = self._open.get(one)
        if call is not None:
            call.stop.stop()

    def close(self) -> bool:
        """Stop all of them; False where one is still at work after a moment."""
        with self._lock:
            for call in self._open.values():
                call.stop.stop()
        self._waiting.put(None)
        self._thread.join(_PATIENCE_S)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (call := self._waiting.get()) is not None:
            try:
                if call.stop.stopped:
                    call.dropped()
                else:
                    call.run(call.stop)
            finally:
                with self._lock:
                    self._open.pop(call.id, None)
