"""Text with styles, before it becomes a widget's content; also used by the line conversation, which has no widgets."""

from __future__ import annotations

from collections.abc import Iterable

Piece = str | tuple[str, str]  # text, or (text, style); the style is ours, the text need not be


def plain_text(pieces: Iterable[Piece]) -> str:
    """The text alone."""
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
