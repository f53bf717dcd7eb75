"""A file of ours whose events must come: where they do not, the system's events cannot be trusted.

Invariant: every beat writes into a folder that did not exist before, so that a beat is only heard where the system
still lets a new folder be watched.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Literal

_FILE = "heartbeat"


class Sentinel:
    """Lives in `folder`, which is ours alone and made if missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0
        with contextlib.suppress(OSError):  # without it nothing answers, and the roots are polled
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in folder.glob("beat-*"):  # of an earlier process
                shutil.rmtree(old, ignore_errors=True)

    def beat(self) -> bool:
        """Write anew; False if it cannot be written."""
        shutil.rmtree(self.folder / f"beat-{self._number}", ignore_errors=True)
        self._number += 1
        place = self.folder / f"beat-{self._number}"
        with contextlib.suppress(OSError):
            place.mkdir(mode=0o700)
            (place / _FILE).touch(mode=0o600)
            return True
        return False

    def hears(self, path: Path) -> Literal["beat", "folder", ""]:
        """What an event at `path` says: "beat" for the file itself, "folder" for what is around it, "" if neither."""
        if not path.is_relative_to(self.folder):
            return ""
        return "beat" if path.name == _FILE else "folder"
