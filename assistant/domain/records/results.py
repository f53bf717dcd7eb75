"""What an answer holds beside its text: the table that was written, the receipt of a search through many files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table as the answer's text shows it. Each row has as many cells as `columns`; a cell may hold "[n]" markers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> list[str]:
        """The table in GitHub's Markdown, a line each, without line ends: https://github.github.com/gfm/#tables-extension-"""
        return [table_row(self.columns), table_row(["---"] * len(self.columns)), *(table_row(row) for row in self.rows)]


def table_row(cells: Sequence[str]) -> str:
    """A row of a table in Markdown: each cell on one line, its bars escaped."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def find_table(text: str) -> ResultTable | None:
    """The first table that stands in `text` as `ResultTable.lines` writes it; None if there is none."""
    rows: list[tuple[str, ...]] = []
    for line in text.splitlines():
        if line.startswith("| ") and line.endswith(" |"):
            rows.append(_cells(line))
        elif rows:
            break
    if len(rows) < 2 or any(set(cell) != {"-"} for cell in rows[1]):
        return None
    width = len(rows[0])
    return ResultTable(rows[0], tuple((*row, *[""] * width)[:width] for row in rows[2:]))


def _cells(line: str) -> tuple[str, ...]:
    parts = line[2:-2].replace("\\|", "\0").split(" | ")
    return tuple(part.replace("\0", "|").strip() for part in parts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The receipt of a task that looks through files: what became of each file in scope.

    `in_scope` is the sum of the others. `unread`: files that the library lists and could not read; `kept_out`: files
    that a rule keeps out of answers; `left`: not looked at, because the person stopped the task.
    """

    in_scope: int
    matched: int
    unmatched: int
    unread: int = 0
    kept_out: int = 0
    left: int = 0
