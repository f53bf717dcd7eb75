"""Builds documents and pages from the messages of a parser process.

Invariant: a page of a message is checked like any foreign input: types, spans, order and cleanliness.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.domain.records.documents import Block, ParsedDocument, ParsedPage
from assistant.domain.records.tables import TABLES_VERSION, ParsedTable, TableRow
from assistant.ingest.parse.rows import MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_NAME_CHARS
from assistant.ingest.parse.source import MAX_NOTE_CHARS
from assistant.text.clean import is_clean, one_line

_MOST = 1_000_000_000  # pages of a document, or rows of a sheet: what the ledger can hold, and no real file reaches


def make_document(title: str, paged: bool, pages: Iterable[ParsedPage], notes: Iterable[str]) -> ParsedDocument:
    """The document; if it is paged, its pages without text are listed."""
    kept = tuple(pages)
    return ParsedDocument(
        title=title,
        paged=paged,
        pages=kept,
        pages_without_text=tuple(page.number for page in kept if not page.text.strip()) if paged else (),
        notes=tuple(one_line(note, MAX_NOTE_CHARS) for note in notes),
        tables_version=TABLES_VERSION,
    )


def checked_page(number: object, text: object, blocks: object, marks: object) -> ParsedPage:
    """A page from the values of a message. Raises ValueError if they are not a valid page."""
    if type(number) is not int or not 1 <= number <= _MOST or not isinstance(text, str):
        raise ValueError("not a page")
    if not isinstance(blocks, list) or not isinstance(marks, list):
        raise ValueError("not a page")
    if not is_clean(text):
        raise ValueError("not clean")
    found: list[Block] = []
    before = 0
    for block in blocks:
        kind, start, end, level = block
        if kind not in ("heading", "paragraph", "list", "table_row", "code"):
            raise ValueError("not a block")
        if any(type(value) is not int for value in (start, end, level)) or not 0 <= level <= 6:
            raise ValueError("not a block")
        if not before <= start < end <= len(text):
            raise ValueError("not a span")
        found.append(Block(kind, start, end, level))
        before = end
    return ParsedPage(number, text, tuple(found), tuple(one_line(str(mark), 40) for mark in marks[:10]))


def checked_table(name: object, header: object, sheet: object, complete: object, rows: object) -> ParsedTable:
    """A table from the values of a message. Raises ValueError if they are not a valid table."""
    if not isinstance(rows, list) or type(sheet) is not bool or type(complete) is not bool:
        raise ValueError("not a table")
    cells = 0
    found: list[TableRow] = []
    for number, start, end, texts in rows:
        if (
            any(type(value) is not int for value in (number, start, end))
            or not 0 <= start < end <= _MOST
            or not 1 <= number <= _MOST
        ):
            raise ValueError("not a row")
        found.append(TableRow(number, start, end, _cells(texts, MAX_CELL_CHARS)))
        cells += len(texts)
    if cells > MAX_CELLS or any(after.start < before.end for before, after in pairwise(found)):
        raise ValueError("not a table")
    [title] = _cells([name], MAX_NAME_CHARS)
    return ParsedTable(title, _cells(header, MAX_NAME_CHARS), tuple(found), sheet, complete)


def with_tables(page: ParsedPage, tables: Sequence[ParsedTable]) -> ParsedPage:
    """`page` with its `tables`. Raises ValueError if a row does not lie in its text."""
    if any(row.end > len(page.text) for table in tables for row in table.rows):
        raise ValueError("not a row of this page")
    return replace(page, tables=tuple(tables)) if tables else page


def _cells(values: object, max_chars: int) -> tuple[str, ...]:
    if not isinstance(values, list) or len(values) > MAX_COLUMNS:
        raise ValueError("not cells")
    for value in values:
        if not isinstance(value, str) or len(value) > max_chars or not is_clean(value) or "\n" in value:
            raise ValueError("not a cell")
    return tuple(values)
