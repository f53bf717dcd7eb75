"""Word documents: headings, paragraphs, lists, tables, notes, comments, page headers and footers.

It reads the XML itself, because libraries for Word files leave out tracked insertions, content controls and text
boxes. Invariant: deleted and hidden text is not read; a mark shows that there was hidden text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.office.package import count_pictures, title_of
from assistant.ingest.parse.office.word.comments import Comments
from assistant.ingest.parse.office.word.numbering import BULLET, Numbering
from assistant.ingest.parse.office.word.runs import SKIPPED, Runs, raising_styles
from assistant.ingest.parse.office.word.tables import frame_cells, table_grid
from assistant.ingest.parse.office.zipped import Archive, attribute, local_name
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_HEADING_NAME = re.compile(r"(?:heading|überschrift|título|titre|titolo)\s*(\d)", re.IGNORECASE)
_MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class _Style:
    level: int = 0  # 1-6 for headings
    is_list: bool = False
    list_id: str = ""  # of the numbering, "" for none
    depth: int = 0


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure."""
    archive = Archive(source)
    document = archive.xml("word/document.xml")
    if document is None:
        raise ParseFailure("damaged", "It holds no Word document.", "Check that the file has the right ending.")
    source.title = title_of(archive)
    reader = _Reader(PageBuilder(), archive)
    reader.parts(archive, "header")
    reader.blocks(document, 0)
    reader.parts(archive, "footer")
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        notes = archive.xml(name)
        if notes is not None:
            reader.blocks(notes, 0)
    reader.finish()
    source.title = source.title or reader.first_heading
    for note in (*reader.builder.notes, *pictures_note(count_pictures(document))):
        source.note(note)
    yield reader.builder.build()


class _Reader:
    """Adds the blocks of each part of the document to the page."""

    def __init__(self, builder: PageBuilder, archive: Archive) -> None:
        styles = archive.xml("word/styles.xml")
        self.builder = builder
        self.first_heading = ""
        self._styles = _styles(styles)
        self._numbering = Numbering(archive.xml("word/numbering.xml"))
        self._text = Runs(raising_styles(styles), self._on_hidden).text
        self._comments = Comments(archive.xml("word/comments.xml"), self._text)

    def _on_hidden(self) -> None:
        self.builder.mark("hidden_text")
        self.builder.note("Hidden text was not read.")

    def finish(self) -> None:
        """Add the comments that no place of the text refers to."""
        for comment in self._comments.rest():
            self.builder.add("paragraph", comment)

    def parts(self, archive: Archive, kind: str) -> None:
        """Page headers or footers, each text once: the first page often repeats the text of the others."""
        said: set[str] = set()
        for name in sorted(archive.names):
            root = archive.xml(name) if re.fullmatch(rf"word/{kind}\d*\.xml", name) else None
            for paragraph in [] if root is None else root.iter("{*}p"):
                text = one_line(self._text(paragraph))
                if len(text) > 2 and text not in said:
                    said.add(text)
                    self.builder.add("paragraph", text)

    def blocks(self, parent: Any, depth: int) -> None:
        """Add the paragraphs and tables below `parent`, also those in content controls and other wrappers."""
        for element in parent:
            name = local_name(element)
            if name == "p":
                self._paragraph(element)
                self._boxes(element, depth)
                self._add_comments(element)
            elif name == "tbl":
                self._table(element)
                self._add_comments(element)
            elif name and name not in SKIPPED and depth < _MAX_DEPTH:
                self.blocks(element, depth + 1)

    def _paragraph(self, paragraph: Any) -> None:
        text = self._text(paragraph)
        if not text.strip():
            return
        style = self._style(paragraph)
        label = self._numbering.next_label(style.list_id, style.depth) if style.list_id else ""
        if style.level:
            heading = one_line(text if label in ("", BULLET) else f"{label} {text}")
            self.first_heading = self.first_heading or heading
            self.builder.add("heading", heading, style.level)
        elif label or style.is_list:
            self.builder.add("list", f"{label or BULLET} {text.strip()}")
        else:
            self.builder.add("paragraph", text)

    def _boxes(self, paragraph: Any, depth: int) -> None:
        """Add the text boxes of a paragraph after it; the compatibility copy of each box is skipped."""
        if depth >= _MAX_DEPTH:
            return
        for box in paragraph.iter("{*}txbxContent"):
            if not any(local_name(above) in ("Fallback", "txbxContent") for above in box.iterancestors()):
                self.blocks(box, depth + 1)

    def _add_comments(self, element: Any) -> None:
        for comment in self._comments.about(element):
            self.builder.add("paragraph", comment)

    def _table(self, table: Any) -> None:
        frame = frame_cells(table)
        for cell in frame:
            self.blocks(cell, 1)
        if not frame:
            add_rows(self.builder, *table_grid(table, lambda cell: one_line(self._cell(cell))))

    def _cell(self, cell: Any) -> str:
        return " ".join(text for paragraph in cell.iter("{*}p") if (text := self._text(paragraph).strip()))

    def _style(self, paragraph: Any) -> _Style:
        """The paragraph's style, changed by the properties of the paragraph itself."""
        properties = paragraph.find("{*}pPr")
        if properties is None:
            return _Style()
        named = properties.find("{*}pStyle")
        style = self._styles.get(attribute(named, "val"), _Style()) if named is not None else _Style()
        return _with_properties(style, properties)


def _styles(root: Any) -> dict[str, _Style]:
    """The styles by their id, from their name, their outline level, or the style they are based on."""
    found: dict[str, _Style] = {}
    for style in [] if root is None else root.iter("{*}style"):
        name = style.find("{*}name")
        title = attribute(name, "val") if name is not None else ""
        base = style.find("{*}basedOn")
        inherited = found.get(attribute(base, "val"), _Style()) if base is not None else _Style()
        properties = style.find("{*}pPr")
        own = _with_properties(inherited, properties) if properties is not None else inherited
        numbered = _HEADING_NAME.match(title)
        if numbered:
            own = replace(own, level=max(1, min(6, int(numbered.group(1)))))
        elif title.lower() in ("title", "titel"):
            own = replace(own, level=1)
        elif title.lower().startswith("list"):
            own = replace(own, is_list=True)
        found[attribute(style, "styleId")] = own
    return found


def _with_properties(style: _Style, properties: Any) -> _Style:
    """`style` with the outline level and numbering that `properties` set; number 0 removes the numbering."""
    level = _outline_level(properties)
    if level:
        style = replace(style, level=level)
    number = properties.find("{*}numPr")
    if number is not None:
        list_id, depth = number.find("{*}numId"), number.find("{*}ilvl")
        if list_id is not None:
            value = attribute(list_id, "val")
            style = replace(style, list_id="" if value == "0" else value)
        written = attribute(depth, "val") if depth is not None else ""
        if written.isdecimal():
            style = replace(style, depth=int(written) if len(written) == 1 else 8)
    return style


def _outline_level(properties: Any) -> int:
    """1-6 from w:outlineLvl (0-8, 9 is body text), else 0."""
    outline = properties.find("{*}outlineLvl")
    value = attribute(outline, "val") if outline is not None else ""
    return min(6, int(value) + 1) if value.isdecimal() and len(value) == 1 and int(value) < 9 else 0
