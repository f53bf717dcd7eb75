"""The visible text of a Word paragraph: raised marks, symbols, formulas, tick boxes and lists to choose from.

Invariant: deleted and hidden text is not read; that there was hidden text is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.ingest.parse.marks.formula import formula_text
from assistant.ingest.parse.marks.raised import lowered, power, raised, set_apart, written
from assistant.ingest.parse.marks.symbols import is_symbol_font, symbols
from assistant.ingest.parse.marks.ticks import tick
from assistant.ingest.parse.office.zipped import attribute, local_name, whole_number

SKIPPED = frozenset(
    {"del", "moveFrom", "pPr", "rPr", "delText", "Fallback", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr", "rt"}
    | {"bookmarkStart", "bookmarkEnd", "commentReference", "footnoteReference", "endnoteReference"}
)
_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
_LOOK = frozenset({"vanish", "rFonts", "vertAlign", "rStyle", "position"})
_MAX_DEPTH = 100
_LEAST_RISE = 4  # half points above the line: less is a matter of looks
_MAX_MARK = 12  # letters: longer text is not set higher to be a mark
_EQUATION = re.compile(r"\A\s*EQ\s", re.IGNORECASE)
_EQ_FRACTION = re.compile(r"\\f\s*\(([^,;()]*)[,;]([^,;()]*)\)", re.IGNORECASE)
_EQ_RAISED = re.compile(r"\\s\s*\\up\s*-?\d*\s*\(([^()]*)\)", re.IGNORECASE)
_EQ_OTHER = re.compile(r"\\[a-z]+\d*\s*", re.IGNORECASE)


class Runs:
    """Reads the text of paragraphs. `styles`: what a character style raises ("superscript") or lowers."""

    def __init__(self, styles: Mapping[str, str], on_hidden: Callable[[], None]) -> None:
        self._styles = styles
        self._on_hidden = on_hidden
        self._instructions: list[str] = []

    def text(self, paragraph: Any) -> str:
        """The visible text of a paragraph, without its text boxes."""
        parts: list[str] = []
        self._instructions = []
        self._gather(paragraph, parts, 0)
        return written("".join(parts))

    def _gather(self, element: Any, parts: list[str], depth: int) -> None:
        for child in element:
            name = local_name(child)
            if name == "t":
                parts.append(child.text or "")
            elif name in _TEXT:
                parts.append(_TEXT[name])
            elif name == "r":
                self._run(child, parts, depth)
            elif name == "sym":
                parts.append(_symbol(child))
            elif name in ("oMath", "oMathPara"):
                parts.append(formula_text(child))
            elif name == "fldChar":
                parts.append(self._field(child))
            elif name == "instrText":
                self._instructions.append(child.text or "")
            elif name and name not in SKIPPED and name not in ("txbxContent", "tbl") and depth < _MAX_DEPTH:
                self._gather(child, parts, depth + 1)

    def _run(self, run: Any, parts: list[str], depth: int) -> None:
        properties = run[0] if len(run) else None
        look = _look(properties) if properties is not None and local_name(properties) == "rPr" else {}
        if "vanish" in look and _is_on(look["vanish"]):
            self._on_hidden()
            return
        start = len(parts)
        self._gather(run, parts, depth + 1)
        if look and len(parts) > start:
            parts[start:] = [self._dressed("".join(parts[start:]), look)]

    def _dressed(self, text: str, look: Mapping[str, Any]) -> str:
        """The text of a run as its properties show it."""
        fonts = look.get("rFonts")
        font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi") if fonts is not None else ""
        if is_symbol_font(font):
            text = symbols(font, text)
        values = {name: attribute(look[name], "val") for name in ("vertAlign", "rStyle", "position") if name in look}
        how = values.get("vertAlign") or self._styles.get(values.get("rStyle", ""), "")
        how = how or _position(values.get("position", ""), text)
        return raised(text) if how == "superscript" else lowered(text) if how == "subscript" else text

    def _field(self, mark: Any) -> str:
        """What a field shows where it begins or ends: a tick box, a choice, a formula of old documents."""
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            self._instructions = []
            return _form_value(mark)
        told, self._instructions = "".join(self._instructions), []
        return _equation(told) if _EQUATION.match(told) else ""


def raising_styles(root: Any) -> dict[str, str]:
    """The character styles that raise or lower, by their id."""
    found: dict[str, str] = {}
    for mark in [] if root is None else root.iter("{*}vertAlign"):
        style = mark.getparent().getparent()
        if style is not None and local_name(style) == "style" and attribute(style, "type") == "character":
            found[attribute(style, "styleId")] = attribute(mark, "val")
    return found


def _look(properties: Any) -> dict[str, Any]:
    """Those properties of a run that change what its text says."""
    return {name: element for element in properties if (name := local_name(element)) in _LOOK}


def _symbol(element: Any) -> str:
    code = attribute(element, "char")
    return symbols(attribute(element, "font"), chr(int(code, 16))) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else ""


def _form_value(mark: Any) -> str:
    """The value of a form field of the old kind, which stands in its properties."""
    box = mark.find("{*}ffData/{*}checkBox")
    if box is not None:
        checked = box.find("{*}checked")
        return tick(_is_on(checked if checked is not None else box.find("{*}default")))
    choice = mark.find("{*}ffData/{*}ddList")
    if choice is None:
        return ""
    entries = [attribute(entry, "val") for entry in choice.iterfind("{*}listEntry")]
    number = whole_number(_value(choice, "result") or _value(choice, "default") or "0", len(entries))
    return entries[number] if number < len(entries) else ""


def _equation(told: str) -> str:
    """The text of an equation field: Word draws it and stores no result."""
    text = _EQUATION.sub("", told, count=1)
    text = _EQ_FRACTION.sub(lambda found: f"{power(found[1].strip())}/{lowered(found[2].strip())}", text)
    text = _EQ_RAISED.sub(lambda found: raised(found[1].strip()), text)
    return set_apart(_EQ_OTHER.sub("", text).strip())


def _position(half_points: str, text: str) -> str:
    if not re.fullmatch(r"-?\d{1,4}", half_points) or len(text.strip()) > _MAX_MARK:
        return ""
    rise = int(half_points)
    return "superscript" if rise >= _LEAST_RISE else "subscript" if rise <= -_LEAST_RISE else ""


def _value(element: Any, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return attribute(found, "val") if found is not None else ""


def _is_on(element: Any) -> bool:
    """Whether a switch is there and not set to off."""
    return element is not None and attribute(element, "val").lower() not in ("0", "false", "off")
