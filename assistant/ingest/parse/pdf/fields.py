"""What lies on a PDF page beside its text: the values of form fields, and comments.

Invariant: buttons, passwords, links and what is not shown are left out; a broken field costs that field alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import Piece, upright

_COMMENTS = frozenset(
    {"/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Ink", "/Stamp", "/Caret", "/Line"}
    | {"/Square", "/Circle", "/Polygon", "/PolyLine", "/FileAttachment", "/Redact"}
)
_NOT_SHOWN = 0b100010  # flags of an annotation: hidden, no view
_PASSWORD, _PUSH_BUTTON = 1 << 13, 1 << 16  # flags of a field
_MAX_PARENTS = 20
_MAX_RECORD_CHARS = 300
_MAX_ANNOTATIONS = 5_000  # of a page
_HEIGHT_SLACK = 3.0  # points that a label's baseline may lie outside the field's box
_MAX_GAP = 260.0  # points between a label and its field
_ABOVE, _ABOVE_SHIFT = 16.0, 20.0  # points that a label above a field may lie higher, and to the side


@dataclass(frozen=True, slots=True)
class Field:
    """A filled form field: its value, its own name, and its box (left, bottom, right, top) on the page."""

    value: str
    name: str
    is_box: bool  # a check box or radio button, whose label mostly stands behind it
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Extras:
    """The filled fields and the comments of a page."""

    fields: tuple[Field, ...] = ()
    comments: tuple[str, ...] = ()


def extras_of(page: Any) -> Extras:
    """What a page of pypdf holds beside its text. Raises nothing but MemoryError."""
    fields: list[Field] = []
    comments: list[str] = []
    for annotation in _annotations(page):
        try:
            if int(annotation.get("/F", 0)) & _NOT_SHOWN:
                continue
            kind = annotation.get("/Subtype")
            if kind == "/Widget":
                fields += _field(annotation)
            elif kind in _COMMENTS:
                comments += _comment(annotation, kind)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a broken annotation is none
            continue
    filled = any(field.value and field.value != "no" for field in fields)
    return Extras(tuple(field for field in fields if field.value) if filled else (), tuple(comments))


def with_values(pieces: Sequence[Piece], fields: Sequence[Field]) -> tuple[list[Piece], list[str]]:
    """The pieces with the value of each field behind its label, and lines for fields without one."""
    behind: dict[int, list[str]] = {}
    alone: list[str] = []
    for field in fields:
        at = _label(pieces, field)
        if at is None:
            alone.append(f"{field.name.rstrip(': ')}: {field.value}" if field.name else field.value)
        else:
            behind.setdefault(at, []).append(field.value)
    filled: list[Piece] = []
    for at, piece in enumerate(pieces):
        if at not in behind:
            filled.append(piece)
            continue
        label = piece.text.rstrip(" ._")
        value = (" " if label.endswith((":", "?")) else ": ") + " ".join(behind[at])
        filled.append(replace(piece, text=label, ends_line=False))
        filled.append(replace(piece, text=value, x=piece.end, letters=None, em=0.0, ends_line=True, filled=True))
    return filled, alone


def as_records(lines: Sequence[Line]) -> list[Line]:
    """The lines with those of fields beside each other as one: what one field says is about the person in another."""
    kept: list[Line] = []
    for line in lines:
        text = f"{kept[-1].text}; {line.text}" if kept else ""
        if line.filled and kept and kept[-1].filled and len(text) <= _MAX_RECORD_CHARS:
            kept[-1] = replace(kept[-1], text=text)
        else:
            kept.append(line)
    return kept


def _annotations(page: Any) -> Iterator[Any]:
    try:
        found = page.get("/Annots")
        for annotation in list(found.get_object() if found is not None else ())[:_MAX_ANNOTATIONS]:
            yield annotation.get_object()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a page with a broken list has no annotations
        return


def _field(widget: Any) -> list[Field]:
    kind, flags = _inherited(widget, "/FT"), int(_inherited(widget, "/Ff") or 0)
    is_button = kind == "/Btn"
    if (is_button and flags & _PUSH_BUTTON) or (kind == "/Tx" and flags & _PASSWORD):
        return []
    if is_button:
        value = "no" if str(widget.get("/AS", "/Off")) == "/Off" else "yes"
    elif kind == "/Ch":
        value = _choice(_inherited(widget, "/V"), _inherited(widget, "/Opt"))
    elif kind == "/Sig":
        signature = _inherited(widget, "/V")
        value = f"signed {_text(signature.get('/Name'))}".strip() if signature is not None else ""
    else:
        value = _text(_inherited(widget, "/V"))
    name = _text(_inherited(widget, "/TU")) or _text(_inherited(widget, "/T"))
    x0, y0, x1, y1 = (float(side) for side in widget["/Rect"])
    return [Field(value, name, is_button, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))]


def _comment(annotation: Any, kind: str) -> list[str]:
    text, author = _text(annotation.get("/Contents")), _text(annotation.get("/T"))
    if not text:
        return []
    return [text if kind == "/FreeText" else f"Comment ({author}): {text}" if author else f"Comment: {text}"]


def _inherited(widget: Any, key: str) -> Any:
    """A property of a field or of those above it."""
    holder = widget
    for _ in range(_MAX_PARENTS):
        if key in holder:
            return holder[key]
        parent = holder.get("/Parent")
        if parent is None:
            return None
        holder = parent.get_object()
    return None


def _choice(value: Any, options: Any) -> str:
    """What is chosen, as the form shows it: an option may be a pair of what is stored and what is shown."""
    shown: dict[str, str] = {}
    for option in options or ():
        if isinstance(option, list) and len(option) == 2:
            shown[_text(option[0])] = _text(option[1])
    chosen = [_text(one) for one in value] if isinstance(value, list) else [_text(value)]
    return ", ".join(shown.get(one, one) for one in chosen if one)


def _text(value: Any) -> str:
    """A string, or a long one kept as a stream, on one line."""
    if value is None:
        return ""
    found = value.get_object() if hasattr(value, "get_object") else value
    data = found.get_data() if hasattr(found, "get_data") else found
    return " ".join((data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)).split())


def _label(pieces: Sequence[Piece], field: Field) -> int | None:
    """The piece that names a field: before it on its line, behind it if it is a box, else above it."""
    near: list[tuple[float, int]] = []
    above: list[tuple[float, int]] = []
    for at, piece in enumerate(pieces):
        if not any(map(str.isalnum, piece.text)):
            continue
        left, bottom, right, top = upright(field.box, piece.turn)
        if bottom - _HEIGHT_SLACK <= piece.y <= top + _HEIGHT_SLACK:
            before, behind = left - piece.end, piece.x - right
            if -(right - left) / 2 < before <= _MAX_GAP:
                near.append((max(before, 0.0), at))
            elif field.is_box and -2.0 <= behind <= _MAX_GAP:
                near.append((max(behind, 0.0), at))
        elif 0 <= piece.y - top <= _ABOVE and abs(piece.x - left) <= _ABOVE_SHIFT:
            above.append((piece.y - top, at))
    found = min(near, default=None) or min(above, default=None)
    return found[1] if found else None
