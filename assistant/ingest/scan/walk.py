"""Every file below some roots that the rules let through, and what was skipped, with the reason.

Invariant: nothing is opened but folders and ignore files, no link is followed below a root, no folder is entered
twice, and no file is given twice.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.records.files import SourceFile
from assistant.ingest.scan.focus import Focus
from assistant.ingest.scan.ignore import (
    Patterns,
    Rules,
    SkipReason,
    built_in_reason,
    folder_declares_itself,
    read_ignore_files,
)

MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is not taken."""

    path: Path
    reason: SkipReason
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to list: its path, its path below the root ("" or ending in "/"), and the patterns above it."""

    path: str
    relative: str
    depth: int
    patterns: tuple[tuple[int, Patterns], ...]  # length of the relative path they start from, nearest last
    whole: bool = True  # all below it is looked at


def walk(roots: Sequence[Path], rules: Rules, focus: Focus | None = None) -> Iterator[SourceFile | Skipped]:
    """Walk `roots` (resolved, see `roots.find_roots`), folder by folder in the order of names; with `focus` a part.

    A root inside another root is walked once, as its own. A root that is a file is given as it is, as its own root:
    that it was asked for says nothing about its folder. Sizes are not judged here.
    A name that is not Unicode is given with its bytes as surrogates.
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
        yield SourceFile(path, path, status.st_size, status.st_mtime_ns, device, status.st_ino)


class _Walk:
    """One root."""

    def __init__(
        self,
        root: Path,
        rules: Rules,
        own: Patterns,
        closed: frozenset[str],
        seen: set[tuple[int, int]],
        focus: Focus | None,
    ) -> None:
        self._root = root
        self._rules = rules
        self._own = own
        self._closed = closed  # not to enter: other roots, our own data
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
        if folder.relative and folder_declares_itself(path, names, self._root):
            yield Skipped(path, "system", is_folder=True)
            return
        found = read_ignore_files(path, names, self._root)
        patterns = (*folder.patterns, (len(folder.relative), found)) if found else folder.patterns
        for entry in entries:
            if folder.whole or self._concerns(entry, folder):
                yield from self._take(entry, folder, patterns, status.st_dev, inner)

    def _concerns(self, entry: os.DirEntry[str], folder: _Folder) -> bool:
        assert self._focus is not None
        return self._focus.takes(entry.path, folder.path, entry.is_dir(follow_symlinks=False))

    def _take(
        self,
        entry: os.DirEntry[str],
        folder: _Folder,
        patterns: tuple[tuple[int, Patterns], ...],
        device: int,
        inner: list[_Folder],
    ) -> Iterator[SourceFile | Skipped]:
        """One entry. `device` is its folder's: a layered file system gives files other numbers than their mount."""
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            yield Skipped(Path(entry.path), "unreadable")
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        relative = f"{folder.relative}{entry.name}/" if is_folder else folder.relative + entry.name
        if is_folder and entry.path in self._closed:
            return
        reason = self._reason(entry, status, relative, patterns)
        if reason is None and is_folder and folder.depth >= MAX_DEPTH:
            reason = "too_deep"
        if reason is not None:
            yield Skipped(Path(entry.path), reason, is_folder)
        elif is_folder:
            whole = folder.whole or (self._focus is not None and self._focus.is_whole(entry.path))
            inner.append(_Folder(entry.path, relative, folder.depth + 1, patterns, whole))
        elif entry.path not in self._closed:
            path = Path(entry.path)
            inode = status.st_ino or path.lstat().st_ino  # 0 in Windows' listings
            yield SourceFile(path, self._root, status.st_size, status.st_mtime_ns, device, inode)

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
    for start, one in reversed(patterns):
        decision = one.decide(relative[start:])
        if decision is not None:
            return decision
    return None


def _is_junction(status: os.stat_result) -> bool:
    """A Windows folder that is really a link to another place."""
    return getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
