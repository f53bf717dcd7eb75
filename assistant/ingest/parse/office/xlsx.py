"""Spreadsheets: a sheet is a page, with its name as heading and its rows under the names of their columns.

It reads the XML itself, row by row. Invariant: formulas are not computed, their stored values are shown; hidden sheets
are read, and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.raised import lowered, raised, written
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.office.drawing import paragraphs
from assistant.ingest.parse.office.merged_cells import MAX_COLUMNS, MAX_MERGED, MERGED, MergedCells, column_number
from assistant.ingest.parse.office.number_format import BUILT_IN, Show, number_format, plain_number
from assistant.ingest.parse.office.package import (
    Relation,
    count_pictures,
    main_part,
    note_missing,
    related,
    relation_id,
    relations,
    title_of,
)
from assistant.ingest.parse.office.remarks import form_controls, sheet_comments
from assistant.ingest.parse.office.sheet_tables import SheetTables
from assistant.ingest.parse.office.zipped import Archive, local_name, whole_number
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source

# Of the time limit: then reading stops and the pages so far are kept. It comes before the processor time limit.
_STOP_SHARE = 0.6
_CHECK_EVERY = 256  # rows or texts between two checks of the clock
_MAX_CELL_CHARS = 32_767  # what Excel allows
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # an escaped character that XML does not allow
_CELL_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")


def read(source: Source) -> Iterator[ParsedPage]:
    """The sheets in the order of their tabs. Raises ParseFailure."""
    source.paged = True
    source.page_word = "sheet"
    archive = Archive(source)
    book, workbook = main_part(archive, "xl/workbook.xml", "workbook")
    source.title = title_of(archive)
    reader = _Reader(archive, source, book, workbook)
    parts = relations(archive, book)
    sheets = workbook.findall("{*}sheets/{*}sheet")
    if not sheets:
        raise ParseFailure("damaged", "Its workbook names no sheet.")
    named = [parts.get(relation_id(sheet), Relation("", "")).part for sheet in sheets]
    note_missing(archive, source, named)
    for number, (sheet, part) in enumerate(zip(sheets, named, strict=True), 1):
        if number > 1 and source.seconds_left(_STOP_SHARE) < 0:
            source.note(f"Only the first {number - 1:,} of {len(sheets):,} sheets were read: the time was up.")
            break
        yield reader.sheet(number, sheet, part)
    for note in pictures_note(reader.pictures):
        source.note(note)


class _Reader:
    """Reads the sheets in order, with the texts and formats that they share."""

    def __init__(self, archive: Archive, source: Source, book: str, workbook: Any) -> None:
        self.pictures = 0
        self._archive = archive
        self._source = source
        properties = workbook.find("{*}workbookPr")
        from_1904 = properties is not None and properties.get("date1904", "").lower() in ("1", "true", "on")
        self._texts = [text for name in related(archive, book, "sharedStrings") for text in self._shared(name)]
        self._formats = [
            number_format(code, from_1904)
            for name in related(archive, book, "styles")
            for code in _codes(archive.xml(name))
        ]

    def _shared(self, part: str) -> Iterator[str]:
        """The texts that cells refer to by number. Raises ParseFailure if the time limit is too short for them."""
        for count, item in enumerate(self._archive.elements(part, "si")):
            if count % _CHECK_EVERY == 0 and self._source.seconds_left(_STOP_SHARE) < 0:
                raise ParseFailure("limit", "It holds more texts than can be read within the time limit.")
            yield _rich_text(item)

    def sheet(self, number: int, sheet: Any, part: str) -> ParsedPage:
        """A page; without its heading if the sheet is empty, so that it is reported as a page without text."""
        name = sheet.get("name", "")
        is_hidden = sheet.get("state", "visible") != "visible"
        builder = PageBuilder(number)
        builder.add("heading", f"{name} (hidden sheet)" if is_hidden else name, 1)
        before = builder.length
        self._rows(builder, number, name, part)
        parts = relations(self._archive, part)
        controls = form_controls(self._archive, part, parts)
        for relation in parts.values():
            if relation.kind == "drawing":
                self._boxes(builder, relation.part, controls)
        for line in (*controls.values(), *sheet_comments(self._archive, parts)):
            builder.add("paragraph", line)
        if builder.length == before:
            return ParsedPage(number, "")
        if is_hidden:
            builder.mark("hidden_text")
        return builder.build()

    def _rows(self, builder: PageBuilder, number: int, name: str, part: str) -> None:
        tables = SheetTables(builder, name)
        merged = MergedCells(self._archive.find_all(part, MERGED, MAX_MERGED))
        expected = 1
        for count, row in enumerate(self._archive.elements(part, "row")):
            if builder.length > self._source.limits.max_chars:
                break
            if count % _CHECK_EVERY == 0 and self._source.seconds_left(_STOP_SHARE) < 0:
                self._source.note(f"Only the first {count:,} rows of sheet {number} were read: the time was up.")
                break
            number_text = row.get("r", "")
            at = int(number_text) if number_text.isdecimal() and len(number_text) < 10 else expected
            cells = self._cells(row)
            merged.fill(at, cells)
            if at != expected or not cells:
                tables.blank()
            if cells:
                tables.row(at, cells)
            expected = at + 1
        tables.finish()

    def _cells(self, row: Any) -> list[str]:
        """The shown texts from the first column to the last filled column."""
        cells: list[str] = []
        prefix = row.tag.rpartition("}")[0] + "}" if "}" in row.tag else ""
        column = -1
        for cell in row.iterchildren(f"{prefix}c"):
            reference = _CELL_REFERENCE.fullmatch(cell.get("r", ""))
            column = column_number(reference[1]) if reference else column + 1
            if column >= MAX_COLUMNS:
                self._source.note(f"Only the first {MAX_COLUMNS:,} columns were read.")
                break
            text = self._text(cell, prefix)
            if text:
                cells.extend([""] * (column - len(cells)))
                cells[column:] = [text]
        return cells

    def _text(self, cell: Any, prefix: str) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{prefix}is")
            return _rich_text(inline) if inline is not None else ""
        value = (cell.findtext(f"{prefix}v") or "").strip()
        if kind == "n":
            return self._number(value, cell.get("s", ""))
        if kind == "s":
            number = whole_number(value, len(self._texts))
            return self._texts[number] if number < len(self._texts) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind == "d":
            return value.removesuffix("Z").removesuffix("T00:00:00").replace("T", " ")
        return _one_line(value)

    def _number(self, value: str, style: str) -> str:
        if not value:
            return ""
        show: Show = plain_number
        number = whole_number(style, len(self._formats))
        if number < len(self._formats):
            show = self._formats[number]
        try:
            return show(float(value))
        except (ValueError, OverflowError):
            return _one_line(value)

    def _boxes(self, builder: PageBuilder, drawing: str, controls: Mapping[str, str]) -> None:
        """Text boxes that lie over the cells; the labels of `controls` are read with them."""
        root = self._archive.xml(drawing)
        self.pictures += 0 if root is None else count_pictures(root)
        for box in [] if root is None else root.iter("{*}txBody"):
            named = box.getparent().find("{*}nvSpPr/{*}cNvPr")
            if named is None or named.get("name", "") not in controls:
                for paragraph in paragraphs(box):
                    builder.add("paragraph", paragraph.text)


def _codes(styles: Any) -> Iterator[str]:
    """The format code of each cell style."""
    if styles is None:
        return
    own = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in styles.iterfind("{*}numFmts/{*}numFmt")}
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId", "0")
        yield own.get(number) or BUILT_IN.get(whole_number(number, 0), "General")


def _rich_text(item: Any) -> str:
    """The text of a string with or without formatting; phonetic readings of East Asian characters are left out."""
    return _one_line(written("".join(map(_run, item.iter("{*}t")))))


def _run(text: Any) -> str:
    """A piece of a string; what its own format raises is marked."""
    above, shown = text.getparent(), text.text or ""
    name = local_name(above)
    if name != "r" or not shown:
        return "" if name == "rPh" else shown
    how = next((look.get("val") for look in above[0] if local_name(look) == "vertAlign"), "")
    return raised(shown) if how == "superscript" else lowered(shown) if how == "subscript" else shown


def _one_line(text: str) -> str:
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return " ".join(text[:_MAX_CELL_CHARS].split())
