"""OpenDocument spreadsheets: a sheet is a page, with its name as heading and its rows under the names of their columns.

The XML is read row by row. Invariant: formulas are not computed, their stored values are shown; hidden sheets are read,
and marked; a cell or row that is repeated a million times takes no more room than the limits allow.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.remark import comment_line, pictures_note
from assistant.ingest.parse.office.merged_cells import MAX_COLUMNS, MAX_MERGED, MergedCells, column_letters
from assistant.ingest.parse.office.odt_parts import Controls
from assistant.ingest.parse.office.opendocument.blocks import Blocks, outermost
from assistant.ingest.parse.office.opendocument.package import (
    CONTENT,
    Package,
    no_content,
    open_package,
    refuse_encrypted,
    title_of,
)
from assistant.ingest.parse.office.opendocument.values import shown_value
from assistant.ingest.parse.office.sheet_tables import SheetTables
from assistant.ingest.parse.office.zipped import local_name, own_attribute, whole_number
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

# Of the time limit: then reading stops and the pages so far are kept. It comes before the processor time limit.
_STOP_SHARE = 0.6
_CHECK_EVERY = 256  # rows between two checks of the clock
_MAX_REPEATED_ROWS = 1_000  # of one row: programs repeat rows that are alike, and fill a sheet to its end
_MAX_CELL_CHARS = 32_767
_MAX_ROW_CHARS = 1_000_000
_PARTS = ("automatic-styles", "forms", "shapes", "table-source", "table-row", "table")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def read(source: Source) -> Iterator[ParsedPage]:
    """The sheets in the order of their tabs. Raises ParseFailure."""
    source.paged = True
    source.page_word = "sheet"
    archive = open_package(source)
    refuse_encrypted(archive)
    source.title = title_of(archive)
    book = _Book(archive, source)
    yield from book.sheets()
    for note in pictures_note(book.pictures):
        source.note(note)


class _Book:
    """Reads the parts of the content as they come; the sheet that is open gets them."""

    def __init__(self, archive: Package, source: Source) -> None:
        self._archive = archive
        self._source = source
        self._blocks: Blocks | None = None
        self._hidden: frozenset[str] = frozenset()
        self._sheet: _Sheet | None = None
        self._is_over = False

    @property
    def pictures(self) -> int:
        return self._blocks.pictures if self._blocks is not None else 0

    def sheets(self) -> Iterator[ParsedPage]:
        count = 0
        for element in self._archive.elements(CONTENT, *_PARTS):
            name = local_name(element)
            above = element.getparent()
            if name == "automatic-styles":
                self._styles(element)
                continue
            table = element if name == "table" else next(element.iterancestors("{*}table"), None)
            if table is None or table.getparent() is None or local_name(table.getparent()) != "spreadsheet":
                continue  # a table inside a drawing, or in the record of changes
            if self._sheet is None:
                self._sheet = self._open(count + 1, table)
            if name == "table":
                sheet, self._sheet = self._sheet, None
                if not sheet.is_foreign:
                    count += 1
                    yield sheet.page()
                if self._is_over:
                    return
            elif name == "table-source":
                self._sheet.is_foreign = True
            elif name == "table-row":
                self._row(self._sheet, element, count + 1)
            elif above is table:
                self._sheet.beside(element)
        if not count:
            raise no_content("spreadsheet")

    def _styles(self, element: Any) -> None:
        """Keep what the styles say; an object inside a drawing has some of its own."""
        root = element.getparent()
        if self._blocks is None and root is not None and root.getparent() is None:
            self._blocks = Blocks(self._archive, root)
            self._hidden = frozenset(
                own_attribute(style, "name")
                for style in element.iterfind("{*}style")
                for properties in style.iterfind("{*}table-properties")
                if any(key.endswith("}display") and value == "false" for key, value in properties.items())
            )

    def _open(self, number: int, table: Any) -> _Sheet:
        if self._blocks is None:
            self._blocks = Blocks(self._archive, table)
        is_hidden = own_attribute(table, "style-name") in self._hidden
        return _Sheet(number, own_attribute(table, "name"), self._blocks, self._source, is_hidden=is_hidden)

    def _row(self, sheet: _Sheet, element: Any, number: int) -> None:
        if self._is_over or sheet.is_foreign or sheet.is_full:
            return
        sheet.count += 1
        if sheet.count % _CHECK_EVERY == 0 and self._source.seconds_left(_STOP_SHARE) < 0:
            self._source.note(f"Only the first {sheet.count:,} rows of sheet {number} were read: the time was up.")
            self._is_over = True
            return
        sheet.row(element)


class _Sheet:
    """The page of one sheet. `is_foreign`: it is a copy of another file's sheet, which nobody is shown."""

    def __init__(self, number: int, name: str, blocks: Blocks, source: Source, *, is_hidden: bool) -> None:
        self.is_foreign = False
        self.count = 0
        self._number = number
        self._is_hidden = is_hidden
        self._blocks = blocks
        self._source = source
        self._builder = PageBuilder(number)
        blocks.builder = self._builder
        self._builder.add("heading", f"{name} (hidden sheet)" if is_hidden else name, 1)
        self._before = self._builder.length
        self._tables = SheetTables(self._builder, name)
        self._merged = MergedCells()
        self._merged_left = MAX_MERGED
        self._at = 1
        self._boxes: list[str] = []
        self._comments: list[str] = []

    @property
    def is_full(self) -> bool:
        return self._builder.length > self._source.limits.max_chars

    def page(self) -> ParsedPage:
        """The page; without its heading if the sheet is empty, so that it is reported as a page without text."""
        self._tables.finish()
        for line in (*self._boxes, *self._comments):
            self._builder.add("paragraph", line)
        for note in self._builder.notes:
            self._source.note(note)
        if self._builder.length == self._before:
            return ParsedPage(self._number, "")
        if self._is_hidden:
            self._builder.mark("hidden_text")
        return self._builder.build()

    def beside(self, element: Any) -> None:
        """Forms and drawings that stand beside the cells."""
        if local_name(element) == "forms":
            self._blocks.controls = Controls(copy.deepcopy(element))
        elif local_name(element) == "shapes":
            for shape in element:
                self._shape(shape)

    def row(self, element: Any) -> None:
        times = _repeated(element, "number-rows-repeated")
        cells = self._cells(element)
        if not cells:
            self._tables.blank()
            self._at += times
            return
        for _ in range(min(times, _MAX_REPEATED_ROWS)):
            if self.is_full:
                break
            filled = list(cells)
            self._merged.fill(self._at, filled)
            self._tables.row(self._at, filled)
            self._at += 1
        if times > _MAX_REPEATED_ROWS:
            self._source.note(f"Of a row that is repeated only {_MAX_REPEATED_ROWS:,} were read.")
            self._at += times - _MAX_REPEATED_ROWS

    def _cells(self, row: Any) -> list[str]:
        """The shown texts from the first column to the last filled column; of merged cells only the first has one."""
        cells: list[str] = []
        column = chars = 0
        for cell in row:
            name = local_name(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            times = _repeated(cell, "number-columns-repeated")
            text = self._cell(cell, column) if name == "table-cell" and (len(cell) or len(cell.attrib) > 1) else ""
            if text and (column >= MAX_COLUMNS or chars > _MAX_ROW_CHARS):
                self._source.note(f"Only the first {column:,} columns were read.")
                break
            if text:
                fitting = min(times, MAX_COLUMNS - column, 1 + (_MAX_ROW_CHARS - chars) // len(text))
                cells.extend([""] * (column - len(cells)))
                cells.extend([text] * fitting)
                chars += fitting * len(text)
            column += times
        return cells

    def _cell(self, cell: Any, column: int) -> str:
        down = whole_number(own_attribute(cell, "number-rows-spanned"), 1)
        across = whole_number(own_attribute(cell, "number-columns-spanned"), 1)
        if max(down, across) > 1 and self._merged_left:
            self._merged_left -= 1
            self._merged.add((column, column + across - 1), self._at, self._at + down - 1)
        said: list[str] = []
        for child in cell:
            name = local_name(child)
            if name in ("p", "h"):
                said.append(self._blocks.text_of(child))
            elif name == "annotation":
                self._comment(child, f"{column_letters(column)}{self._at}")
            elif name == "list":
                said += [self._blocks.text_of(inner) for inner in outermost(child)]
            elif name and name not in ("detective", "table"):
                self._shape(child)
        values = {
            key.removeprefix(_OFFICE): value for key, value in cell.items() if key.startswith(_OFFICE)
        }  # programs of today repeat them in a namespace of their own
        return shown_value(values, " ".join(" ".join(said)[:_MAX_CELL_CHARS].split()))[:_MAX_CELL_CHARS].strip()

    def _comment(self, annotation: Any, place: str) -> None:
        text = " ".join(self._blocks.text_of(inner) for inner in outermost(annotation))
        if text.strip():
            self._comments.append(comment_line(annotation.findtext("{*}creator") or "", text, place))

    def _shape(self, shape: Any) -> None:
        """A text box, a button or a picture over the cells."""
        name = local_name(shape)
        if name == "control":
            text = self._blocks.controls.shown(own_attribute(shape, "control"))
        elif shape.find("{*}image") is not None and shape.find("{*}object") is None:
            self._blocks.pictures += 1
            text = " ".join(shape.findtext(f"{{*}}{told}") or "" for told in ("title", "desc"))
        elif shape.find("{*}object") is not None:
            text = ""  # a chart of the cells
        else:
            text = "\n".join(self._blocks.text_of(inner) for inner in outermost(shape))
        if text.strip():
            self._boxes.append("\n".join(map(one_line, text.split("\n"))))


def _repeated(element: Any, name: str) -> int:
    return max(1, whole_number(own_attribute(element, name), 1))
