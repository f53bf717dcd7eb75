"""Walks some roots: yields the files that the rules accept, and the skipped entries with the reason.

Invariant: only folders, ignore files and cache tags are opened, no link is followed below a root, no folder is entered
twice, and no file is yielded twice.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.disk.change_time import change_time_ns
from assistant.domain.records.files import SourceFile
from assistant.ingest.scan.focus import Focus
from assistant.ingest.scan.ignore import (
    Patterns,
    Rules,
    SkipReason,
    built_in_reason,
    is_marked_folder,
    read_ignore_files,
)
from assistant.text.pages import ending

MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that the walk leaves out."""

    path: Path
    reason: SkipReason
    is_folder: bool = False

    @property
    def named(self) -> str:
        """The reason as it is counted: the ending of a kind that nobody reads (".jpg"), else the reason."""
        return (ending(self.path) if self.reason == "kind" else "") or self.reason


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to list: its path, its path below the root ("" or ending in "/"), and the patterns above it."""

    path: str
    relative: str
    depth: int
    patterns: tuple[tuple[int, Patterns], ...]  # (length of their folder's relative path, patterns), nearest last
    whole: bool = True  # everything below it is scanned


def walk(roots: Sequence[Path], rules: Rules, focus: Focus | None = None) -> Iterator[SourceFile | Skipped]:
    """Walk `roots` (resolved, see `roots.find_roots`), folder by folder by name; with `focus` only a part.

    A root inside another root is walked once, as a root of its own. A root that is a file is yielded without checking
    the rules, and is its own root. Sizes are not checked here. In a name that is not Unicode, bytes are surrogates.
    """
    own = Patterns(rules.ignore)
    wanted = {str(root) for root in roots}
    left_out = {str(path) for path in rules.leave_out}
    seen: set[tuple[int, int]] = set()
    for root in sorted(roots, key=lambda path: len(path.parts), reverse=True):
        if root.is_dir():
            yield from _Walk(root, rules, own, frozenset(wanted - {str(root)} | left_out), seen, focus).run()
        elif focus is None or focus.covers(str(root)):
            yield from _single(root)


def _single(path: Path) -> Iterator[SourceFile]:
    try:
        status, device = path.lstat(), path.parent.stat().st_dev
    except OSError:
        return
    if stat.S_ISREG(status.st_mode):
        yield _source(path, path, status, device, status.st_ino)


def _source(path: Path, root: Path, status: os.stat_result, device: int, inode: int) -> SourceFile:
    changed = change_time_ns(status)
    return SourceFile(path, root, status.st_size, status.st_mtime_ns, device, inode, changed_ns=changed)


class _Walk:
    """The walk over one root."""

    def __init__(
        self,
        root: Path,
        rules: Rules,
        own: Patterns,
        not_entered: frozenset[str],
        seen: set[tuple[int, int]],
        focus: Focus | None,
    ) -> None:
        self._root = root
        self._rules = rules
        self._own = own
        self._not_entered = not_entered  # not entered: other roots, our own data
        self._seen = seen
        self._focus = focus

    def run(self) -> Iterator[SourceFile | Skipped]:
        root = str(self._root)
        waiting = [_Folder(root, "", 0, (), self._focus is None or self._focus.is_whole(root))]
        while waiting:
            folder = waiting.pop()
            inner: list[_Folder] = []
            yield from self._list(folder, inner)
            waiting.extend(reversed(inner))

    def _list(self, folder: _Folder, inner: list[_Folder]) -> Iterator[SourceFile | Skipped]:
        path = Path(folder.path)
        try:
            status = path.stat(follow_symlinks=not folder.relative)
            if (status.st_dev, status.st_ino) in self._seen:
                yield Skipped(path, "loop", is_folder=True)
                return
            with os.scandir(folder.path) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            yield Skipped(path, "unreadable", is_folder=True)
            return
        self._seen.add((status.st_dev, status.st_ino))
        names = [entry.name for entry in entries]
        if folder.relative and is_marked_folder(path, names, self._root):
            yield Skipped(path, "system", is_folder=True)
            return
        found = read_ignore_files(path, names, self._root)
        patterns = (*folder.patterns, (len(folder.relative), found)) if found else folder.patterns
        for entry in entries:
            if folder.whole or self._is_in_focus(entry, folder):
                yield from self._visit(entry, folder, patterns, status.st_dev, inner)

    def _is_in_focus(self, entry: os.DirEntry[str], folder: _Folder) -> bool:
        assert self._focus is not None
        return self._focus.includes(entry.path, folder.path, entry.is_dir(follow_symlinks=False))

    def _visit(
        self,
        entry: os.DirEntry[str],
        folder: _Folder,
        patterns: tuple[tuple[int, Patterns], ...],
        device: int,
        inner: list[_Folder],
    ) -> Iterator[SourceFile | Skipped]:
        """One entry. `device` is the number of its folder: in a layered file system its files have others."""
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            yield Skipped(Path(entry.path), "unreadable")
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        relative = f"{folder.relative}{entry.name}/" if is_folder else folder.relative + entry.name
        if is_folder and entry.path in self._not_entered:
            return
        reason = self._reason(entry, status, relative, patterns)
        if reason is None and is_folder and folder.depth >= MAX_DEPTH:
            reason = "too_deep"
        if reason is not None:
            yield Skipped(Path(entry.path), reason, is_folder)
        elif is_folder:
            whole = folder.whole or (self._focus is not None and self._focus.is_whole(entry.path))
            inner.append(_Folder(entry.path, relative, folder.depth + 1, patterns, whole))
        elif entry.path not in self._not_entered:
            path = Path(entry.path)
            inode = status.st_ino or path.lstat().st_ino  # 0 in Windows' listings
            yield _source(path, self._root, status, device, inode)

    def _reason(
        self,
        entry: os.DirEntry[str],
        status: os.stat_result,
        relative: str,
        patterns: tuple[tuple[int, Patterns], ...],
    ) -> SkipReason | None:
        is_folder = stat.S_ISDIR(status.st_mode)
        if stat.S_ISLNK(status.st_mode) or _is_junction(status):
            return "link"
        if not is_folder and not stat.S_ISREG(status.st_mode):
            return "special"
        decision = self._own.decide(relative) if self._own else None
        if decision is None:
            decision = _nearest_decision(relative, patterns)
            if not decision:
                built_in = built_in_reason(entry.path, entry.name, status, is_folder, self._rules.hidden)
                if built_in is not None:
                    return built_in
        if decision:
            return "ignored"
        return None if is_folder or self._rules.reads(Path(entry.name)) else "kind"


def _nearest_decision(relative: str, patterns: tuple[tuple[int, Patterns], ...]) -> bool | None:
    for start, nearest in reversed(patterns):
        decision = nearest.decide(relative[start:])
        if decision is not None:
            return decision
    return None


def _is_junction(status: os.stat_result) -> bool:
    """Whether it is a junction: a Windows folder that is a link to another folder."""
    return getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
