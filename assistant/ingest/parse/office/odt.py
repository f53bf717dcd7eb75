"""OpenDocument text: headings, paragraphs, numbered lists, tables, notes, comments, forms.

Invariant: deleted text in the file's change record is not read; a note stands behind its paragraph, never inside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.marks.formula import formula_text
from assistant.ingest.parse.marks.raised import lowered, raised, written
from assistant.ingest.parse.marks.remark import pictures_note
from assistant.ingest.parse.office.odt_parts import Controls, Lists, Styles, comment_of, table_grid
from assistant.ingest.parse.office.zipped import (
    Archive,
    attribute,
    child_of,
    local_name,
    own_attribute,
    parse_xml,
    whole_number,
)
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.source import Source
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_SKIPPED = frozenset({"tracked-changes", "forms", "sequence-decls", "bookmark", "ruby-text", "hidden-text"})
_SPACES = {"tab": "\t", "line-break": "\n", "s": " "}
_MAX_DEPTH = 100
_HEAD_BYTES = 2_000  # of an object: the name of its root stands there


def read(source: Source) -> Iterator[ParsedPage]:
    """One page. Raises ParseFailure."""
    archive = Archive(source)
    content, body = _content(archive)
    meta = archive.xml("meta.xml")
    title = meta.find(".//{*}title") if meta is not None else None
    source.title = one_line(title.text or "") if title is not None else ""
    reader = _Reader(archive, content, body)
    reader.blocks(body, 0)
    for note in (*reader.builder.notes, *pictures_note(reader.pictures)):
        source.note(note)
    yield reader.builder.build()


def _content(archive: Archive) -> tuple[Any, Any]:
    """The content of the file and the text in it. Raises ParseFailure: also if they are encrypted."""
    problem = ParseFailure("damaged", "It holds no text document.", "Check that the file has the right ending.")
    content = None
    try:
        content = archive.xml("content.xml")
    except ParseFailure as failure:
        if failure.reason != "damaged":
            raise
        problem = failure
    body = content.find(".//{*}body/{*}text") if content is not None else None
    if body is not None:
        return content, body
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ParseFailure("needs_password", "It is protected by a password.", "Save a copy without a password.")
    raise problem


class _Reader:
    """Adds the blocks of the text to the page; what stands apart from a paragraph waits until its end."""

    def __init__(self, archive: Archive, content: Any, body: Any) -> None:
        self.builder = PageBuilder()
        self.pictures = 0
        self._archive = archive
        self._styles = Styles(content, self._named_styles)
        self._lists = Lists(content, self._named_styles)
        self._controls = Controls(body)
        self._waiting: list[str] = []
        self._named: bytes | None = None

    def _named_styles(self) -> bytes:
        """The XML of the document's own styles, which few texts need."""
        if self._named is None:
            self._named = self._archive.read("styles.xml")
        return self._named

    def blocks(self, parent: Any, depth: int) -> None:
        for element in parent:
            name = local_name(element)
            if name == "h":
                level = own_attribute(element, "outline-level")
                heading = one_line(self._paragraph(element))
                self.builder.add("heading", heading, min(6, whole_number(level, 1)))
                self._add_waiting()
            elif name == "p":
                self._add_paragraph(element)
            elif name == "table":
                add_rows(self.builder, *table_grid(element, self._paragraph))
                self._add_waiting()
            elif name == "list":
                self._lists.begin(element)
                self.blocks(element, depth + 1)
                self._lists.end()
            elif name in ("list-item", "list-header"):
                self._lists.item(element, is_header=name == "list-header")
                self.blocks(element, depth + 1)
            elif name and name not in _SKIPPED and depth < _MAX_DEPTH:
                self.blocks(element, depth + 1)

    def _add_paragraph(self, element: Any) -> None:
        text = self._paragraph(element)
        label = self._lists.label() if text.strip() else ""
        if text.strip():
            self.builder.add("list" if label else "paragraph", f"{label} {text.strip()}" if label else text)
        self._add_waiting()

    def _add_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for text in waiting:
            self.builder.add("paragraph", text)

    def _paragraph(self, element: Any) -> str:
        """The text of a paragraph; its notes and comments wait in `_waiting`."""
        return written(self._text(element, 0))

    def _text(self, element: Any, depth: int, name: str = "p") -> str:
        if (self._styles.hide or name == "hidden-paragraph") and self._styles.is_hidden(element, name):
            self.builder.mark("hidden_text")
            self.builder.note("Hidden text was not read.")
            return ""
        if name == "p" and len(element) == 0:
            return element.text or ""
        parts = [element.text or ""]
        for child in element:
            parts.append(self._child(child, depth + 1))
            parts.append(child.tail or "")
        text = "".join(parts)
        how = self._styles.raising(element) if name == "span" else 0
        return raised(text) if how > 0 else lowered(text) if how < 0 else text

    def _child(self, child: Any, depth: int) -> str:
        """What an element inside a paragraph shows; tabs and line breaks are elements of their own."""
        name = local_name(child)
        if name == "span":
            return self._text(child, depth, name) if depth < _MAX_DEPTH else ""
        if name in _SPACES:
            return _SPACES[name]
        if name == "note":
            return self._note(child, depth)
        if name == "annotation":
            self._waiting.append(comment_of(child))
            return ""
        if name == "drop-down":
            return self._styles.chosen(child)
        if name == "control":
            return f"{self._controls.shown(own_attribute(child, 'control'))} "
        if name == "frame":
            return self._frame(child, depth)
        return self._text(child, depth, name) if name and name not in _SKIPPED and depth < _MAX_DEPTH else ""

    def _note(self, note: Any, depth: int) -> str:
        """The mark of a note; its text follows the paragraph."""
        citation, body = child_of(note, "note-citation"), child_of(note, "note-body")
        mark = "" if citation is None else "".join(citation.itertext())
        texts = [] if body is None or depth > _MAX_DEPTH else [self._text(p, depth + 1) for p in _outermost(body)]
        self._waiting.append(written(f"{raised(mark)} {' '.join(texts)}"))
        return raised(mark)

    def _frame(self, frame: Any, depth: int) -> str:
        """A text box, a formula, or a picture."""
        linked = child_of(frame, "object")
        if linked is not None:
            target = attribute(linked, "href").removeprefix("./")
            data = self._archive.read(f"{target}/content.xml") if target else b""
            root = parse_xml(data) if b"math" in data[:_HEAD_BYTES] else None
            if root is not None and local_name(root) == "math":
                return formula_text(root)
        box = child_of(frame, "text-box")
        if box is None and child_of(frame, "image") is not None:
            self.pictures += 1
        texts = [] if box is None or depth > _MAX_DEPTH else [self._text(p, depth + 1) for p in _outermost(box)]
        told = [told for told in (frame.findtext("{*}title"), frame.findtext("{*}desc")) if told]
        return "\n".join([*texts, *told])


def _outermost(element: Any) -> Iterator[Any]:
    """The paragraphs in `element` that stand in no other: those of a note in a note are read with it, and once."""
    for child in element:
        if local_name(child) in ("p", "h"):
            yield child
        else:
            yield from _outermost(child)
