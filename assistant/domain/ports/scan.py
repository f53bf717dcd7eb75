"""Disk and ledger compared, and hints about changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from assistant.domain.records.files import FileRecord, ScanPlan
from assistant.domain.records.watching import WatchedRoot


class Scanner(Protocol):
    """Disk and ledger compared."""

    def plan(
        self,
        roots: Sequence[Path],
        known: Sequence[FileRecord],
        *,
        force: bool = False,
        paths: Collection[Path] = (),
    ) -> ScanPlan:
        """The changes below `roots`; files of other roots are left alone. With `force` every file counts as changed.

        With `paths` (below the roots, existing or not) only they and the folders that hold them are scanned.
        """
        ...


class ChangeHints(Protocol):
    """Where to look: paths below some roots, reported from a thread of its own. A hint may be wrong or missing."""

    def start(self) -> None:
        """Every root is reported once at first."""
        ...

    def cover(self, roots: Sequence[Path]) -> None:
        """Watch `roots` from now on; a new root is reported once."""
        ...

    def pause(self) -> None: ...

    def resume(self) -> None:
        """Every root is reported."""
        ...

    def states(self) -> tuple[WatchedRoot, ...]: ...

    def stop(self) -> None: ...
