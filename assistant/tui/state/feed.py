"""From a worker thread to the app's thread in batches.

Invariant: at most one wake-up is pending at any time. So a fast stream cannot fill the app's message queue, and keys
are handled between two batches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Feed(Generic[Item]):
    """`put` on any thread, `take` on the app's thread after `wake` was called."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._items: list[Item] = []

    def put(self, item: Item) -> None:
        with self._lock:
            self._items.append(item)
            first = len(self._items) == 1
        if first:
            self._wake()

    def take(self) -> list[Item]:
        """All items so far, oldest first; the feed is empty afterwards."""
        with self._lock:
            items, self._items = self._items, []
        return items
