"""The files of the library as an outline of folders, and flat where a person looks for something.

Invariant: every file is listed exactly once, below the folder that was indexed; a folder's counts are those of all
files below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.domain.records.files import FileRecord


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a file, or a folder with what is below it. `path` is absolute and tells lines apart."""

    path: str
    name: str
    depth: int
    file: FileRecord | None = None
    files: int = 0
    passages: int = 0
    bad: int = 0
    open: bool = False


@dataclass(slots=True)
class _Folder:
    path: str
    folders: dict[str, _Folder] = field(default_factory=dict)
    files: list[FileRecord] = field(default_factory=list)

    def all_files(self) -> Iterator[FileRecord]:
        yield from self.files
        for folder in self.folders.values():
            yield from folder.all_files()


def is_bad(file: FileRecord) -> bool:
    """Whether something of the file could not be read."""
    return file.is_unreadable or bool(file.pages_without_text)


def outline(files: Sequence[FileRecord], closed: Collection[str]) -> list[Line]:
    """The lines of all folders, roots first; what lies in a folder of `closed` (paths) is left out."""
    lines: list[Line] = []
    for root in _tree(files):
        lines += _lines(root, root.path, 0, closed)
    return lines


def flat(files: Sequence[FileRecord]) -> list[Line]:
    """One line a file, named by its path below the indexed folder."""
    ordered = sorted(files, key=lambda file: (file.root, file.path))
    return [Line(file.path, inside_root(file), 0, file) for file in ordered]


def folders_named(files: Sequence[FileRecord], wanted: str) -> list[Line]:
    """The folders whose own name holds `wanted` (casefolded), so that all below one can be meant at once."""
    closed = folders_below_roots(files)
    lines = [line for root in _tree(files) for line in _lines(root, root.path, 0, ())]
    below = {line.path for line in lines if line.path in closed}
    fitting = [line for line in lines if line.path in below and wanted in line.name.casefold()]
    return [replace(line, depth=0, open=False) for line in fitting]


def folders_below_roots(files: Sequence[FileRecord]) -> list[str]:
    """Every folder that is not itself a root: those that may be closed at first."""
    found: list[str] = []
    waiting = [folder for root in _tree(files) for folder in root.folders.values()]
    while waiting:
        folder = waiting.pop()
        found.append(folder.path)
        waiting += folder.folders.values()
    return found


def inside_root(file: FileRecord) -> str:
    """The path below the indexed folder, which tells files of the same name apart."""
    path = PurePath(file.path)
    return str(path.relative_to(file.root)) if path.is_relative_to(file.root) and file.path != file.root else file.path


def _tree(files: Sequence[FileRecord]) -> list[_Folder]:
    roots: dict[str, _Folder] = {}
    for file in files:
        path = PurePath(file.path)
        root = file.root if path.is_relative_to(file.root) and file.path != file.root else str(path.parent)
        folder = roots.setdefault(root, _Folder(root))
        for part in path.relative_to(root).parts[:-1]:
            folder = folder.folders.setdefault(part, _Folder(str(PurePath(folder.path, part))))
        folder.files.append(file)
    return [roots[root] for root in sorted(roots)]


def _lines(folder: _Folder, name: str, depth: int, closed: Collection[str]) -> Iterator[Line]:
    below = list(folder.all_files())
    passages, bad = sum(file.chunks for file in below), sum(map(is_bad, below))
    is_open = folder.path not in closed
    yield Line(folder.path, name, depth, None, len(below), passages, bad, is_open)
    if not is_open:
        return
    for part in sorted(folder.folders, key=str.casefold):
        yield from _lines(folder.folders[part], part, depth + 1, closed)
    for file in sorted(folder.files, key=lambda file: file.path.casefold()):
        yield Line(file.path, PurePath(file.path).name, depth + 1, file)
