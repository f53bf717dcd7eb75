"""What went wrong, and the files from which it can be seen again.

A finding is two files in a folder: `TARGET-KEY.bin` is the input, `TARGET-KEY.txt` says what happened. The key stands
for the place in the program, so that one fault is kept once.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from tests.fuzz.engine.lines import PACKAGE

Kind = Literal["exception", "crash", "hang"]
_FATAL_PLACE = re.compile(r'File "[^"]*/(assistant/[^"]+)", line (\d+)')


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is a file and a line of the program, or "" if none is known."""

    target: str
    kind: Kind
    what: str  # the exception's type, or the signal
    place: str
    details: str
    data: bytes

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.kind} {self.what} {self.place}".encode()).hexdigest()[:10]

    @property
    def title(self) -> str:
        return f"{self.target}: {self.kind} {self.what} at {self.place or 'an unknown place'}"

    def keep(self, folder: Path) -> Path:
        """Write the two files; the input of a finding that is known is replaced by a shorter one. Returns the input."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.target}-{self.key}.bin"
        if not file.exists() or len(self.data) < file.stat().st_size:
            file.write_bytes(self.data)
            file.with_suffix(".txt").write_text(f"{self.title}\n\n{self.details}\n", "utf-8", errors="replace")
        return file


def from_exception(target: str, error: BaseException, data: bytes, kind: Kind = "exception") -> Finding:
    """A finding from what a run raised. An exception group, or a cause, says nothing of the place: the error does."""
    details = "".join(traceback.format_exception(error))[-6_000:]
    place = _last_line(error.__traceback__) if isinstance(error, AssertionError) else place_of(error.__traceback__)
    return Finding(target, kind, type(error).__name__, place, details, data)


def from_death(target: str, kind: Kind, how: str, said: str, data: bytes) -> Finding:
    """A finding from a process that ended; `said` is what the fault handler wrote of it."""
    place = _FATAL_PLACE.search(said)
    return Finding(target, kind, how, f"{place[1]}:{place[2]}" if place else "", said[-6_000:], data)


def _last_line(trace: TracebackType | None) -> str:
    """Where an assertion stands, in the program or in a target."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(trace)]
    file, line = frames[-1]
    return f"{file.relative_to(PACKAGE.parent) if file.is_relative_to(PACKAGE.parent) else file.name}:{line}"


def place_of(trace: TracebackType | None) -> str:
    """File and line of the innermost frame in the program; "" if there is none."""
    found = ""
    for frame, line in traceback.walk_tb(trace):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(PACKAGE):
            found = f"assistant/{file.relative_to(PACKAGE)}:{line}"
    return found
