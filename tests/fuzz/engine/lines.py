"""Which lines of the program a run reaches, by the interpreter's trace function.

Invariant: only lines inside functions count, so that importing a module reaches nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

PACKAGE = Path(__file__).resolve().parents[3] / "assistant"
_PREFIX = f"{PACKAGE}/"
_OPTIMIZED = 1  # the flag of a function's code
Line = tuple[str, int]


def lines_of(code: CodeType) -> set[int]:
    """The lines of a function without its `def`, and without functions in it."""
    return {line for _, _, line in code.co_lines() if line is not None and line != code.co_firstlineno}


def all_lines() -> set[Line]:
    """Every line of the program that can be reached."""
    found: set[Line] = set()
    for file in PACKAGE.rglob("*.py"):
        waiting = [compile(file.read_text("utf-8"), str(file), "exec")]
        while waiting:
            code = waiting.pop()
            waiting += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
            if code.co_flags & _OPTIMIZED:
                found.update((str(file.relative_to(PACKAGE)), line) for line in lines_of(code))
    return found


class LineCounter:
    """Collects the lines that traced runs reach. A function whose lines are all known is not looked at any more."""

    def __init__(self) -> None:
        self._missing: dict[int, set[int]] = {}  # by the code's identity: its hash is made anew at each look
        self._kept: list[CodeType] = []  # so that no identity is given twice
        self.reached: set[Line] = set()
        self.is_new = False  # whether the last traced run reached a line for the first time

    @contextmanager
    def traced(self) -> Iterator[None]:
        self.is_new = False
        before = sys.gettrace()
        sys.settrace(self._on_call)
        try:
            yield
        finally:
            sys.settrace(before)

    def _on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        missing = self._missing.get(id(code))
        if missing is None:
            ours = code.co_filename.startswith(_PREFIX) and code.co_flags & _OPTIMIZED
            missing = self._missing[id(code)] = lines_of(code) if ours else set()
            self._kept.append(code)
        return self._on_line if missing else None

    def _on_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        missing = self._missing[id(frame.f_code)]
        if event == "line" and frame.f_lineno in missing:
            missing.discard(frame.f_lineno)
            self.reached.add((frame.f_code.co_filename.removeprefix(_PREFIX), frame.f_lineno))
            self.is_new = True
        return self._on_line
