"""Builds a page: cleaned text with the spans of its blocks.

Invariant: the text is `clean`; spans are in order, do not overlap, are not empty and lie inside the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.records.documents import Block, BlockKind, ParsedPage
from assistant.ingest.parse.marks.raised import figures_apart, without_marks
from assistant.ingest.parse.rows import RowKeeper
from assistant.text.clean import clean, one_line
from assistant.text.folding import composed
from assistant.text.invisible import (
    BIDI_EMBEDDING,
    BIDI_ISOLATE,
    BYTE_ORDER_MARK,
    HANGUL_FILLER,
    JOINER,
    MONGOLIAN_SEPARATOR,
    OPERATOR,
    TAG,
    WORD_JOINER,
    ZERO_WIDTH_SPACE,
    any_of,
)

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Characters that reorder or hide text: even a single character is suspicious.
_DECEPTIVE = re.compile(
    any_of(BIDI_EMBEDDING, BIDI_ISOLATE, WORD_JOINER, OPERATOR, MONGOLIAN_SEPARATOR, HANGUL_FILLER, TAG)
)
# These occur in ordinary files too: only many of them are suspicious.
_ZERO_WIDTH = re.compile(any_of(ZERO_WIDTH_SPACE, JOINER, WORD_JOINER, BYTE_ORDER_MARK))
_MANY_ZERO_WIDTH = 20
LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"})


def tidy(text: str) -> str:
    """`text` cleaned and in Unicode's composed form, with runs of spaces as a single space, and small figures apart."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # the same result, many times as fast, for most lines
    return _SPACES.sub(" ", figures_apart(composed(clean(text)))).strip()


def deceptive_marks(text: str) -> tuple[str, ...]:
    """("invisible_characters",) if raw `text` holds characters that hide or reorder what a reader would see."""
    if text.isascii():
        return ()
    suspicious = _DECEPTIVE.search(text) or sum(1 for _ in _ZERO_WIDTH.finditer(text)) >= _MANY_ZERO_WIDTH
    return ("invisible_characters",) if suspicious else ()


def _tidy_lines(text: str) -> str:
    if text.isascii() and text.isprintable():  # a single line
        return tidy(text)
    return "\n".join(line for line in map(tidy, clean(text).split("\n")) if line)


def _tidy_cell(text: str) -> str:
    """A cell's text on a line, without the note marks that stand behind its number."""
    tidied = tidy(text)
    return without_marks(tidied if tidied.isascii() and tidied.isprintable() else one_line(tidied))


class PageBuilder:
    """Takes blocks in reading order. A blank line separates them, except list items and table rows."""

    def __init__(self, number: int = 1) -> None:
        self._number = number
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._marks: dict[str, None] = {}
        self._rows = RowKeeper()
        self._announced = ""
        self._heading = ""
        self.notes: list[str] = []  # remarks for the library's list; the reader hands them to its source

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block; `text` is foreign. Only code keeps its white space."""
        if marks := deceptive_marks(text):
            self.mark(*marks)
        text = clean(text).strip("\n") if kind == "code" else _tidy_lines(text)
        if not text or text.isspace():
            return
        if self._announced:
            announced, self._announced = self._announced, ""
            self.add("heading", announced, 1)
        if self._blocks:
            close = kind == self._blocks[-1].kind and kind in ("list", "table_row")
            self._append("\n" if close else "\n\n")
        start = self._length
        self._append(text)
        if kind == "heading":
            self._heading = one_line(text)
        self._blocks.append(Block(kind, start, self._length, level if kind == "heading" else 0))

    def announce(self, heading: str) -> None:
        """Add a heading above the next block, if one comes; "" takes an announced heading back."""
        self._announced = heading

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def begin_table(self, name: str = "", header: Sequence[str] = (), *, sheet: bool = False) -> None:
        """The rows that follow belong to one table. Nothing is written; see ParsedTable.

        A table without a name has that of the heading above it, a sheet has none.
        """
        self._rows.begin(
            one_line(tidy(name)) or ("" if sheet else self._heading),
            [one_line(tidy(cell)) for cell in header],
            sheet=sheet,
        )

    def add_row(self, text: str, number: int, cells: Sequence[str]) -> None:
        """Add a row of a table as a block, and its `cells` beside it; `number` counts from 1 in the sheet or table.

        The mark of a note stays in the text; the cell is the number that it stands behind.
        """
        before = len(self._blocks)
        self.add("table_row", text)
        if len(self._blocks) > before:
            block = self._blocks[-1]
            self._rows.add(number, block.start, block.end, list(map(_tidy_cell, cells)))

    def add_page(self, page: ParsedPage) -> None:
        """Add what another reader made of a part of the file: its blocks, its tables and its marks."""
        rows = {row.start: (table, row) for table in page.tables for row in table.rows}
        begun = None
        for block in page.blocks:
            text = page.text[block.start : block.end]
            if block.start not in rows:
                self.add(block.kind, text, block.level)
                continue
            table, row = rows[block.start]
            if table is not begun:
                self.begin_table(table.name, table.header)
                begun = table
            self.add_row(text, row.number, row.cells)
        self.mark(*page.marks)

    def mark(self, *marks: str) -> None:
        self._marks.update(dict.fromkeys(marks))

    def build(self) -> ParsedPage:
        return ParsedPage(
            self._number, "".join(self._parts), tuple(self._blocks), tuple(self._marks), self._rows.tables()
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
