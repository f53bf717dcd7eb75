"""Spreadsheets of Excel before 2007 (.xls): a sheet is a page, read as those of today are.

Invariant: formulas are not computed, their stored values are shown; hidden sheets are read, and marked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.office.merged_cells import MAX_COLUMNS, MAX_MERGED, MergedCells, column_letters
from assistant.ingest.parse.office.number_format import Show, number_format, plain_number
from assistant.ingest.parse.office.sheet_tables import SheetTables
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source

_STOP_SHARE = 0.6  # of the time limit, as with spreadsheets of today
_CHECK_EVERY = 256  # rows between two checks of the clock
_MAX_CELL_CHARS = 32_767  # what Excel allows
_MAX_COMMENTS = 2_000


def read_book(source: Source) -> Iterator[ParsedPage]:
    """The sheets in the order of their tabs. Raises ParseFailure."""
    import xlrd

    source.paged = True
    source.page_word = "sheet"
    data = source.stream.read()
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise ParseFailure(
                "needs_password", "It is protected by a password.", "Save a copy without a password."
            ) from None
        raise ParseFailure("damaged", "It is damaged, or not what its name says.") from error
    reader = _Book(book, source)
    for number in range(1, book.nsheets + 1):
        if number > 1 and source.seconds_left(_STOP_SHARE) < 0:
            source.note(f"Only the first {number - 1:,} of {book.nsheets:,} sheets were read: the time was up.")
            break
        yield reader.sheet(number)
        book.unload_sheet(number - 1)


class _Book:
    def __init__(self, book: Any, source: Source) -> None:
        from xlrd.biffh import error_text_from_code

        self._book = book
        self._source = source
        self._errors: dict[int, str] = error_text_from_code
        self._formats: dict[int, Show] = {}

    def sheet(self, number: int) -> ParsedPage:
        """A page; without its heading if the sheet is empty, so that it is reported as a page without text."""
        sheet = self._book.sheet_by_index(number - 1)
        builder = PageBuilder(number)
        is_hidden = bool(sheet.visibility)
        builder.add("heading", f"{sheet.name} (hidden sheet)" if is_hidden else sheet.name, 1)
        before = builder.length
        self._rows(builder, number, sheet)
        for (row, column), note in sorted(sheet.cell_note_map.items())[:_MAX_COMMENTS]:
            text = note.text.removeprefix(f"{note.author}:")  # the program writes the name in front, too
            if text.strip():
                builder.add("paragraph", comment_line(note.author, text, f"{column_letters(column)}{row + 1}"))
        if builder.length == before:
            return ParsedPage(number, "")
        if is_hidden:
            builder.mark("hidden_text")
        return builder.build()

    def _rows(self, builder: PageBuilder, number: int, sheet: Any) -> None:
        tables = SheetTables(builder, sheet.name)
        merged = MergedCells()
        for first, end, column, last in sorted(sheet.merged_cells)[:MAX_MERGED]:
            merged.add((column, last - 1), first + 1, end)
        expected = 1
        for at in range(1, sheet.nrows + 1):
            if builder.length > self._source.limits.max_chars:
                break
            if at % _CHECK_EVERY == 0 and self._source.seconds_left(_STOP_SHARE) < 0:
                self._source.note(f"Only the first {at - 1:,} rows of sheet {number} were read: the time was up.")
                break
            cells = self._cells(sheet.row(at - 1))
            merged.fill(at, cells)
            if at != expected or not cells:
                tables.blank()
            if cells:
                tables.row(at, cells)
                expected = at + 1
        tables.finish()

    def _cells(self, row: Any) -> list[str]:
        """The shown texts from the first column to the last filled column."""
        cells = [self._text(cell) for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        return cells

    def _text(self, cell: Any) -> str:
        import xlrd

        if cell.ctype == xlrd.XL_CELL_TEXT:
            return " ".join(str(cell.value)[:_MAX_CELL_CHARS].split())
        if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return self._number(cell)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        return self._errors.get(cell.value, "") if cell.ctype == xlrd.XL_CELL_ERROR else ""

    def _number(self, cell: Any) -> str:
        show = self._formats.get(cell.xf_index)
        if show is None:
            show = self._formats[cell.xf_index] = self._format(cell.xf_index)
        try:
            return show(float(cell.value))
        except (ValueError, OverflowError):
            return " ".join(str(cell.value).split())

    def _format(self, style: int | None) -> Show:
        styles = self._book.xf_list
        if style is None or not 0 <= style < len(styles):
            return plain_number
        code = self._book.format_map.get(styles[style].format_key)
        return plain_number if code is None else number_format(code.format_str, self._book.datemode == 1)
