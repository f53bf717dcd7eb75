"""What an OpenDocument text says about its text elsewhere: styles, numbers of lists, forms, comments, merged cells.

Invariant: what is not said is taken as the plain case: not raised, not hidden, a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from assistant.ingest.parse.marks.counting import format_count
from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.marks.ticks import tick
from assistant.ingest.parse.office.zipped import attribute, local_name, own_attribute, parse_xml, whole_number
from assistant.text.clean import one_line

_MAX_REPEATS, _MAX_COLUMNS = 50, 200
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLET, _NUMBERED = "-", "list-level-style-number"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NAME, _POSITION = f"{_STYLE}name", f"{_STYLE}text-position"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DISPLAY, _STYLE_NAME, _START = f"{_TEXT}display", f"{_TEXT}style-name", f"{_TEXT}start-value"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_REPEATED, _DOWN, _ACROSS = (
    f"{_TABLE}number-{name}" for name in ("columns-repeated", "rows-spanned", "columns-spanned")
)
_SIGNS_OF_STYLES = (b"text-position", b'display="none', b"display='none")  # without them no style raises or hides


class Styles:
    """Which styles raise, lower or hide their text.

    `named` gives the XML of the document's own styles; it is read once a style is asked for that the content does not
    hold.
    """

    def __init__(self, content: Any, named: Callable[[], bytes]) -> None:
        self._named = named
        self._has_named = False
        self._known = {""}
        self._raising: dict[str, int] = {}
        self._hiding: set[str] = set()
        self._read(content)

    @property
    def hide(self) -> bool:
        """Whether a style hides its text."""
        return bool(self._hiding)

    def _read(self, root: Any) -> None:
        self._known.update(style.get(_NAME, "") for style in root.iter(f"{_STYLE}style"))
        for properties in root.iter(f"{_STYLE}text-properties"):
            how = properties.get(_POSITION, "").partition(" ")[0]
            value = 1 if how == "super" else -1 if how == "sub" else _percent(how) if how else 0
            if value:
                self._raising[properties.getparent().get(_NAME, "")] = value
            if properties.get(_DISPLAY) == "none":
                self._hiding.add(properties.getparent().get(_NAME, ""))

    def raising(self, span: Any) -> int:
        """Above 0 if the text of a span is raised, below 0 if it is lowered."""
        name = span.get(_STYLE_NAME, "")
        if not self._has_named and name not in self._known:
            self._has_named = True
            data = self._named()
            root = parse_xml(data) if any(sign in data for sign in _SIGNS_OF_STYLES) else None
            if root is not None:
                self._read(root)
        return self._raising.get(name, 0)

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
        self._read(content)

    def _read(self, root: Any) -> None:
        for style in [] if root is None else root.iter(f"{_TEXT}list-style"):
            self._styles[style.get(_NAME, "")] = style

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


def _list_styles(styles: bytes) -> Any:
    """A tree with the list styles among the styles of a document, which are a small part of them; None without any."""
    found = list(_between(styles, b"<text:list-style ", b"</text:list-style>"))
    root = next(_between(styles, b"<office:document-styles", b">"), b"")
    if found and root:
        return parse_xml(b"".join([root, *found, b"</office:document-styles>"]))
    return parse_xml(styles) if b"list-style" in styles else None


def _between(data: bytes, first: bytes, last: bytes) -> Iterator[bytes]:
    """Each part of `data` from `first` to the next `last`."""
    end = 0
    while (start := data.find(first, end)) >= 0 and (end := data.find(last, start)) >= 0:
        end += len(last)
        yield data[start:end]


class Controls:
    """The fields of a form by their id."""

    def __init__(self, content: Any) -> None:
        self._fields: dict[str, Any] = {}
        for forms in content.iter("{*}forms"):
            for field in forms.iter():
                if isinstance(field.tag, str) and attribute(field, "id"):
                    self._fields[attribute(field, "id")] = field

    def shown(self, control: str) -> str:
        """What the field shows: a box with its label, the chosen entry, the text."""
        field = self._fields.get(control)
        if field is None:
            return ""
        kind = local_name(field)
        if kind == "checkbox":
            return f"{tick(attribute(field, 'current-state') == 'checked')} {attribute(field, 'label')}".strip()
        if kind == "radio":
            return f"{tick(attribute(field, 'current-selected') == 'true')} {attribute(field, 'label')}".strip()
        if kind == "listbox":
            options = [option for option in field if attribute(option, "current-selected") == "true"]
            return ", ".join(attribute(option, "label") for option in options)
        return (
            attribute(field, "current-value") or attribute(field, "value") if kind not in ("button", "password") else ""
        )


def comment_of(annotation: Any) -> str:
    """A comment with its author."""
    author = annotation.findtext("{*}creator") or ""
    return comment_line(author, " ".join("".join(p.itertext()) for p in annotation.iter("{*}p")))


def table_grid(table: Any, text_of: Callable[[Any], str]) -> tuple[list[list[str]], bool | None]:
    """The cells of a table, a merged cell repeated in each of its columns and rows; and whether the first row is marked
    as the header (None: it is not said)."""
    hanging: dict[int, tuple[int, str]] = {}  # column: rows still covered from above, text
    rows = [row for row in table.iter("{*}table-row") if next(row.iterancestors("{*}table")) is table]
    header = any(
        row.getparent() is not table and local_name(row.getparent()) == "table-header-rows" for row in rows[:1]
    )
    return [_row(row, hanging, text_of) for row in rows], header or None


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
            beside = one_line(" ".join(text_of(p) for p in cell.iter("{*}p", "{*}h")))
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


def _percent(text: str) -> int:
    return int(text[:-1]) if re.fullmatch(r"-?\d{1,3}%", text) else 0
