"""How the house is built: what stands beside what, how long files are, who imports whom.

import-linter holds the direction between rooms; here stand the bounds that it does not know.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "assistant"
MOST_FILES = 15  # beside each other: what a person still takes in as one list
MOST_LINES = 350
MOST_IN_A_CIRCLE = 2
# Data, not code: one picture a screen and size, one source a file of the sample archive.
_DATA = ("__snapshots__", "sources")


def packages(root: Path) -> list[Path]:
    """All folders with code below `root`, `root` included."""
    return sorted({file.parent for file in root.rglob("*.py") if "__pycache__" not in file.parts})


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(REPOSITORY).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports_of(name: str, file: Path, known: Mapping[str, Path]) -> set[str]:
    """The modules of ours that `file` imports anywhere: at its top, in functions, and for types alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.update(target for target in (full if full in known else node.module,) if target in known)
    return found - {name}


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """The strongly connected parts of `graph` with more than one member (R. Tarjan, SIAM J. Comput. 1(2), 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph[node]:
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            part = set(stack[stack.index(node) :])
            del stack[stack.index(node) :]
            if len(part) > 1:
                found.append(part)

    for node in graph:
        if node not in index:
            visit(node)
    return found


def rooms_contract() -> dict[str, Any]:
    """The import contract that names all rooms in layers."""
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [rooms] = [contract for contract in contracts if contract.get("containers") == ["assistant"]]
    return dict(rooms)


def test_the_root_holds_rooms_alone() -> None:
    assert {file.name for file in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


def test_the_contract_names_every_room() -> None:
    contract = rooms_contract()
    named = {room for layer in contract["layers"] for room in layer.split(" | ")}
    assert contract["exhaustive"] is True
    assert named == {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()} | {"__main__"}


@pytest.mark.parametrize("folder", packages(PACKAGE), ids=lambda folder: str(folder.relative_to(REPOSITORY)))
def test_every_room_says_what_it_owns_and_what_it_may_import(folder: Path) -> None:
    tree = ast.parse((folder / "__init__.py").read_text("utf-8"))
    words = ast.get_docstring(tree) or ""
    # The package itself also finds the names of the Python interface.
    assert len(tree.body) == 1 or folder == PACKAGE, "a room's __init__ holds its docstring alone"
    assert 1 <= len(words.splitlines()) <= 4
    assert folder == PACKAGE or "May import" in words


@pytest.mark.parametrize("root", ["assistant", "tests", "tools"])
def test_no_folder_holds_more_files_than_a_person_takes_in(root: str) -> None:
    crowded = {
        str(folder.relative_to(REPOSITORY)): count
        for folder in packages(REPOSITORY / root)
        if folder.name not in _DATA and (count := sum(file.is_file() for file in folder.iterdir())) > MOST_FILES
    }
    assert crowded == {}


@pytest.mark.parametrize("root", ["assistant", "tests", "tools"])
def test_no_file_is_longer_than_a_sitting(root: str) -> None:
    lengths = {str(file): len(file.read_text("utf-8").splitlines()) for file in (REPOSITORY / root).rglob("*.py")}
    assert {file: lines for file, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_circle_of_files_is_larger_than_two() -> None:
    known = modules()
    graph = {name: imports_of(name, file, known) for name, file in known.items()}
    assert [sorted(circle) for circle in circles(graph) if len(circle) > MOST_IN_A_CIRCLE] == []


def test_the_search_for_circles_finds_one() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]


# ---------------------------------------------------------------- what a room says of its imports


def allowed(folder: Path) -> set[str]:
    """What the docstring of `folder` lets it import, as dotted prefixes; itself, text and domain always.

    The layers contract holds text and domain themselves.
    """
    words = " ".join((ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or "").split())
    rooms = words.partition("May import: ")[2].rstrip(".").split(", ")
    for room in rooms:
        assert room in ("nothing of ours", "nothing else of ours") or (PACKAGE / room.replace(".", "/")).is_dir(), room
    itself = ".".join(folder.relative_to(REPOSITORY).parts)
    return {itself, "assistant.domain", "assistant.text", *(f"assistant.{room}" for room in rooms)}


@pytest.mark.parametrize("folder", packages(PACKAGE)[1:], ids=lambda folder: str(folder.relative_to(REPOSITORY)))
def test_a_room_imports_what_it_says(folder: Path) -> None:
    known, prefixes = modules(), allowed(folder)
    beyond = {
        f"{file.name} -> {target}"
        for file in folder.glob("*.py")
        for target in imports_of("", file, known)
        if not any(target == prefix or target.startswith(f"{prefix}.") for prefix in prefixes)
    }
    assert beyond == set()
