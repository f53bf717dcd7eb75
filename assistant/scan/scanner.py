"""The Scanner port: a walk over the disk, compared with the library.

Invariant: it reads the disk and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.core.records import FileRecord, ScanPlan
from assistant.scan.changes import plan
from assistant.scan.focus import Focus
from assistant.scan.ignore import Rules
from assistant.scan.roots import find_roots
from assistant.scan.walk import walk


class DiskScanner:
    """Scans by `rules`; roots may be folders or single files."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def plan(
        self,
        roots: Sequence[Path],
        known: Sequence[FileRecord],
        *,
        force: bool = False,
        places: Collection[Path] = (),
    ) -> ScanPlan:
        """See `core.ports.Scanner`."""
        found = find_roots(roots)
        focus = Focus(places) if places else None
        seen = walk(found.present, self._rules, focus)
        return plan(known, seen, found, max_file_bytes=self._rules.max_file_bytes, force=force, focus=focus)
