"""The Scanner port: walks the disk and compares it with the library.

Invariant: it changes nothing on disk.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.ingest.scan.changes import plan
from assistant.ingest.scan.focus import Focus
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.roots import find_roots
from assistant.ingest.scan.walk import walk


class DiskScanner:
    """Scans with `rules`; roots may be folders or single files."""

    def __init__(self, rules: Rules, rehash_bytes: int = 0) -> None:
        """`rehash_bytes`: see `changes.plan`; only a look at everything hashes unchanged files."""
        self._rules = rules
        self._rehash_bytes = rehash_bytes

    def plan(
        self,
        roots: Sequence[Path],
        known: Sequence[FileRecord],
        *,
        force: bool = False,
        paths: Collection[Path] = (),
    ) -> ScanPlan:
        """See `domain.ports.scan.Scanner`."""
        found = find_roots(roots, {record.path for record in known})
        focus = Focus(paths) if paths else None
        if focus is not None:  # a missing root is reported when it disappears, not with every other change
            affected = tuple(root for root in found.missing if any(path.is_relative_to(root) for path in paths))
            found = replace(found, missing=affected)
        seen = walk(found.present, self._rules, focus)
        compared = plan(
            known,
            seen,
            found,
            max_file_bytes=self._rules.max_file_bytes,
            force=force,
            focus=focus,
            rehash_bytes=0 if focus is not None else self._rehash_bytes,
        )
        return replace(compared, is_partial=focus is not None and _affects_other_files(compared, paths))


def _affects_other_files(plan: ScanPlan, paths: Collection[Path]) -> bool:
    """Whether files outside `paths` may have changed too: a file that is gone may have moved there, and a file with
    hard links has other names there, even if the changed name is hidden or has no parser."""
    if plan.gone or plan.missing_roots:
        return True
    return any(_has_links(file) for file in (*plan.new, *plan.changed)) or any(map(_is_linked, paths))


def _has_links(file: SourceFile) -> bool:
    try:
        return file.path.lstat().st_nlink > 1
    except OSError:
        return True


def _is_linked(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink > 1
