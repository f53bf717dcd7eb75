"""What an OpenDocument text says about its text elsewhere: styles, numbers of lists, forms, comments, merged cells.

Invariant: what is not said is taken as the plain case: not raised, not hidden, a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assistant.ingest.parse.marks.counting import format_count
from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.marks.ticks import tick
from assistant.ingest.parse.office.zipped import attribute, local_name, whole_number
from assistant.text.clean import one_line

_MAX_REPEATS, _MAX_COLUMNS = 50, 200
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLET = "-"


class Styles:
    """Which styles raise, lower or hide their text.

    `named` gives the document's own styles; they are read once a style is asked for that the content does not hold.
    """

    def __init__(self, content: Any, named: Callable[[], Any]) -> None:
        self._named = named
        self._has_named = False
        self._known: set[str] = set()
        self._raising: dict[str, int] = {}
        self._hiding: set[str] = set()
        self._read(content)

    def _read(self, root: Any) -> None:
        for style in [] if root is None else root.iter("{*}style"):
            name, properties = attribute(style, "name"), style.find("{*}text-properties")
            self._known.add(name)
            if properties is None:
                continue
            how = attribute(properties, "text-position").split(" ")[0]
            value = 1 if how == "super" else -1 if how == "sub" else _percent(how)
            if value:
                self._raising[name] = value
            if attribute(properties, "display") == "none":
                self._hiding.add(name)

    def _style_of(self, element: Any) -> str:
        name = attribute(element, "style-name")
        if name and name not in self._known and not self._has_named:
            self._has_named = True
            self._read(self._named())
        return name

    def raising(self, element: Any) -> int:
        """Above 0 if the element's text is raised, below 0 if it is lowered."""
        return self._raising.get(self._style_of(element), 0) if local_name(element) == "span" else 0

    def is_hidden(self, element: Any) -> bool:
        if local_name(element) == "hidden-paragraph":
            return attribute(element, "is-hidden") == "true"
        return bool(self._hiding) and attribute(element, "style-name") in self._hiding

    @staticmethod
    def chosen(element: Any) -> str:
        """The chosen entry of a list in the text."""
        labels = [label for label in element.iter("{*}label") if attribute(label, "current-selected") == "true"]
        return attribute(labels[0], "value") if labels else "".join(element.itertext()).strip()


class Lists:
    """The numbers of list items: styles of the document, and counters while it is read."""

    def __init__(self, content: Any, named: Callable[[], Any]) -> None:
        self._named = named
        self._has_named = False
        self._levels: dict[str, dict[int, Any]] = {}
        self._last: dict[str, int] = {}
        self._open: list[tuple[str, int]] = []  # style and count of each list around the place
        self._label = ""
        self._read(content)

    def _read(self, root: Any) -> None:
        for style in [] if root is None else root.iter("{*}list-style"):
            levels = {whole_number(attribute(level, "level"), 1): level for level in style if local_name(level)}
            self._levels[attribute(style, "name")] = levels

    def begin(self, element: Any) -> None:
        style = attribute(element, "style-name") or (self._open[-1][0] if self._open else "")
        goes_on = attribute(element, "continue-numbering") == "true"
        level = self._level(style, len(self._open) + 1)
        start = attribute(level, "start-value") if level is not None else ""
        first = int(start) - 1 if start.isdecimal() and len(start) < 6 else 0
        self._open.append((style, self._last.get(style, first) if goes_on else first))

    def end(self) -> None:
        style, count = self._open.pop()
        self._last[style] = count
        self._label = ""

    def item(self, element: Any, *, is_header: bool) -> None:
        """The next item of the innermost list begins; its first paragraph gets the label."""
        style, count = self._open[-1] if self._open else ("", 0)
        start = attribute(element, "start-value")
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
        form = _FORMS.get(attribute(level, "num-format"), "")
        if local_name(level) != "list-level-style-number" or not form:
            return _BULLET
        before, behind = attribute(level, "num-prefix").strip(), attribute(level, "num-suffix").strip()
        return f"{before}{format_count(max(1, count), form)}{behind}"

    def _level(self, style: str, depth: int) -> Any:
        if style and style not in self._levels and not self._has_named:
            self._has_named = True
            self._read(self._named())
        return self._levels.get(style, {}).get(depth)


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
        times = _number(cell, "number-columns-repeated", _MAX_REPEATS)
        if name == "covered-table-cell":
            cells += [_covered(at, beside, hanging) for at in range(len(cells), len(cells) + times)]
        elif name == "table-cell":
            beside = one_line(" ".join(text_of(p) for p in cell.iter("{*}p", "{*}h")))
            has_own = has_own or bool(beside)
            down, across = _number(cell, "number-rows-spanned", 1000), _number(cell, "number-columns-spanned", 200)
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
    value = attribute(cell, name)
    return max(1, min(most, int(value))) if value.isdecimal() and len(value) < 9 else 1


def _percent(text: str) -> int:
    return int(text[:-1]) if re.fullmatch(r"-?\d{1,3}%", text) else 0
