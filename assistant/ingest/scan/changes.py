"""Compares disk and library: which files are new, changed, moved, gone or unchanged.

Invariant: a file is gone only if its folder was scanned and did not hold it; an unmounted drive, an unreadable folder
and a root that was not scanned keep their files. An unchanged file is not opened, but for those whose turn it is to
be hashed again. Of a file whose name leaves it open, the first bytes say whether it is a text.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.disk.first_bytes import is_text
from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.ingest.scan.focus import Focus
from assistant.ingest.scan.hash import Unsettled, explain, with_hash
from assistant.ingest.scan.moves import match_moves
from assistant.ingest.scan.roots import Roots
from assistant.ingest.scan.walk import Skipped
from assistant.text.clean import storable
from assistant.text.pages import says_little

_LONG_AGO = 1  # for a file of which nobody knows when it was hashed
_LEAST_BYTES = 64 * 1024  # what hashing a small file counts, because opening it takes time as well
_BAD_NAME = "Its name is not valid Unicode. Rename the file to have it read."
_HASHED_AGAIN_S = 24 * 3600  # a file is hashed again at the earliest after this time
_FORBIDDEN = "You are not allowed to read this file. Change its permissions to have it read."


def plan(
    known: Iterable[FileRecord],
    seen: Iterable[SourceFile | Skipped],
    roots: Roots,
    *,
    max_file_bytes: int,
    force: bool = False,
    focus: Focus | None = None,
    rehash_bytes: int = 0,
) -> ScanPlan:
    """Compare `seen` (a walk over `roots.present`) with the library. Files that are new or changed are hashed.

    A file is unchanged if size, both times (ns) and inode are as recorded and it may still be read. If only the change
    of status differs (a file may have been rewritten in place and its time set back), the hash decides. Up to
    `rehash_bytes` of the unchanged files are hashed too, those whose hash is oldest: not every file system keeps its
    times. A file has moved if a file of the same content is gone, or has other content now (names exchanged, a log
    rotated). With `force` every file counts as changed. Files that `focus` does not cover are left alone.
    """
    records = {record.path: record for record in known if focus is None or focus.covers(record.path)}
    comparison = _Comparison(records, max_file_bytes, force)
    for entry in seen:
        comparison.add(entry)
    comparison.hash_again(rehash_bytes)
    return comparison.finish(roots)


class _Comparison:
    """Collects the parts of a plan."""

    def __init__(self, records: dict[str, FileRecord], max_file_bytes: int, force: bool) -> None:
        self._records = records
        self._max_file_bytes = max_file_bytes
        self._force = force
        self._new: list[SourceFile] = []
        self._changed: list[SourceFile] = []
        self._replaced: list[FileRecord] = []  # the old records of files whose content has changed
        self._unreadable: list[tuple[SourceFile, str, str]] = []
        self._unchanged = 0
        self._noted: dict[Path, SourceFile] = {}
        self._trusted: list[tuple[FileRecord, SourceFile]] = []  # taken for unchanged without a look at their content
        self._skipped: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._mounted: set[int] = set()  # device numbers of mounted file systems: present and recorded numbers
        self._unreadable_paths: list[str] = []  # paths that could not be read

    def add(self, entry: SourceFile | Skipped) -> None:
        if isinstance(entry, Skipped):
            self._skipped[entry.named] += 1
            if entry.reason == "unreadable":
                self._unreadable_paths.append(str(entry.path))
            return
        file, problem = _printable(entry)
        path = str(file.path)
        record = self._records.get(path)
        self._seen.add(path)
        self._mounted.add(file.device)
        if record is not None and record.inode == file.inode:
            self._mounted.add(record.device)
        reason, message = problem or self._refusal(file)
        if reason:
            self._add_unreadable(file, record, reason, message)
        elif record is not None and not self._force and _is_unchanged(record, file):
            self._trust(file, record)
        elif says_little(file.path) and file.path != file.root and not is_text(file.path, file.root):
            self._skipped["binary"] += 1
            self._seen.discard(path)  # what was a text and is none any more has left the library
        else:
            self._hash(file, record)

    def _trust(self, file: SourceFile, record: FileRecord) -> None:
        self._unchanged += 1
        self._trusted.append((record, file))
        if not record.hashed_at or (file.changed_ns and not record.changed_ns):
            # Recorded by a version that did not know these: this look opens nothing, later ones hash it in its turn.
            self._noted[file.path] = replace(file, sha256=record.sha256, hashed_at=record.hashed_at or _LONG_AGO)

    def hash_again(self, most_bytes: int) -> None:
        """Hash unchanged files, the oldest hash first: `most_bytes` of them, and a single file if it is larger."""
        now, left = time.time(), most_bytes
        hashed = [pair for pair in self._trusted if pair[0].hashed_at and pair[0].sha256]
        due = [pair for pair in hashed if not now - _HASHED_AGAIN_S < pair[0].hashed_at <= now]
        for record, file in sorted(due, key=lambda pair: (pair[0].hashed_at, pair[0].path)):
            if left <= 0:
                return
            left -= max(file.size_bytes, _LEAST_BYTES)
            try:
                anew = with_hash(file)
            except (OSError, Unsettled):
                continue  # nothing says that it has changed: the next look tries again
            if anew.sha256 == record.sha256:
                self._noted[file.path] = anew
            else:
                self._noted.pop(file.path, None)
                self._unchanged -= 1
                self._changed.append(anew)
                self._replaced.append(record)

    def finish(self, roots: Roots) -> ScanPlan:
        gone, missing = self._unseen(roots)
        moved, remaining = match_moves([*self._new, *self._changed], [*gone, *self._replaced])
        old_paths, remaining_paths = {old for old, _ in moved}, {file.path for file in remaining}
        return ScanPlan(
            new=tuple(file for file in self._new if file.path in remaining_paths),
            changed=tuple(file for file in self._changed if file.path in remaining_paths),
            moved=tuple(moved),
            gone=tuple(record.path for record in gone if record.path not in old_paths),
            unchanged=self._unchanged,
            noted=tuple(self._noted.values()),
            unreadable=tuple(self._unreadable),
            skipped=self._skipped.total(),
            skipped_as=tuple(self._skipped.most_common()),
            missing_roots=(*(str(root) for root in roots.missing), *self._mount_points(missing)),
        )

    def _refusal(self, file: SourceFile) -> tuple[str, str]:
        if file.size_bytes > self._max_file_bytes:
            size, limit = file.size_bytes / 1e6, self._max_file_bytes / 1e6
            return "too_large", f"It has {size:,.0f} MB; the limit is {limit:,.0f} MB (library.max_file_mb)."
        if not os.access(file.path, os.R_OK):
            return "unreadable", _FORBIDDEN
        return "", ""

    def _add_unreadable(self, file: SourceFile, record: FileRecord | None, reason: str, message: str) -> None:
        if record is not None and record.reason == reason and _same_stat(record, file):
            self._unchanged += 1
        else:
            self._unreadable.append((file, reason, message))

    def _hash(self, file: SourceFile, record: FileRecord | None) -> None:
        try:
            hashed = with_hash(file)
        except Unsettled:
            self._skipped["unsettled"] += 1
        except FileNotFoundError:
            self._seen.discard(str(file.path))
        except OSError as error:
            self._add_unreadable(file, record, "unreadable", explain(error))
        else:
            if not self._force and record is not None and _has_same_content(record, hashed):
                self._unchanged += 1
                self._noted[file.path] = hashed
                return
            (self._new if record is None else self._changed).append(hashed)
            if record is not None and record.sha256 != hashed.sha256:
                self._replaced.append(record)

    def _unseen(self, roots: Roots) -> tuple[list[FileRecord], list[FileRecord]]:
        """The records below the roots whose files were not seen: files that are gone, and files on unmounted drives."""
        scanned = [str(root) for root in roots.present]
        scanned_set = set(scanned)
        for root in roots.present:
            folder = root if root.is_dir() else root.parent
            if folder.exists():
                self._mounted.add(folder.stat().st_dev)
        gone: list[FileRecord] = []
        missing: list[FileRecord] = []
        for path in sorted(self._records.keys() - self._seen):
            record = self._records[path]
            if not _is_below(path, scanned) or _is_below(path, self._unreadable_paths):
                continue
            # A file of another root may be on disk and still not be seen: the rules of these roots may skip it.
            if record.root not in scanned_set and path not in scanned_set and Path(path).exists():
                continue
            (gone if self._is_mounted(record) else missing).append(record)
        return gone, missing

    def _is_mounted(self, record: FileRecord) -> bool:
        """Whether the file system of the file is mounted, even if it is empty now."""
        if not record.device or record.device in self._mounted:
            return True
        existing = next((folder for folder in Path(record.path).parents if folder.exists()), None)
        if existing is not None:
            self._mounted.add(existing.stat().st_dev)
        return record.device in self._mounted

    def _mount_points(self, missing: Sequence[FileRecord]) -> list[str]:
        """The empty mount points below the present roots: their file systems have disappeared."""
        by_root: dict[str, list[str]] = {}
        for record in missing:
            by_root.setdefault(record.root, []).append(str(Path(record.path).parent))
        return [
            os.path.commonpath(folders) if any(_is_below(path, [root]) for path in self._seen) else root
            for root, folders in by_root.items()
        ]


def _printable(file: SourceFile) -> tuple[SourceFile, tuple[str, str] | None]:
    """`file` and None; or, if its name cannot be stored as text, the file with an escaped name and the problem."""
    path = str(file.path)
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return replace(file, path=Path(storable(path))), ("unreadable", _BAD_NAME)
    return file, None


def _is_unchanged(record: FileRecord, file: SourceFile) -> bool:
    return record.state != "pending" and record.reason not in ("unreadable", "too_large") and _same_stat(record, file)


def _has_same_content(record: FileRecord, hashed: SourceFile) -> bool:
    """Whether nothing but the change of status differs: permissions, another hard link, a backup that reset a time."""
    return record.sha256 == hashed.sha256 and _is_unchanged(record, replace(hashed, changed_ns=0))


def _same_stat(record: FileRecord, file: SourceFile) -> bool:
    same_inode = not record.inode or not file.inode or record.inode == file.inode
    same_change = not record.changed_ns or not file.changed_ns or record.changed_ns == file.changed_ns
    return same_inode and same_change and (record.size_bytes, record.mtime_ns) == (file.size_bytes, file.mtime_ns)


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)
