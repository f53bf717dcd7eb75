"""A real library that follows a real folder, with little patience, and the disk as an independent reading sees it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.domain.events import WatchEvent
from assistant.domain.ports.scan import ChangeHints
from assistant.ingest.scan.watch import Timing, Watcher
from assistant.ingest.watch import Watching
from tests.waiting import until

QUICK = Timing(quiet_s=0.15, max_wait_s=1.0, check_s=0.2, heartbeat_s=60.0, answer_s=1.0, poll_s=0.3)
LEASE = "# Lease\n\nThe tenant must give nine weeks of notice in writing before moving out.\n"
SOUP = "# Soup\n\nSimmer the leeks for forty minutes, then add cream.\n"
_READ = (".md", ".txt")


def on_disk(*roots: Path) -> dict[str, str]:
    """Path to SHA-256 of every visible regular file below `roots` of a kind that these tests write."""
    found: dict[str, str] = {}
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = Path(folder, name)
                if path.suffix in _READ and not name.startswith(".") and path.is_file() and not path.is_symlink():
                    found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class Watched:
    """`with Watched(assistant, root) as watched:` watches `root` for as long as the block runs."""

    def __init__(
        self,
        assistant: LocalAssistant,
        *roots: Path,
        timing: Timing = QUICK,
        sentinel: Path | None = None,
        outdated: Callable[[], bool] = lambda: False,
        told: Callable[[WatchEvent], None] = lambda event: None,
    ) -> None:
        """`told` is called with each event by the thread that reads, which goes on when it returns."""
        self.assistant = assistant
        self.roots = roots
        self.events: list[WatchEvent] = []
        self._timing, self._sentinel = timing, sentinel
        self._told = told
        self.watch = Watching(
            roots, self._hints, assistant.reconcile, lambda: None, self._tell, outdated=outdated, retry_s=0.3
        )

    def _tell(self, event: WatchEvent) -> None:
        self.events.append(event)
        self._told(event)

    def _hints(self, roots: Sequence[Path], hear: Callable[[frozenset[Path]], None]) -> ChangeHints:
        self.watcher = Watcher(roots, hear, sentinel_folder=self._sentinel, timing=self._timing)
        return self.watcher

    def __enter__(self) -> Watched:
        self.watch.start()
        until(lambda: self.watch.state().activity == "idle", "the first look")
        return self

    def __exit__(self, *_: object) -> None:
        self.watch.stop()

    def in_library(self) -> dict[str, str]:
        """Path to SHA-256 of every indexed file below the roots."""
        below = tuple(str(root) for root in self.roots)
        return {
            file.path: file.sha256
            for file in self.assistant.files()
            if file.state == "indexed" and file.path.startswith(below)
        }

    def follow(self, *wanted: Path) -> None:
        """Wait until the library equals the disk, and holds exactly `wanted` where they are given."""
        until(lambda: self.in_library() == on_disk(*self.roots), "the library equal to the disk")
        if wanted:
            assert sorted(self.in_library()) == sorted(map(str, wanted))

    def finds(self, text: str) -> list[str]:
        """The names of the files whose passages hold `text`."""
        return sorted({Path(one.path).name for one in self.assistant.search(text, 8) if text in one.text})
