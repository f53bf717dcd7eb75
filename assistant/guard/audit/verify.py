"""Checks a whole record: every line, both ends, what was set aside, and what the library knows of it.

Invariant: nothing here writes. Without the start key of a chain its seals say nothing; hashes, key and library do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.guard.audit.chain import KEPT_FROM, Line, StartKey, line_number, next_key, read_line
from assistant.guard.audit.earlier import is_earlier, verify_earlier
from assistant.guard.audit.files import EARLIER, FULL, RECORD, lines_of, look_at_ends, read_state
from assistant.guard.audit.report import AuditReport
from assistant.text.clean import read_json_value
from assistant.vault.shelf import shelf_of

_MOST_LINES = 10_000_000  # some gigabytes of lines; ten seconds


def read_entries(folder: Path) -> Iterator[dict[str, object]]:
    """All entries, oldest first. A damaged line is an entry that says so."""
    for number, content in enumerate(_all_lines(folder, EARLIER, FULL, RECORD), 1):
        try:
            entry = read_json_value(content)
        except ValueError:
            entry = None
        yield entry if isinstance(entry, dict) else {"event": f"line {number} is damaged"}


def head_of(folder: Path) -> str:
    """The last line's number and link, for the library to keep; "" if there is no record."""
    state = look_at_ends(folder).state
    return f"{state.n}:{state.link}" if state is not None else ""


def lacks(folder: Path, head: str) -> bool:
    """Whether a line that the library knows by `head` has disappeared. An old line goes with its full file."""
    written, _, known = head.partition(":")
    try:
        number = line_number(written)
    except ValueError:
        return False
    contents = _all_lines(folder, EARLIER, FULL, RECORD)
    if any(known.encode() in content for content in reversed(contents)):
        return False
    lines = [read_line(content) for content in contents]
    numbers = [line.n for line in lines if line is not None]
    if not numbers or number > max(numbers):
        return True
    if number < min(numbers):
        return False
    return not any(line is not None and line.n == number and line.link == known for line in lines)


def verify(folder: Path, head: str = "", start: StartKey | None = None) -> AuditReport:
    """Check the record; `head` is what the library knows of it, `start` the key that a person was given.

    The report names the first thing that is wrong. An empty record is correct.
    """
    if is_earlier(folder):
        return verify_earlier(folder)
    contents = _all_lines(folder, FULL, RECORD)
    check = _Check(start, len(lines_of(folder, FULL)))
    for position, content in enumerate(contents, 1):
        check.add(position, read_line(content))
    ends = look_at_ends(folder)
    check.note(0, ends.problem)
    if head and lacks(folder, head):
        check.note(0, "lines are missing that the library knows of")
    check.note(0, _set_aside(folder, check.earlier))
    check.note(0, check.end(folder))
    return AuditReport(not check.problem, len(contents), check.line, check.problem, check.begins, check.sealed)


class _Check:
    """Goes through the lines in their order and keeps the first problem."""

    def __init__(self, start: StartKey | None, full_lines: int) -> None:
        self.line, self.problem = 0, ""
        self.begins = 0  # where the last chain begins
        self.sealed = 0  # lines whose seal was right
        self.earlier: Mapping[str, object] = {}
        self._start, self._found_start = start, False
        self._key: bytes | None = None
        self._full_lines = full_lines
        self._before: Line | None = None
        self._first = 0

    def note(self, position: int, problem: str) -> None:
        if problem and not self.problem:
            self.line, self.problem = position, problem

    def add(self, position: int, line: Line | None) -> None:
        if line is None:
            self.note(position, "the line is damaged")
            self._before = self._key = None
            return
        self.note(position, self._wrong_with(position, line))
        if position == 1 and line.begins is None and self._start is not None and line.n > self._start.n:
            self._key = _key_of(self._start, line.n)  # the file that the chain begins in was full and went
            self._found_start = self._key is not None
        if line.begins is not None:
            self.begins, self.earlier = position, _mapping(line.begins.get("earlier")) or self.earlier
            self._key = self._start.key if self._start is not None and self._start.n == line.n else None
            self._found_start = self._found_start or self._key is not None
        if self._key is not None:
            right = line.is_sealed_by(self._key)
            self.sealed += right
            self.note(position, "" if right else "it does not carry the seal of your key")
            self._key = next_key(self._key)
        self._before = line
        self._first = self._first or line.n

    def _wrong_with(self, position: int, line: Line) -> str:
        if not line.intact:
            return "the line was changed"
        if line.begins is not None:
            after = line.begins.get("after")
            return f"a new chain begins there, because {after}" if after or position > 1 else ""
        if position == 1:
            is_first = KEPT_FROM in line.entry and self._full_lines > 0
            return "" if is_first else "lines are missing before it"
        if position == self._full_lines + 1 and line.entry.get(KEPT_FROM) != self._first:
            return "lines are missing before it"
        before = self._before
        if before is not None and (line.previous != before.link or line.n != before.n + 1):
            return "a line is missing or out of order before it"
        return ""

    def end(self, folder: Path) -> str:
        """What a start key says of the end: the chain stands where its key stands."""
        if self._start is None:
            return ""
        if not self._found_start:
            return "no chain of this record begins with your key"
        state = read_state(folder)
        if self._key is not None and (state is None or state.key != self._key):
            return "lines are missing at the end, or the key was replaced"
        return ""


def _key_of(start: StartKey, n: int) -> bytes | None:
    """The key of line `n`; None if that would take more steps than any record has lines."""
    if n - start.n > _MOST_LINES:
        return None
    key = start.key
    for _ in range(n - start.n):
        key = next_key(key)
    return key


def _set_aside(folder: Path, earlier: Mapping[str, object]) -> str:
    """What is wrong with the record before this one, which the first line of this one describes."""
    if not earlier:
        return ""
    try:
        content = shelf_of(folder).read(EARLIER)
    except OSError:
        content = None
    if content is None:
        return "the record that was set aside is gone"
    digest = hashlib.sha256(content).hexdigest()
    return "" if digest == earlier.get("sha256") else "the record that was set aside was changed"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _all_lines(folder: Path, *names: str) -> list[bytes]:
    return [line for name in names for line in lines_of(folder, name)]
