"""Which tests are marked `promise` or `control`, read from their source: nothing is imported or collected for it.

python -m tests.promises.marked     the files with such tests, for the command line of pytest
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["promise", "control"]
TESTS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Marked:
    """A test function that is marked, or one of its parameters."""

    kind: Kind
    number: str  # of the promise
    file: str  # from the root of the checkout
    test: str


def marked_tests(folder: Path = TESTS) -> list[Marked]:
    """Every mark below `folder`, in the order of the files."""
    return [one for file in sorted(folder.rglob("test_*.py")) for one in _marks_of(file, folder.parent)]


def _marks_of(file: Path, root: Path) -> Iterator[Marked]:
    text = file.read_text("utf-8")
    if "mark.promise" not in text and "mark.control" not in text:
        return
    name = file.relative_to(root).as_posix()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for kind, number in _in_decorators(node):
                yield Marked(kind, number, name, node.name)


def _in_decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[Kind, str]]:
    """The marks of a function and of its parameters; each argument is a number."""
    for decorator in function.decorator_list:
        for call in ast.walk(decorator):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                kind: Kind | None = next((one for one in get_args(Kind) if one == call.func.attr), None)
                if kind is not None:
                    yield from ((kind, str(ast.literal_eval(argument))) for argument in call.args)


if __name__ == "__main__":
    print(*sorted({one.file for one in marked_tests()}))  # noqa: T201
