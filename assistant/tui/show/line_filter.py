"""The last filter before the terminal: no drawn line, of whatever widget, leaves with control characters in it.

Invariant: a line keeps its width in cells, so that nothing shifts.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from assistant.tui.widgets.foreign import harmless


class HarmlessLines(LineFilter):
    """Applies `harmless` to all lines, in case a widget did not use `ForeignText`."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, harmless."""
        return [segment if _is_plain(segment.text) else _harmless(segment) for segment in segments]


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _harmless(segment: Segment) -> Segment:
    text = harmless(segment.text).replace("\n", " ").replace("\t", " ")
    if text == segment.text:
        return segment
    cleaned = Segment(text, segment.style)
    missing = segment.cell_length - cleaned.cell_length
    return Segment(text + " " * max(0, missing), segment.style)
