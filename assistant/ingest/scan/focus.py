"""Which part of a tree is looked at when only a few places may have changed.

Invariant: for each place its whole folder is listed, and the place itself as deep as it goes, so that a rename is seen
from both sides and a name is found however its case or Unicode form is spelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.ingest.scan.ignore import DECLARING_FILES, IGNORE_FILES


class Focus:
    """The folders that hold `places` (absolute, there or not), and all that lies below `places` themselves."""

    def __init__(self, places: Iterable[Path]) -> None:
        whole: set[str] = set()
        listed: set[str] = set()
        on_the_way: set[str] = set()
        for place in places:
            if place.name in IGNORE_FILES or place.name in DECLARING_FILES:
                place = place.parent  # what it says concerns all that is below its folder
            whole.add(str(place))
            listed.add(str(place.parent))
            on_the_way.update(str(parent) for parent in place.parents)
        self._whole, self._listed, self._on_the_way = whole, listed, on_the_way
        self._covered: dict[str, bool] = {}

    def is_whole(self, folder: str) -> bool:
        """Whether all below `folder` is looked at, as far as the folder itself decides."""
        return folder in self._whole

    def takes(self, path: str, folder: str, is_folder: bool) -> bool:
        """Whether the entry `path` of `folder` is looked at, where the folder is not looked at as a whole."""
        if is_folder:
            return path in self._whole or path in self._on_the_way
        return folder in self._listed or path in self._whole

    def covers(self, path: str) -> bool:
        """Whether a file at `path` would have been seen."""
        folder = str(Path(path).parent)
        return path in self._whole or folder in self._listed or self._is_inside(folder)

    def _is_inside(self, folder: str) -> bool:
        known = self._covered.get(folder)
        if known is None:
            above = str(Path(folder).parent)
            known = folder in self._whole or (above != folder and self._is_inside(above))
            self._covered[folder] = known
        return known
