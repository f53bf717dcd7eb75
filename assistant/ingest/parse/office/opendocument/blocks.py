"""What stands in an OpenDocument text, a text box or a cell: paragraphs, lists, tables, notes, comments.

Invariant: deleted text in the file's change record is not read; a note stands behind its paragraph, never inside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.ingest.parse.marks.formula import formula_text
from assistant.ingest.parse.marks.raised import lowered, raised, written
from assistant.ingest.parse.office.odt_parts import Controls, Lists, Styles, comment_of, table_grid
from assistant.ingest.parse.office.opendocument.package import Package
from assistant.ingest.parse.office.zipped import (
    attribute,
    child_of,
    local_name,
    own_attribute,
    parse_xml,
    whole_number,
)
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_SKIPPED = frozenset({"tracked-changes", "forms", "sequence-decls", "bookmark", "ruby-text", "hidden-text"})
_SPACES = {"tab": "\t", "line-break": "\n", "s": " "}
_MAX_DEPTH = 100
_HEAD_BYTES = 2_000  # of an object: the name of its root stands there


class Blocks:
    """Adds blocks to the page `builder`; what stands apart from a paragraph waits until its end.

    `content` holds the styles, lists and forms that the blocks refer to.
    """

    def __init__(self, archive: Package, content: Any) -> None:
        self.builder = PageBuilder()
        self.pictures = 0
        self._archive = archive
        self._named: bytes | None = None
        self._styles = Styles(content, self._named_styles)
        self._lists = Lists(content, self._named_styles)
        self.controls = Controls(content)
        self._waiting: list[str] = []

    def _named_styles(self) -> bytes:
        """The XML of the document's own styles, which few texts need."""
        if self._named is None:
            self._named = self._archive.read("styles.xml")
        return self._named

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Add the headings, paragraphs, lists and tables below `parent`."""
        for element in parent:
            name = local_name(element)
            if name == "h":
                level = own_attribute(element, "outline-level")
                heading = one_line(self.text_of(element))
                self.builder.add("heading", heading, min(6, whole_number(level, 1)))
                self.add_waiting()
            elif name == "p":
                self._add_paragraph(element)
            elif name == "table":
                add_rows(self.builder, *table_grid(element, self.text_of))
                self.add_waiting()
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
        text = self.text_of(element)
        label = self._lists.label() if text.strip() else ""
        if text.strip():
            self.builder.add("list" if label else "paragraph", f"{label} {text.strip()}" if label else text)
        self.add_waiting()

    def add_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for text in waiting:
            self.builder.add("paragraph", text)

    def text_of(self, element: Any) -> str:
        """The text of a paragraph; its notes and comments wait for `add_waiting`."""
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
            return f"{self.controls.shown(own_attribute(child, 'control'))} "
        if name == "frame":
            return self._frame(child, depth)
        return self._text(child, depth, name) if name and name not in _SKIPPED and depth < _MAX_DEPTH else ""

    def _note(self, note: Any, depth: int) -> str:
        """The mark of a note; its text follows the paragraph."""
        citation, body = child_of(note, "note-citation"), child_of(note, "note-body")
        mark = "" if citation is None else "".join(citation.itertext())
        texts = [] if body is None or depth > _MAX_DEPTH else [self._text(p, depth + 1) for p in outermost(body)]
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
        texts = [] if box is None or depth > _MAX_DEPTH else [self._text(p, depth + 1) for p in outermost(box)]
        told = [told for told in (frame.findtext("{*}title"), frame.findtext("{*}desc")) if told]
        return "\n".join([*texts, *told])


def outermost(element: Any) -> Iterator[Any]:
    """The paragraphs in `element` that stand in no other: those of a note in a note are read with it, and once."""
    for child in element:
        if local_name(child) in ("p", "h"):
            yield child
        else:
            yield from outermost(child)
