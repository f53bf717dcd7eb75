"""Presentations: a slide is a page, with its title as heading, its texts, tables, charts, diagrams, notes, comments.

It reads the XML itself. Invariant: text of the slide master is not read; hidden slides are read, and marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.office.chart import add_chart
from assistant.ingest.parse.office.drawing import paragraph_text, paragraphs, table_rows
from assistant.ingest.parse.office.package import (
    Relation,
    count_pictures,
    main_part,
    note_missing,
    relation_id,
    relations,
    title_of,
)
from assistant.ingest.parse.office.remarks import comment_authors, slide_comments
from assistant.ingest.parse.office.slides.order import (
    Place,
    in_reading_order,
    place_of,
    placeholder_keys,
    placeholder_of,
)
from assistant.ingest.parse.office.zipped import Archive, child_of, local_name
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

# Of the time limit: then reading stops and the pages so far are kept. It comes before the processor time limit.
_STOP_SHARE = 0.6
_TITLES = ("title", "ctrTitle")
_REPEATED = ("sldNum", "dt", "hdr")  # the program fills them in on every slide
_NO_TITLE = "PowerPoint Presentation"  # PowerPoint's title for every presentation
_MAX_DEPTH = 50


def read(source: Source) -> Iterator[ParsedPage]:
    """The slides in the order of the show. Raises ParseFailure."""
    source.paged = True
    source.page_word = "slide"
    archive = Archive(source)
    deck, presentation = main_part(archive, "ppt/presentation.xml", "presentation")
    title = title_of(archive)
    source.title = "" if title == _NO_TITLE else title
    reader = _Reader(archive)
    parts = relations(archive, deck)
    named = presentation.iterfind("{*}sldIdLst/{*}sldId")
    slides = [parts.get(relation_id(slide), Relation("", "")).part for slide in named]
    note_missing(archive, source, slides)
    for index, part in enumerate(slides):
        if index and source.seconds_left(_STOP_SHARE) < 0:
            source.note(f"Only the first {index:,} of {len(slides):,} slides were read: the time was up.")
            break
        yield reader.slide(index + 1, part)
        source.title = source.title or reader.first_title
    for note in pictures_note(reader.pictures):
        source.note(note)


class _Reader:
    """Reads the slides in order; a repeated footer is added once."""

    def __init__(self, archive: Archive) -> None:
        self.first_title = ""
        self.pictures = 0
        self._archive = archive
        self._footers: set[str] = set()
        self._layouts: dict[str, dict[str, Place]] = {}

    def slide(self, number: int, part: str) -> ParsedPage:
        """A page; without text if the slide is empty, is missing or holds only pictures."""
        builder = PageBuilder(number)
        root = self._archive.xml(part)
        tree = root.find("{*}cSld/{*}spTree") if root is not None else None
        if tree is None:
            return builder.build()
        is_hidden = root.get("show") in ("0", "false")
        parts = relations(self._archive, part)
        for title in (shape for shape in tree.iter("{*}sp") if _placeholder(shape) in _TITLES):
            text = one_line(" ".join(paragraph.text for paragraph in _body(title)))
            self.first_title = self.first_title or text
            builder.add("heading", f"{text} (hidden slide)" if text and is_hidden else text, 1)
        self.pictures += count_pictures(tree)
        self._shapes(tree, builder, parts, 0)
        for relation in parts.values():
            if relation.kind == "notesSlide":
                self._notes(builder, relation.part)
            elif relation.kind == "comments":
                for comment in slide_comments(self._archive.xml(relation.part), comment_authors(self._archive)):
                    builder.add("paragraph", comment)
        if is_hidden and builder.length:
            builder.mark("hidden_text")
        return builder.build()

    def _shapes(self, parent: Any, builder: PageBuilder, parts: dict[str, Relation], depth: int) -> None:
        """Add the shapes in the order of reading, including those in groups."""
        for shape in in_reading_order(list(parent), lambda: self._layout(parts) if depth == 0 else {}):
            name = local_name(shape)
            if _is_hidden(shape):
                if next((t for t in shape.iter("{*}t") if (t.text or "").strip()), None) is not None:
                    builder.mark("hidden_text")
            elif name == "sp":
                self._text(shape, builder)
            elif name == "graphicFrame":
                self._graphic(shape, builder, parts)
            elif name in ("grpSp", "AlternateContent", "Choice") and depth < _MAX_DEPTH:
                self._shapes(shape, builder, parts, depth + 1)

    def _layout(self, parts: dict[str, Relation]) -> dict[str, Place]:
        """Where the layout of a slide puts its placeholders."""
        part = next((relation.part for relation in parts.values() if relation.kind == "slideLayout"), "")
        if part not in self._layouts:
            root = self._archive.xml(part) if part else None
            shapes = [] if root is None else root.iter("{*}sp")
            places = [(shape, place) for shape in shapes if (place := place_of(shape)) is not None]
            self._layouts[part] = {key: place for shape, place in places for key in placeholder_keys(shape)}
        return self._layouts[part]

    def _text(self, shape: Any, builder: PageBuilder) -> None:
        role = _placeholder(shape)
        if role in _TITLES or role in _REPEATED:
            return
        found = list(_body(shape))
        if role == "ftr":
            text = " ".join(paragraph.text for paragraph in found)
            if text not in self._footers:
                self._footers.add(text)
                builder.add("paragraph", text)
            return
        bullets = role in ("body", "obj") and len(found) > 1
        for paragraph in found:
            if bullets if paragraph.is_list is None else paragraph.is_list:
                builder.add("list", f"{paragraph.label or '-'} {paragraph.text.strip()}")
            else:
                builder.add("paragraph", paragraph.text)

    def _graphic(self, frame: Any, builder: PageBuilder, parts: dict[str, Relation]) -> None:
        """A table, a chart or a diagram."""
        for table in frame.iter("{*}tbl"):
            properties = table.find("{*}tblPr")
            header = properties is not None and properties.get("firstRow") in ("1", "true")
            rows = table_rows(table)
            add_rows(builder, rows, True if header and len(rows) > 1 else None)
        for chart in frame.iter("{*}chart"):
            root = self._archive.xml(parts.get(relation_id(chart), Relation("", "")).part)
            if root is not None:
                add_chart(root, builder)
        for diagram in frame.iter("{*}relIds"):
            key = next((value for name, value in diagram.attrib.items() if name.endswith("}dm")), "")
            root = self._archive.xml(parts.get(key, Relation("", "")).part)
            for point in [] if root is None else root.iter("{*}pt"):
                text = " ".join(map(paragraph_text, point.iterfind("{*}t/{*}p"))).strip()
                if text and point.get("type") != "pres":
                    builder.add("list", f"- {text}")

    def _notes(self, builder: PageBuilder, part: str) -> None:
        """Add the speaker's notes."""
        root = self._archive.xml(part)
        label = "Notes: "
        for shape in [] if root is None else root.iter("{*}sp"):
            for paragraph in _body(shape) if _placeholder(shape) == "body" else ():
                builder.add("paragraph", label + paragraph.text.strip())
                label = ""


def _body(shape: Any) -> Iterator[Any]:
    body = child_of(shape, "txBody")
    return paragraphs(body) if body is not None else iter(())


def _placeholder(shape: Any) -> str:
    """The placeholder type of the shape: "title", "body", ...; "obj" if it is not set, "" if it is no placeholder."""
    placeholder = placeholder_of(shape)
    return placeholder.get("type", "obj") if placeholder is not None else ""


def _is_hidden(shape: Any) -> bool:
    """Whether the shape is switched off in the list of the slide's objects."""
    for child in shape:
        if local_name(child).startswith("nv"):
            named = child_of(child, "cNvPr")
            return named is not None and named.get("hidden") in ("1", "true")
    return False
