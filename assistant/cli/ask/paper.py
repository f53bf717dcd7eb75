"""The answer's text on standard output, as it comes.

Invariant: a pipe gets the text as it is; on a terminal only a table waits, for its last row, because its columns are as
wide as its widest cells.
"""

from __future__ import annotations

import shutil
import sys

import click

from assistant.chat.tables.layout import aligned
from assistant.domain.records.results import find_table
from assistant.text.clean import clean


class Paper:
    """`write` any number of pieces, then `end`."""

    def __init__(self) -> None:
        self._aligns = sys.stdout.isatty()
        self._rows: list[str] = []  # lines of a table whose end has not come
        self._line = ""  # the line that is being written, as far as it is held back
        self._at_start = True  # of a line

    @property
    def at_start(self) -> bool:
        """Whether the cursor stands at the start of a line, and no line is held back."""
        return self._at_start and not self._line

    def write(self, piece: str) -> None:
        """Print more of the answer."""
        text = clean(piece)
        if not self._aligns:
            _print(text)
            self._at_start = text.endswith("\n") if text else self._at_start
            return
        for part in text.splitlines(keepends=True):
            self._take(part)

    def end(self) -> None:
        """Print what is still held back."""
        if self._line:
            self._end_line(self._line)
        self._print_table()

    def _take(self, part: str) -> None:
        """A line, or a piece of one."""
        held = self._line + part
        if (self._line or self._at_start) and held.startswith("|"):
            self._line = held
            if held.endswith("\n"):
                self._end_line(held)
            return
        self._print_table()
        _print(part)
        self._at_start = part.endswith("\n")

    def _end_line(self, line: str) -> None:
        self._line, self._at_start = "", True
        self._rows.append(line)

    def _print_table(self) -> None:
        if not self._rows:
            return
        text, self._rows = "".join(self._rows), []
        table = find_table(text)
        if table is None:
            _print(text)
        else:
            _print("\n".join(aligned(table, shutil.get_terminal_size().columns)) + "\n")


def _print(text: str) -> None:
    click.echo(text, nl=False)
    sys.stdout.flush()
