"""The stop signal: how a face asks a journey to end. Invariant: once set it stays set."""

from __future__ import annotations

import threading


class Stopped(Exception):
    """A stage was asked to stop and has ended in the middle of its work, which counts as not done."""


class StopSignal:
    """Set from any thread, checked between events and between generated pieces."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._hurried = threading.Event()

    def stop(self) -> None:
        self._event.set()

    @property
    def stopped(self) -> bool:
        return self._event.is_set()

    def hurry(self) -> None:
        """Something else waits: end where no work is lost, before what can wait itself."""
        self._hurried.set()

    @property
    def hurried(self) -> bool:
        return self._hurried.is_set()

    def check(self) -> None:
        """Raises Stopped if it is set."""
        if self.stopped:
            raise Stopped

    def wait(self, timeout_s: float) -> bool:
        """Sleep until stopped or `timeout_s` has passed; True if stopped."""
        return self._event.wait(timeout_s)
