"""The files of the record, and what of them is wrong at their ends.

Invariant: what is read here may be anything: nothing raises for its content.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.guard.audit.chain import KEPT_FROM, Line, State, advance, read_line
from assistant.vault.shelf import shelf_of

RECORD, FULL, EARLIER, KEY, LOCK = "audit.jsonl", "audit.1.jsonl", "audit.earlier.jsonl", "audit.key", "audit.lock"


@dataclass(frozen=True, slots=True)
class Ends:
    """What the first and last lines and the key say. `problem` is "" if they agree; `n`: the highest known number."""

    state: State | None
    problem: str
    n: int


def lines_of(folder: Path, name: str) -> list[bytes]:
    """The lines of a file; none if it is missing."""
    return (shelf_of(folder).read(name) or b"").split(b"\n")[:-1]


def first_line(folder: Path, name: str) -> bytes:
    """The first line of a file; b"" if it is missing."""
    return (shelf_of(folder).read(name) or b"").partition(b"\n")[0]


def read_state(folder: Path) -> State | None:
    """Where the chain stands; None if the key is missing or damaged."""
    with suppress(OSError):
        content = shelf_of(folder).read(KEY)
        return State.from_json(content) if content is not None else None
    return None


def write_state(folder: Path, state: State) -> None:
    """By a rename. Not synced: a decision must not wait for the disk, and a key that is behind is brought up."""
    shelf_of(folder).put(KEY, state.to_json())


def look_at_ends(folder: Path) -> Ends:
    """Compare the first and the last line with the key. A key that is behind after a crash is brought up."""
    state = read_state(folder)
    lines = lines_of(folder, RECORD) or lines_of(folder, FULL)
    last = read_line(lines[-1]) if lines else None
    n = max(state.n if state else 0, last.n if last else 0)
    if not lines:
        fresh = state is None and shelf_of(folder).read(KEY) is None
        return Ends(None, "" if fresh else "the record is gone", n)
    if state is None:
        return Ends(None, "the key is gone or damaged", n)
    if not opens(read_line(lines[0])):
        return Ends(None, "lines are missing at the beginning", n)
    if last is None or not last.intact:
        return Ends(None, "the last line is damaged", n)
    later: list[Line] = []
    for content in reversed(lines):
        line = read_line(content)
        if line is None or line.n <= state.n:
            break
        later.append(line)
    reached: State | None = state
    for line in reversed(later):
        reached = advance(reached, line) if reached is not None else None
    if reached is None:
        return Ends(None, "the last lines were not written by this program", n)
    if reached.n > last.n:
        return Ends(None, "lines are missing at the end", n)
    return Ends(reached, "" if reached.link == last.link else "the last line was changed", n)


def opens(line: Line | None) -> bool:
    """Whether it may be the first line of a file."""
    return line is not None and (line.begins is not None or KEPT_FROM in line.entry)


def locked(folder: Path) -> AbstractContextManager[None]:
    """Hold the record for a single writer, where the system can. Raises OSError."""
    return shelf_of(folder).locked(LOCK)
