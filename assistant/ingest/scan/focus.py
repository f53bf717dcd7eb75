"""The part of a tree to scan when only a few paths may have changed.

Invariant: for each path its whole folder is listed, and everything below the path itself. So a scan sees both names of
a rename, and finds a name in any case or Unicode form.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.ingest.scan.ignore import IGNORE_FILES, MARKER_FILES


class Focus:
    """The folders that hold `paths` (absolute, existing or not), and everything below `paths`."""

    def __init__(self, paths: Iterable[Path]) -> None:
        whole: set[str] = set()
        listed: set[str] = set()
        ancestors: set[str] = set()
        for path in paths:
            if path.name in IGNORE_FILES or path.name in MARKER_FILES:
                path = path.parent  # it applies to everything below its folder
            whole.add(str(path))
            listed.add(str(path.parent))
            ancestors.update(str(parent) for parent in path.parents)
        self._whole, self._listed, self._ancestors = whole, listed, ancestors
        self._cache: dict[str, bool] = {}

    def is_whole(self, folder: str) -> bool:
        """Whether `folder` is one of the paths, so that everything below it is scanned."""
        return folder in self._whole

    def includes(self, path: str, folder: str, is_folder: bool) -> bool:
        """Whether the entry `path` is scanned, if its `folder` is not scanned as a whole."""
        if is_folder:
            return path in self._whole or path in self._ancestors
        return folder in self._listed or path in self._whole

    def covers(self, path: str) -> bool:
        """Whether a scan with this focus sees a file at `path`."""
        folder = str(Path(path).parent)
        return path in self._whole or folder in self._listed or self._is_whole_or_below(folder)

    def _is_whole_or_below(self, folder: str) -> bool:
        cached = self._cache.get(folder)
        if cached is None:
            above = str(Path(folder).parent)
            cached = folder in self._whole or (above != folder and self._is_whole_or_below(above))
            self._cache[folder] = cached
        return cached
