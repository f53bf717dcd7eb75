"""Text in the drawing language that slides, text boxes and diagrams share (DrawingML).

Invariant: a copy of an element for older programs (Fallback) is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.ingest.parse.marks.counting import format_count
from assistant.ingest.parse.marks.formula import formula_text
from assistant.ingest.parse.marks.raised import lowered, raised, written
from assistant.ingest.parse.marks.symbols import is_symbol_font, symbols
from assistant.ingest.parse.office.zipped import child_of, local_name
from assistant.text.clean import one_line

_BULLETS = {"buChar": True, "buAutoNum": True, "buBlip": True, "buNone": False}
_NUMBER_FORMS = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}  # fmt: skip
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_WITHOUT_TEXT = frozenset({"rPr", "pPr", "endParaRPr"})
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`label`: the number of a numbered item, "" for a bullet or none."""

    text: str
    is_list: bool | None  # None if the paragraph does not set it
    label: str = ""


def paragraphs(body: Any) -> Iterator[Paragraph]:
    """The paragraphs with text of a text body, numbered as the program numbers them."""
    counts: dict[int, int] = {}
    for element in body.iterchildren("{*}p"):
        text = paragraph_text(element)
        if not text.strip():
            continue
        properties = child_of(element, "pPr")
        if properties is None:
            counts.clear()
            yield Paragraph(text, None)
            continue
        bullets = [(name, own) for own in properties if (name := local_name(own)) in _BULLETS]
        number = next((own for name, own in bullets if name == "buAutoNum"), None)
        level = _level(properties)
        if counts:
            counts = {deep: count for deep, count in counts.items() if deep < level + (number is not None)}
        label = _label(number, counts, level) if number is not None else ""
        yield Paragraph(text, _BULLETS[bullets[0][0]] if bullets else None, label)


def _level(properties: Any) -> int:
    value = properties.get("lvl", "")
    return int(value) if value.isdecimal() and len(value) == 1 else 0


def _label(number: Any, counts: dict[int, int], level: int) -> str:
    """The label of the next item at this level: "2.", "b)"."""
    start = number.get("startAt", "1")
    counts[level] = counts[level] + 1 if level in counts else int(start) if start.isdecimal() and len(start) < 6 else 1
    kind = number.get("type", "arabicPeriod")
    form = next((form for name, form in _NUMBER_FORMS.items() if kind.startswith(name)), "decimal")
    around = next((around for name, around in _AROUND.items() if kind.endswith(name)), "{}.")
    return around.format(format_count(max(1, counts[level]), form))


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph, with raised marks, symbols and formulas."""
    parts: list[str] = []
    _gather(paragraph, parts, 0)
    return written("".join(parts))


def _gather(element: Any, parts: list[str], depth: int) -> None:
    for child in element:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            start = len(parts)
            _gather(child, parts, depth + 1)
            if len(parts) > start and local_name(child[0]) == "rPr":
                parts[start:] = [_dressed("".join(parts[start:]), child[0])]
        elif name == "br":
            parts.append("\n")
        elif name in _WITHOUT_TEXT:
            continue
        elif name in ("oMath", "oMathPara"):
            parts.append(formula_text(child))
        elif name and name != "Fallback" and depth < _MAX_DEPTH:
            _gather(child, parts, depth + 1)


def _dressed(text: str, properties: Any) -> str:
    """The text of a run as its properties show it."""
    for font in properties:
        tag = local_name(font)
        is_symbol = tag in ("sym", "latin") and is_symbol_font(font.get("typeface", ""))
        if is_symbol and (tag == "latin" or _is_private(text)):
            return symbols(font.get("typeface", ""), text)
    baseline = properties.get("baseline")
    if baseline is None:
        return text
    baseline = baseline.removesuffix("%").strip()
    if baseline.startswith("-") and baseline.strip("-0"):
        return lowered(text)
    return raised(text) if baseline.strip("0") else text


def _is_private(text: str) -> bool:
    return all("\uf000" <= char < "\uf100" or char.isspace() for char in text)


def table_rows(table: Any) -> list[list[str]]:
    """The cells of a table; a merged cell is repeated in each of its columns and rows."""
    rows: list[list[str]] = []
    for row in table.iterchildren("{*}tr"):
        cells: list[str] = []
        for cell in row.iterchildren("{*}tc"):
            number = len(cells)
            if cell.get("hMerge") in ("1", "true") and cells:
                cells.append(cells[-1])
            elif cell.get("vMerge") in ("1", "true") and rows and number < len(rows[-1]):
                cells.append(rows[-1][number])
            else:
                cells.append(one_line(" ".join(map(paragraph_text, cell.iter("{*}p")))))
        rows.append(cells)
    return rows
