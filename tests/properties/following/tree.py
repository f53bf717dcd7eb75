"""A tree of files that changes as trees of files do: what editors, file managers and drives do to them.

Invariant: every file's content holds the word of its version, `mark(version)`, which no other version has.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

READ = ("notes.md", "notes.txt", "Notes.md", "page.html", "table.csv", "plan b.md", "caf\u00e9.md", "cafe\u0301.md")
NAMES = ("data.json", "a\nb.txt", ".hidden.md", "picture.png", "draft.tmp", "list")
BAD_NAME = os.fsdecode(b"bad\xff.txt")
FOLDERS = ("", "one", "one/two", "Three", "node_modules")
SIZES = ("short", "short", "long", "long", "empty", "blank", "binary", "large")


def mark(version: int) -> str:
    """The word of a version, as it stands in the file: eight characters that no stemmer changes."""
    return f"q{version:06}x"


def content(version: int, size: str) -> bytes:
    """The same number of bytes for every version of a size."""
    word = mark(version)
    if size == "empty":
        return b""
    if size == "blank":
        return b" \n" * 20
    if size == "binary":
        return bytes(range(256)) + word.encode()
    sentences = 1 if size == "short" else 30 if size == "long" else 200
    lines = [f"# Part {word}", "", *(f"Sentence {n:03} of {word} says what is said." for n in range(sentences))]
    return "\n\n".join(lines).encode()


class Tree:
    """Two roots with files in them. A root that is unmounted lies elsewhere, and can change there."""

    def __init__(self, place: Path) -> None:
        self.roots = (place / "first", place / "second")
        self._away = {root: place / f"away-{root.name}" for root in self.roots}
        self.mounted = dict.fromkeys(self.roots, True)
        self.version = 0
        for root in self.roots:
            root.mkdir(parents=True)

    def _base(self, root: Path) -> Path:
        return root if self.mounted[root] else self._away[root]

    def files(self) -> list[Path]:
        """Every entry that is no folder, sorted; links among them."""
        found = [
            Path(folder, name)
            for root in self.roots
            for folder, _, names in os.walk(self._base(root))
            for name in names
        ]
        return sorted(found)

    def folders(self) -> list[Path]:
        """Every folder below the roots."""
        found = [Path(one) for root in self.roots for one, _, _ in os.walk(self._base(root))]
        return sorted(one for one in found if one not in map(self._base, self.roots))

    def place(self, root: int, folder: str, name: str) -> Path:
        """A path below a root; its folder is there afterwards unless a file stands in the way."""
        path = self._base(self.roots[root % len(self.roots)]) / folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return self._base(self.roots[0]) / name
        return path

    def write(self, path: Path, size: str) -> None:
        """A new version, written in place; over a link, where it points to."""
        self.version += 1
        # A pipe would wait for a reader; a file without permissions is closed to its owner as well.
        if (path.is_file() and os.access(path, os.W_OK)) or not os.path.lexists(path):
            path.write_bytes(content(self.version, size))

    def save(self, path: Path, size: str, way: str) -> None:
        """A new version as editors save: through a temporary file, or with the old version moved aside first."""
        if path.is_dir():
            return
        beside = path.with_name(path.name + ("~" if way == "aside" else ".tmp"))
        if way == "aside" and path.exists():
            path.replace(beside)
            self.write(path, size)
            beside.unlink()
        else:
            self.write(beside, size)
            beside.replace(path)

    def append(self, path: Path) -> None:
        self.version += 1
        if not os.access(path, os.W_OK):
            return
        with path.open("ab") as stream:
            stream.write(f"\n\nMore of {mark(self.version)}.".encode())

    def move(self, source: Path, target: Path) -> None:
        """Rename a file or folder over what is there; what cannot be is not done."""
        if source in target.parents or target in source.parents or (target.is_dir() and not target.is_symlink()):
            return
        if source.is_dir() and not source.is_symlink() and os.path.lexists(target):
            return
        source.replace(target)

    def swap(self, one: Path, other: Path) -> None:
        beside = one.with_name("swap.tmp")
        one.replace(beside)
        other.replace(one)
        beside.replace(other)

    def remove(self, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    def copy(self, source: Path, target: Path) -> None:
        """With its times, as backup programs do."""
        closed = not os.access(source, os.R_OK) or (target.exists() and not os.access(target, os.W_OK))
        twins = target.exists() and source.samefile(target) if source.exists() else False
        if source.is_file() and not closed and not twins and (target.is_file() or not os.path.lexists(target)):
            shutil.copy2(source, target)

    def link(self, source: Path, target: Path, *, hard: bool) -> None:
        if os.path.lexists(target):
            return
        if not hard:
            target.symlink_to(source)
        elif source.is_file() and not source.is_symlink():
            os.link(source, target)

    def mount(self, root: int) -> None:
        """Take a root away, or bring it back."""
        chosen = self.roots[root % len(self.roots)]
        if self.mounted[chosen]:
            chosen.rename(self._away[chosen])
        else:
            self._away[chosen].rename(chosen)
        self.mounted[chosen] = not self.mounted[chosen]
