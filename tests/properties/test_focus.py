"""A look at the paths that changed finds what a look at everything finds."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.domain.records.files import FileRecord
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner
from tests.ingest.scan.conftest import library

SCANNER = DiskScanner(Rules(reads=lambda path: path.suffix == ".txt"))
FOLDERS = ("", "a", "a/b", "c", ".hidden", "node_modules")
NAMES = ("x.txt", "X.txt", "caf\u00e9.txt", "cafe\u0301.txt", "y.txt", "z.bin")
START = ("x.txt", "y.txt", "a/x.txt", "a/b/x.txt", "a/b/y.txt", "c/x.txt", ".hidden/x.txt", "node_modules/y.txt")

Kind = Literal["write", "append", "unlink", "rename", "exchange", "link", "symlink", "ignore", "move", "remove"]
KINDS: tuple[Kind, ...] = (
    *("write", "append", "unlink", "rename", "exchange", "link", "symlink", "ignore", "move", "remove"),
)
NUMBERS = st.integers(0, 9)
Step = tuple[Kind, int, int, str, str]
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), NUMBERS, NUMBERS, st.sampled_from(FOLDERS), st.sampled_from(NAMES)),
    min_size=1,
    max_size=4,
)


class Tree:
    """A real tree; each change returns the paths that the system's events would name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.number = 0
        for name in START:
            self.write(root / name)

    def files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink())

    def folders(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.is_dir() and not path.is_symlink())

    def write(self, path: Path) -> set[Path]:
        self.number += 1
        made = {parent for parent in path.parents if parent.is_relative_to(self.root) and not parent.exists()}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{self.number}")
        return {path, *made}

    def do(self, step: Step) -> set[Path]:
        kind, first, second, folder, name = step
        target = self.root / folder / name
        files, folders = self.files(), self.folders()
        if kind == "write":
            return self.write(target) if not target.is_symlink() else set()
        if kind == "ignore":
            return self.write(self.root / folder / "t") | self._ignore(self.root / folder, name)
        if kind in ("move", "remove"):
            return self._folder(kind, folders[first % len(folders)]) if folders else set()
        if not files:
            return set()
        return self._file(kind, files[first % len(files)], files[second % len(files)], target)

    def _ignore(self, folder: Path, name: str) -> set[Path]:
        (folder / ".gitignore").write_text(f"{name}\n")
        return {folder / ".gitignore"}

    def _folder(self, kind: Kind, folder: Path) -> set[Path]:
        if kind == "remove":
            shutil.rmtree(folder)
            return {folder}
        self.number += 1
        renamed = self.root / f"renamed {self.number}"
        folder.rename(renamed)
        return {folder, renamed}

    def _file(self, kind: Kind, one: Path, other: Path, target: Path) -> set[Path]:
        if kind == "append":
            with one.open("a") as stream:
                stream.write("more")
            return {one}
        if kind == "unlink":
            one.unlink()
            return {one}
        if kind == "exchange":
            spare = self.root / "t"
            for old, new in ((one, spare), (other, one), (spare, other)) if one != other else ():
                old.rename(new)
            return {one, other, spare}
        if not target.parent.is_dir() or (os.path.lexists(target) and kind != "rename"):
            return set()
        if kind == "rename":
            one.rename(target)
        elif kind == "link":
            target.hardlink_to(one)
        else:
            target.symlink_to(one)
        return {one, target}


def followed(known: list[FileRecord], root: Path, paths: set[Path]) -> list[FileRecord]:
    """The library after a look at `paths`, as the index run does it."""
    plan = SCANNER.plan([root], known, paths=paths)
    if plan.is_partial:
        plan = SCANNER.plan([root], known)
    return library(plan, known)


def lost_link(linked: set[Path], known: list[FileRecord]) -> bool:
    """Whether a hard link that the library does not know is gone: what was written through it left no trace in it.

    Where the file has another name, only the next look at everything finds the change. It comes every hour.
    """
    paths = {record.path for record in known}
    return any(str(path) not in paths and not path.exists() for path in linked)


def essence(records: list[FileRecord]) -> list[tuple[str, str, int]]:
    return sorted((one.path, one.sha256, one.size_bytes) for one in records)


@pytest.mark.promise("P10")
@settings(max_examples=40, deadline=None)
@example([[("link", 1, 0, "c", "y.txt")], [("append", 1, 0, "", "")]])  # the other name of a hard link
@example([[("link", 1, 0, ".hidden", "X.txt")], [("write", 0, 0, ".hidden", "X.txt")]])  # the same, where it is hidden
@example([[("link", 1, 0, "c", "z.bin")], [("write", 0, 0, "c", "z.bin")]])  # and where nobody reads it
@example([[("link", 0, 0, "a", "X.txt")], [("append", 0, 0, "", ""), ("unlink", 0, 0, "", "")]])  # and where it is gone
@example([[("ignore", 0, 0, "a", "y.txt")]])  # what an ignore file says of the folders below its own
@example([[("move", 0, 0, "", "")], [("exchange", 0, 1, "", "")]])
@given(st.lists(STEPS, min_size=1, max_size=4))
def test_a_look_at_what_changed_equals_a_look_at_everything(batches: list[list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(os.path.realpath(folder)) / "root"
        root.mkdir()
        tree = Tree(root)
        known = library(SCANNER.plan([root], []))
        for batch in batches:
            paths: set[Path] = set()
            untraceable = False
            for step in batch:
                linked = {path for path in tree.files() if path.stat().st_nlink > 1}
                paths |= tree.do(step)
                untraceable |= lost_link(linked, known)
            known = followed(known, root, paths) if paths else known
            if untraceable:
                known = library(SCANNER.plan([root], known), known)
            assert essence(known) == essence(library(SCANNER.plan([root], [])))
