"""What a watcher reported, to be waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from assistant.ingest.scan.watch import Timing, Watcher
from tests.waiting import PATIENCE_S

QUICK = Timing(quiet_s=0.15, max_wait_s=1.0, check_s=0.2, heartbeat_s=60.0, answer_s=0.5, poll_s=0.2)


class Reports:
    """What a watcher reported, to be waited for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.batches: list[frozenset[Path]] = []

    def __call__(self, paths: frozenset[Path]) -> None:
        with self._changed:
            self.batches.append(paths)
            self._changed.notify_all()

    def wait_for(self, wanted: Path) -> None:
        """Wait until `wanted` is in a batch, then forget all batches."""

        def is_there() -> bool:
            return any(wanted in batch for batch in self.batches)

        with self._changed:
            assert self._changed.wait_for(is_there, PATIENCE_S), f"{wanted} is not in {self.batches}"
            self.batches.clear()

    def wait_for_change(self, file: Path) -> None:
        """Change `file` until it is reported: nobody knows when polling has seen it for the first time."""

        def is_there() -> bool:
            return any(file in batch for batch in self.batches)

        deadline = time.monotonic() + PATIENCE_S
        with self._changed:
            while not is_there():
                assert time.monotonic() < deadline, f"{file} is not in {self.batches}"
                file.write_text(f"changed at {time.monotonic()}")
                self._changed.wait_for(is_there, 0.8)
            self.batches.clear()


Start = Callable[..., tuple[Watcher, Reports]]
