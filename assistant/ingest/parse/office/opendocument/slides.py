"""OpenDocument presentations: a slide is a page, with its title as heading, its texts, tables, charts, notes, comments.

Invariant: text of the master slides is not read; hidden slides are read, and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.office.odt_parts import comment_of, table_grid
from assistant.ingest.parse.office.opendocument.blocks import Blocks, outermost
from assistant.ingest.parse.office.opendocument.package import (
    CONTENT,
    Package,
    content_of,
    open_package,
    title_of,
)
from assistant.ingest.parse.office.slides.order import Place, in_rows
from assistant.ingest.parse.office.zipped import attribute, local_name, own_attribute
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

# Of the time limit: then reading stops and the pages so far are kept. It comes before the processor time limit.
_STOP_SHARE = 0.6
_REPEATED = ("header", "footer", "date-time", "page-number")  # the program fills them in on every slide
_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_MAX_DEPTH = 50


def read(source: Source) -> Iterator[ParsedPage]:
    """The slides in the order of the show. Raises ParseFailure."""
    source.paged = True
    source.page_word = "slide"
    archive = open_package(source)
    content, body = content_of(archive, "presentation", "presentation")
    source.title = title_of(archive, content)
    reader = _Reader(archive, content)
    slides = body.findall("{*}page")
    for index, slide in enumerate(slides):
        if index and source.seconds_left(_STOP_SHARE) < 0:
            source.note(f"Only the first {index:,} of {len(slides):,} slides were read: the time was up.")
            break
        yield reader.slide(index + 1, slide)
        source.title = source.title or reader.first_title
    for note in (*reader.notes, *pictures_note(reader.pictures)):
        source.note(note)


class _Reader:
    """Reads the slides in order."""

    def __init__(self, archive: Package, content: Any) -> None:
        self.first_title = ""
        self.notes: list[str] = []
        self._archive = archive
        self._blocks = Blocks(archive, content)
        self._hidden = {
            own_attribute(style, "name")
            for style in content.iterfind("{*}automatic-styles/{*}style")
            for properties in style.iterfind("{*}drawing-page-properties")
            if attribute(properties, "visibility") == "hidden"
        }

    @property
    def pictures(self) -> int:
        return self._blocks.pictures

    def slide(self, number: int, page: Any) -> ParsedPage:
        """A page; without text if the slide is empty or holds only pictures."""
        builder = self._blocks.builder = PageBuilder(number)
        is_hidden = own_attribute(page, "style-name") in self._hidden
        for frame in page.iterchildren("{*}frame"):
            if _role(frame) == "title":
                text = one_line(" ".join(map(self._blocks.text_of, outermost(frame))))
                self.first_title = self.first_title or text
                builder.add("heading", f"{text} (hidden slide)" if text and is_hidden else text, 1)
        self._shapes(list(page), 0)
        for notes in page.iterchildren("{*}notes"):
            self._notes(builder, notes)
        for comment in page.iterchildren("{*}annotation"):
            builder.add("paragraph", comment_of(comment))
        if is_hidden and builder.length:
            builder.mark("hidden_text")
        self.notes += builder.notes
        return builder.build()

    def _shapes(self, shapes: Sequence[Any], depth: int) -> None:
        """Add the shapes in the order of reading, including those in groups."""
        shown = [shape for shape in shapes if local_name(shape) not in ("", "notes", "annotation", "forms")]
        for shape in in_rows([(shape, _place(shape)) for shape in shown]) or shown:
            name = local_name(shape)
            if name == "g" and depth < _MAX_DEPTH:
                self._shapes(list(shape), depth + 1)
            elif name == "control":
                self._blocks.builder.add("paragraph", self._blocks.controls.shown(own_attribute(shape, "control")))
            elif name == "frame":
                self._frame(shape)
            elif name != "g":
                self._blocks.blocks(shape)

    def _frame(self, frame: Any) -> None:
        role = _role(frame)
        if role == "title" or role in _REPEATED:
            return
        boxes = [child for child in frame if local_name(child) in ("text-box", "table")]
        linked = frame.find("{*}object")
        for box in boxes:
            self._blocks.blocks([box] if local_name(box) == "table" else box)
        if linked is not None:
            self._object(linked)
        elif not boxes and frame.find("{*}image") is not None:
            self._blocks.pictures += 1
        for told in ("title", "desc"):
            self._blocks.builder.add("paragraph", frame.findtext(f"{{*}}{told}") or "")

    def _object(self, linked: Any) -> None:
        """A chart: its title, and the table that it draws."""
        target = attribute(linked, "href").removeprefix("./")
        root = self._archive.xml(f"{target}/{CONTENT}") if target else linked
        for chart in [] if root is None else root.iter("{*}chart"):
            if chart.find("{*}plot-area") is None:
                continue
            for title in chart.iterchildren("{*}title"):
                self._blocks.builder.add("paragraph", " ".join(map(self._blocks.text_of, outermost(title))))
            for table in chart.iterchildren("{*}table"):
                rows, _ = table_grid(table, self._blocks.text_of)
                add_rows(self._blocks.builder, rows, header=any(rows[0][1:]) if rows and rows[0] else None)

    def _notes(self, builder: PageBuilder, notes: Any) -> None:
        """Add the speaker's notes."""
        label = "Notes: "
        for frame in notes.iterchildren("{*}frame"):
            for paragraph in outermost(frame) if _role(frame) == "notes" else ():
                if text := self._blocks.text_of(paragraph).strip():
                    builder.add("paragraph", label + text)
                    label = ""


def _role(frame: Any) -> str:
    """Which part of its layout a frame fills: "title", "outline", ..."""
    return (
        attribute(frame, "class") if frame.get("{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}class") else ""
    )


def _place(shape: Any) -> Place | None:
    """Where a shape stands, in hundredths of a point."""
    values = [_LENGTH.fullmatch(attribute(shape, name)) for name in ("x", "y", "width", "height")]
    if not all(values):
        return None
    left, top, width, height = (round(float(one[1]) * _POINTS[one[2]] * 100) for one in values if one)
    return left, top, width, height
