"""Puts what a page shows by other means than text into its tree as text, before the tree is read.

Raised and lowered letters, formulas, the values of forms, and the numbers of lists. Invariant: nothing is opened or
run, and a password that a page holds is not read.
"""

from __future__ import annotations

import re
from typing import Any

from assistant.ingest.parse.marks.counting import format_count
from assistant.ingest.parse.marks.formula import formula_text
from assistant.ingest.parse.marks.raised import END_SIGN, LOWERED_SIGN, RAISED_SIGN
from assistant.ingest.parse.marks.ticks import tick

LABEL = "list-label"  # the attribute that holds the number of a list's item
_NO_VALUE = frozenset({"hidden", "password", "submit", "button", "reset", "image", "file"})
_RAISING_STYLE = re.compile(r"vertical-align\s*:\s*(super|text-top|sub|text-bottom)\b", re.IGNORECASE)
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NO_MARKER = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_LINK_IN_PAGE, _NOTE_MARK = re.compile(r"href=[\"']?#"), re.compile(r"\[?(?:\d{1,3}|[a-z*\u2020\u2021])[\])]?")
_MAX_CHOICES, _MAX_VALUE_CHARS = 10, 20_000


def write_marks(root: Any, text: str) -> None:
    """Change the tree of a page in place; `text` is its source, which tells what need not be looked for."""
    if "<math" in text or ":math" in text:
        _formulas(root)
    styled = ("span", "small", "font") if "vertical-align" in text.lower() else ()
    links = ("a",) if "noteref" in text or _LINK_IN_PAGE.search(text) else ()
    _raise_and_lower(root, ("sup", "sub", *styled, *links))
    _values(root)
    for ordered in list(root.iter("ol")):
        _number(ordered)


def _formulas(root: Any) -> None:
    for formula in list(root.iter("math", "{*}math")):
        text = formula_text(formula)
        _unhide(formula)
        for child in list(formula):
            formula.remove(child)
        formula.tag, formula.text = "span", text
    for picture in list(root.iter("span")):  # KaTeX draws the formula once more, letter by letter
        above = picture.getparent()
        if above is not None and picture.get("class") == "katex-html" and len(above) > 1:
            _remove(picture)


def _unhide(formula: Any) -> None:
    """A formula that a picture shows is hidden beside it, for those who cannot see the picture."""
    above = formula.getparent()
    if above is not None and len(above) == 1 and "mathml" in above.get("class", ""):
        above.attrib.pop("style", None)


def _raise_and_lower(root: Any, tags: tuple[str, ...]) -> None:
    for element in root.iter(*tags):
        sign = _sign(element)
        if sign and not any(above.tag in ("sup", "sub") for above in element.iterancestors()):
            element.text = sign + (element.text or "")
            if len(element):
                element[-1].tail = (element[-1].tail or "") + END_SIGN
            else:
                element.text += END_SIGN


def _sign(element: Any) -> str:
    if element.tag in ("sup", "sub"):
        return RAISED_SIGN if element.tag == "sup" else LOWERED_SIGN
    if element.tag == "a":
        refers = "noteref" in element.get("epub:type", "") or element.get("role") == "doc-noteref"
        refers = refers or (element.get("href", "").startswith("#") and _is_note_link(element))
        return RAISED_SIGN if refers and element.find(".//sup") is None else ""
    style = element.get("style")
    found = _RAISING_STYLE.search(style) if style else None
    if found is None or len(element.text_content()) > 12:
        return ""
    return RAISED_SIGN if found[1].lower() in ("super", "text-top") else LOWERED_SIGN


def _is_note_link(link: Any) -> bool:
    """Whether a link into the page is the mark of a note: a figure or sign directly behind a word or figure."""
    before, above = link.getprevious(), link.getparent()
    text = (before.tail if before is not None else above.text if above is not None else "") or ""
    return _NOTE_MARK.fullmatch(link.text_content().strip()) is not None and re.search(r"[\w%€$£)]$", text) is not None


def _values(root: Any) -> None:
    for shown in root.iter("output", "progress", "meter", "button"):
        shown.text, shown.tail = f" {shown.text or ''}", f" {shown.tail or ''}"
    for field in list(root.iter("input", "textarea", "select")):
        _on_a_line(field)
        if field.tag == "input":
            kind = field.get("type", "text").lower()
            if kind in ("checkbox", "radio") and (field.get("role") or field.get("aria-haspopup")):
                continue  # it opens a menu
            if kind in ("checkbox", "radio"):
                _write(field, f"{tick(field.get('checked') is not None)} ")
            elif kind not in _NO_VALUE:
                _write(field, field.get("value", ""), after_label=True)
        elif field.tag == "textarea":
            _write(field, field.text_content(), after_label=True)
        else:
            _write(field, _chosen(field), after_label=True)


def _on_a_line(field: Any) -> None:
    """A field and its label stand on a line of their own, else values run together with the next label."""
    label, before = field.getparent(), field.getprevious()
    if label is not None and label.tag == "label":
        label.tag = "div"
    elif before is not None and before.tag == "label" and not (before.tail or "").strip():
        before.text = "\n" + (before.text or "")


def _chosen(field: Any) -> str:
    """The chosen options of a list; without a choice, what could be chosen, because the first is shown unmeant."""
    options = [(option, " ".join(option.text_content().split())) for option in field.iter("option")]
    chosen = [text for option, text in options if option.get("selected") is not None]
    if chosen or not options:
        return ", ".join(chosen)
    texts = [text for _, text in options if text]
    more = ", \u2026" if len(texts) > _MAX_CHOICES else ""
    return f"nothing chosen ({', '.join(texts[:_MAX_CHOICES])}{more})"


def _write(field: Any, value: str, *, after_label: bool = False) -> None:
    """Put `value` in the place of a field, behind its label with a colon."""
    value = value.strip()[:_MAX_VALUE_CHARS] if after_label else value
    for child in list(field):
        field.remove(child)
    if value and after_label:
        label = _text_before(field)
        if label[-1:].isalnum() or label[-1:] == ")":
            value = f": {value}"
    field.tag, field.text = "span", f"{value} " if value and after_label else value
    field.attrib.pop("type", None)


def _text_before(field: Any) -> str:
    """The text directly before a field in its parent, without the white space at its end, which is removed."""
    before, above = field.getprevious(), field.getparent()
    if before is not None:
        if (before.tail or "").strip():
            before.tail = before.tail.rstrip()
            return str(before.tail)
        if before.tag == "label" and (before.text_content() or "").strip():
            before.tail = ""
            return str(before.text_content()).rstrip()
        return ""
    if above is None:
        return ""
    above.text = (above.text or "").rstrip()
    return str(above.text)


def _number(ordered: Any) -> None:
    if _NO_MARKER.search(ordered.get("style", "")):
        return
    items = ordered.findall("li")
    step = -1 if ordered.get("reversed") is not None else 1
    count = _whole(ordered.get("start"), len(items) if step < 0 else 1)
    form = _FORMS.get(ordered.get("type", ""), "decimal")
    for item in items:
        count = _whole(item.get("value"), count)
        item.set(LABEL, f"{format_count(count, form) if count > 0 else count}.")
        count += step


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def _remove(element: Any) -> None:
    """Remove an element and keep the text behind it."""
    tail, before, above = element.tail or "", element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        above.text = (above.text or "") + tail
    element.tail = None
    above.remove(element)
