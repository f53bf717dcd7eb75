"""A heartbeat file of our own. If no event comes when it is written, the system's events are not reliable.

Invariant: every beat is written into a new folder, so that its event comes only if the system can still watch a new
folder.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Literal

_FILE = "heartbeat"


class Sentinel:
    """Writes below `folder`, which belongs to the sentinel alone and is created if missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0
        with contextlib.suppress(OSError):  # without the folder no beat comes, and the roots are polled
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in folder.glob("beat-*"):  # left by an earlier process
                shutil.rmtree(old, ignore_errors=True)

    def beat(self) -> bool:
        """Write the next beat; False if it cannot be written."""
        shutil.rmtree(self.folder / f"beat-{self._number}", ignore_errors=True)
        self._number += 1
        folder = self.folder / f"beat-{self._number}"
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700)
            (folder / _FILE).touch(mode=0o600)
            return True
        return False

    def classify(self, path: Path) -> Literal["beat", "folder", ""]:
        """The source of an event at `path`: "beat" for the file itself, "folder" for its folders, else ""."""
        if not path.is_relative_to(self.folder):
            return ""
        return "beat" if path.name == _FILE else "folder"
