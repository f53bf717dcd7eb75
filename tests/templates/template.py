"""Reads a template and adds it to a copy of the program.

Invariant: a registry changes by whole lines behind lines that stand in it once; nothing else of it changes.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
KINDS = ("parser", "detector", "generator", "task", "screen")


@dataclass(frozen=True, slots=True)
class Insert:
    """`lines` come behind `after`, which is one or more whole lines of the registry."""

    after: str
    lines: str


@dataclass(frozen=True, slots=True)
class Template:
    """A thing to add. `new`, `test` and `registry` are paths from the root of the repository."""

    folder: Path
    new: str
    test: str
    registry: str
    inserts: tuple[Insert, ...]
    watched_by: tuple[str, ...]  # tests that look at everything in the registry

    @property
    def new_text(self) -> str:
        return (self.folder / Path(self.new).name).read_text("utf-8")

    def add_to(self, root: Path) -> None:
        """Write the new file and its test below `root`, and put the lines into the registry."""
        for path, source in ((self.new, Path(self.new).name), (self.test, "test.py")):
            assert not (root / path).exists(), f"{path} is there already"
            shutil.copyfile(self.folder / source, root / path)
        registry = root / self.registry
        text = registry.read_text("utf-8")
        for insert in self.inserts:
            place = f"{insert.after}\n"
            assert f"\n{text}".count(f"\n{place}") == 1, f"{insert.after!r} must stand once in {self.registry}"
            text = text.replace(place, f"{place}{insert.lines}\n")
        registry.write_text(text, "utf-8")


def read_template(kind: str) -> Template:
    """The template in the folder `kind`."""
    folder = FOLDER / kind
    where = tomllib.loads((folder / "where.toml").read_text("utf-8"))
    inserts = tuple(Insert(insert["after"], insert["lines"]) for insert in where["insert"])
    return Template(folder, where["new"], where["test"], where["registry"], inserts, tuple(where["watched_by"]))
