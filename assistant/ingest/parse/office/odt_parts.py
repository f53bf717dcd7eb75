"""What an OpenDocument text says about its text elsewhere: styles, numbers of lists, forms, comments, merged cells.

Invariant: what is not said is taken as the plain case: not raised, not hidden, a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from assistant.ingest.parse.marks.counting import format_count
from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.marks.ticks import tick
from assistant.ingest.parse.office.zipped import local_name, own_attribute, parse_xml, whole_number
from assistant.text.clean import one_line

_MAX_REPEATS, _MAX_COLUMNS = 50, 200
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLET, _NUMBERED = "-", "list-level-style-number"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NAME, _POSITION, _LETTERS = f"{_STYLE}name", f"{_STYLE}text-position", f"{_STYLE}text-properties"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DISPLAY, _STYLE_NAME, _START = f"{_TEXT}display", f"{_TEXT}style-name", f"{_TEXT}start-value"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_REPEATED, _DOWN, _ACROSS = (
    f"{_TABLE}number-{name}" for name in ("columns-repeated", "rows-spanned", "columns-spanned")
)
_ROW_GROUPS = frozenset(("table-header-rows", "table-rows", "table-row-group"))
_LIST_STYLE = f"{_TEXT}list-style"
# Without one of them no style raises or hides. They are searched apart: a pattern that begins with letters is fast.
_SIGNS_OF_STYLES = [re.compile(sign) for sign in (rb"text-position=[\"'](?!0%)", rb"display=[\"']none")]
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


class Styles:
    """Which styles raise, lower or hide their text.

    `named` gives the XML of the document's own styles; it is read once a style is asked for that the content does not
    hold.
    """

    def __init__(self, content: Any, named: Callable[[], bytes]) -> None:
        self._named = named
        self._has_named = False
        self._content = content
        self._known: frozenset[str] | None = None  # the names of the content's own styles, once a span asks
        self._raising: dict[str, int] = {}
        self._hiding: set[str] = set()
        self._read(content)

    @property
    def hide(self) -> bool:
        """Whether a style hides its text."""
        return bool(self._hiding)

    def _read(self, root: Any) -> None:
        for properties in _styles_of(root, _LETTERS):
            how = properties.get(_POSITION)
            if how is not None and (value := _position(how)):
                self._raising[properties.getparent().get(_NAME, "")] = value
            if properties.get(_DISPLAY) == "none":
                self._hiding.add(properties.getparent().get(_NAME, ""))

    def raising(self, span: Any) -> int:
        """Above 0 if the text of a span is raised, below 0 if it is lowered."""
        name = span.get(_STYLE_NAME, "")
        if not self._has_named and not self._is_own(name):
            self._has_named = True
            data = self._named()
            if any(sign.search(data) for sign in _SIGNS_OF_STYLES):
                self._read(parse_xml(data))
        return self._raising.get(name, 0)

    def _is_own(self, name: str) -> bool:
        """Whether the content itself holds the style."""
        if self._known is None:
            self._known = frozenset(style.get(_NAME, "") for style in _styles_of(self._content, f"{_STYLE}style"))
        return not name or name in self._known

    def is_hidden(self, element: Any, name: str) -> bool:
        if name == "hidden-paragraph":
            return own_attribute(element, "is-hidden") == "true"
        return element.get(_STYLE_NAME) in self._hiding

    @staticmethod
    def chosen(element: Any) -> str:
        """The chosen entry of a list in the text."""
        labels = [label for label in element.iter("{*}label") if own_attribute(label, "current-selected") == "true"]
        return own_attribute(labels[0], "value") if labels else "".join(element.itertext()).strip()


class Lists:
    """The numbers of list items: styles of the document, and counters while it is read."""

    def __init__(self, content: Any, named: Callable[[], bytes]) -> None:
        self._named = named
        self._has_named = False
        self._styles: dict[str, Any] = {}
        self._levels: dict[str, dict[int, Any]] = {}  # of the styles that were asked for
        self._last: dict[str, int] = {}
        self._open: list[tuple[str, int]] = []  # style and count of each list around the place
        self._label = ""
        self._read(_styles_of(content, _LIST_STYLE))

    def _read(self, styles: Iterable[Any]) -> None:
        self._styles.update((style.get(_NAME, ""), style) for style in styles)

    def begin(self, element: Any) -> None:
        style = element.get(_STYLE_NAME) or (self._open[-1][0] if self._open else "")
        goes_on = element.get(f"{_TEXT}continue-numbering") == "true"
        level = self._level(style, len(self._open) + 1)
        start = level.get(_START, "") if level is not None else ""
        first = int(start) - 1 if start.isdecimal() and len(start) < 6 else 0
        self._open.append((style, self._last.get(style, first) if goes_on else first))

    def end(self) -> None:
        style, count = self._open.pop()
        self._last[style] = count
        self._label = ""

    def item(self, element: Any, *, is_header: bool) -> None:
        """The next item of the innermost list begins; its first paragraph gets the label."""
        style, count = self._open[-1] if self._open else ("", 0)
        start = element.get(_START, "")
        count = int(start) if start.isdecimal() and len(start) < 6 else count + (0 if is_header else 1)
        if self._open:
            self._open[-1] = (style, count)
        self._label = "" if is_header else self._written(style, count)

    def label(self) -> str:
        """The label of a paragraph, "" outside of lists; a further paragraph of an item gets a bullet."""
        label, self._label = self._label, _BULLET if self._open else ""
        return label

    def _written(self, style: str, count: int) -> str:
        level = self._level(style, len(self._open))
        if level is None:
            return f"{count}." if style.startswith("Numbering") else _BULLET
        form = _FORMS.get(level.get(f"{_STYLE}num-format"), "") if local_name(level) == _NUMBERED else ""
        if not form:
            return _BULLET
        before, behind = (level.get(f"{_STYLE}num-{side}", "").strip() for side in ("prefix", "suffix"))
        return f"{before}{format_count(max(1, count), form)}{behind}"

    def _level(self, style: str, depth: int) -> Any:
        if style not in self._levels:
            if style and style not in self._styles and not self._has_named:
                self._has_named = True
                self._read(_list_styles(self._named()))
            levels = [one for one in self._styles.get(style, ()) if local_name(one)]
            self._levels[style] = {whole_number(one.get(f"{_TEXT}level", ""), 1): one for one in levels}
        return self._levels[style].get(depth)


def _styles_of(root: Any, tag: str) -> Iterator[Any]:
    """The elements `tag` in the styles of a content or of a document, which stand together in a part or two of it."""
    for part in [] if root is None else root:
        if local_name(part) in ("automatic-styles", "styles"):
            yield from part.iter(tag)


def _list_styles(styles: bytes) -> Iterator[Any]:
    """The list styles among the styles of a document, which are a small part of them."""
    found = list(_between(styles, b"<text:list-style ", b"</text:list-style>"))
    root = next(_between(styles, b"<office:document-styles", b">"), b"")
    if found and root:
        yield from parse_xml(b"".join([root, *found, b"</office:document-styles>"])).iterchildren(_LIST_STYLE)
    elif b"list-style" in styles:
        yield from _styles_of(parse_xml(styles), _LIST_STYLE)


def _between(data: bytes, first: bytes, last: bytes) -> Iterator[bytes]:
    """Each part of `data` from `first` to the next `last`."""
    end = 0
    while (start := data.find(first, end)) >= 0 and (end := data.find(last, start)) >= 0:
        end += len(last)
        yield data[start:end]


class Controls:
    """The fields of a form by their id."""

    def __init__(self, content: Any) -> None:
        self._content = content
        self._fields: dict[str, Any] | None = None

    def shown(self, control: str) -> str:
        """What the field shows: a box with its label, the chosen entry, the text."""
        if self._fields is None:
            fields = [field for forms in self._content.iter("{*}forms") for field in forms.iter("*")]
            self._fields = {own_attribute(field, "id") or field.get(_XML_ID, ""): field for field in fields}
        field = self._fields.get(control) if control else None
        if field is None:
            return ""
        kind = local_name(field)
        if kind == "checkbox":
            return f"{tick(own_attribute(field, 'current-state') == 'checked')} {own_attribute(field, 'label')}".strip()
        if kind == "radio":
            ticked = own_attribute(field, "current-selected") == "true"
            return f"{tick(ticked)} {own_attribute(field, 'label')}".strip()
        if kind == "listbox":
            options = [option for option in field if own_attribute(option, "current-selected") == "true"]
            return ", ".join(own_attribute(option, "label") for option in options)
        if kind in ("button", "password"):
            return ""
        return own_attribute(field, "current-value") or own_attribute(field, "value")


def comment_of(annotation: Any) -> str:
    """A comment with its author."""
    author = annotation.findtext("{*}creator") or ""
    return comment_line(author, " ".join("".join(p.itertext()) for p in annotation.iter("{*}p")))


def table_grid(table: Any, text_of: Callable[[Any], str]) -> tuple[list[list[str]], bool | None]:
    """The cells of a table, a merged cell repeated in each of its columns and rows; and whether the first row is marked
    as the header (None: it is not said)."""
    hanging: dict[int, tuple[int, str]] = {}  # column: rows still covered from above, text
    rows = list(_rows(table))
    header = bool(rows) and local_name(rows[0].getparent()) == "table-header-rows"
    return [_row(row, hanging, text_of) for row in rows], header or None


def _rows(group: Any) -> Iterator[Any]:
    """The rows of a table or of a group of its rows, without those of the tables in its cells."""
    for element in group:
        name = local_name(element)
        if name == "table-row":
            yield element
        elif name in _ROW_GROUPS:
            yield from _rows(element)


def _row(row: Any, hanging: dict[int, tuple[int, str]], text_of: Callable[[Any], str]) -> list[str]:
    cells: list[str] = []
    has_own = False
    beside = ""  # the text of a cell that covers those behind it
    begun: dict[int, tuple[int, str]] = {}
    for cell in row:
        name = local_name(cell)
        times = _number(cell, _REPEATED, _MAX_REPEATS)
        if name == "covered-table-cell":
            cells += [_covered(at, beside, hanging) for at in range(len(cells), len(cells) + times)]
        elif name == "table-cell":
            beside = one_line(" ".join(map(text_of, cell.iter("{*}p", "{*}h"))))
            has_own = has_own or bool(beside)
            down, across = _number(cell, _DOWN, 1000), _number(cell, _ACROSS, 200)
            if down > 1:
                begun.update({len(cells) + at: (down - 1, beside) for at in range(min(across, _MAX_COLUMNS))})
            cells.extend([beside] * times)
            beside = beside if across > 1 else ""
        if len(cells) > _MAX_COLUMNS:
            break
    hanging.update(begun)
    while cells and not cells[-1]:
        cells.pop()
    return cells if has_own else []  # what is merged into a row makes none


def _covered(column: int, beside: str, hanging: dict[int, tuple[int, str]]) -> str:
    """The text of a covered cell: of the cell above that reaches it, else of the cell before it."""
    left, text = hanging.pop(column, (0, beside))
    if left > 1:
        hanging[column] = (left - 1, text)
    return text


def _number(cell: Any, name: str, most: int) -> int:
    value = cell.get(name)
    if value is None:
        return 1
    return max(1, min(most, int(value))) if value.isdecimal() and len(value) < 9 else 1


def _position(text: str) -> int:
    """Above 0 for raised text, below 0 for lowered: "super 58%", "-33% 80%"."""
    how = text.partition(" ")[0]
    if how in ("super", "sub"):
        return 1 if how == "super" else -1
    return int(how[:-1]) if re.fullmatch(r"-?\d{1,3}%", how) else 0
