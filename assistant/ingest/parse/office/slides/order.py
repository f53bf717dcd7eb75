"""The order in which the shapes of a slide are read.

Shapes are stored in the order in which they were drawn, which is the order of reading on most slides. Invariant: it is
kept unless it goes up a column or back along a row; then shapes are read row by row, as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.ingest.parse.office.zipped import child_of, local_name

_SHARED = 0.5  # of the smaller height or width: two shapes that share as much stand beside or above each other
Place = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True, slots=True)
class _Placed:
    shape: Any
    left: int
    top: int
    width: int
    height: int


def in_reading_order(shapes: Sequence[Any], inherited: Callable[[], Mapping[str, Place]]) -> list[Any]:
    """The shapes of a slide or group; `inherited`: the places of its layout's placeholders, by type and by index."""
    shown = [shape for shape in shapes if _shows(shape)]
    if len(shown) < 2:
        return list(shapes)
    placed = [(shape, place_of(shape) or _inherited(shape, inherited)) for shape in shown]
    return in_rows(placed) or list(shapes)


def in_rows(placed: Sequence[tuple[Any, Place | None]]) -> list[Any]:
    """The shapes row by row, if their places are known and their order goes back; else none."""
    found = [_Placed(shape, *place) for shape, place in placed if place is not None]
    if len(found) < len(placed) or not any(_goes_back(*pair) for pair in pairwise(found)):
        return []
    rows: list[list[_Placed]] = []
    for one in sorted(found, key=lambda one: (one.top, one.left)):
        if rows and _beside(rows[-1][0], one):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one.shape for row in rows for one in sorted(row, key=lambda one: one.left)]


def place_of(shape: Any) -> Place | None:
    """Where a shape says that it stands."""
    for properties in shape:
        name = local_name(properties)
        if name in ("spPr", "grpSpPr", "xfrm"):
            frame = properties if name == "xfrm" else child_of(properties, "xfrm")
            at, size = (None, None) if frame is None else (child_of(frame, "off"), child_of(frame, "ext"))
            if at is None or size is None:
                return None
            values = [at.get("x", ""), at.get("y", ""), size.get("cx", ""), size.get("cy", "")]
            if all(value.lstrip("-").isdecimal() and len(value) < 12 for value in values):
                left, top, width, height = map(int, values)
                return left, top, width, height
    return None


def placeholder_of(shape: Any) -> Any:
    """What says which part of its layout a shape fills; None if it fills none."""
    own = child_of(shape, "nvSpPr")
    properties = child_of(own, "nvPr") if own is not None else None
    return child_of(properties, "ph") if properties is not None else None


def placeholder_keys(shape: Any) -> list[str]:
    """By which a placeholder finds the one of its layout: its index, then its type."""
    placeholder = placeholder_of(shape)
    if placeholder is None:
        return []
    return [f"#{placeholder.get('idx', '0')}", placeholder.get("type", "obj")]


def _inherited(shape: Any, places: Callable[[], Mapping[str, Place]]) -> Place | None:
    keys = placeholder_keys(shape)
    known = places() if keys else {}
    return next((known[key] for key in keys if key in known), None)


def _shows(shape: Any) -> bool:
    return local_name(shape) in ("sp", "graphicFrame", "grpSp", "AlternateContent")


def _goes_back(first: _Placed, then: _Placed) -> bool:
    """Whether reading on from `first` to `then` goes up in a column, or to the left in a row."""
    if _beside(first, then):
        return then.left + then.width <= first.left + first.width // 4
    across = _shared(first.left, first.width, then.left, then.width)
    return across and then.top + then.height <= first.top + first.height // 4


def _beside(first: _Placed, then: _Placed) -> bool:
    return _shared(first.top, first.height, then.top, then.height)


def _shared(start: int, length: int, other: int, other_length: int) -> bool:
    both = min(start + length, other + other_length) - max(start, other)
    return both > _SHARED * max(1, min(length, other_length))
