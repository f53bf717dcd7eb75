"""The one way in which text that is not our own literal reaches the screen.

Invariant: every piece is cleaned and none is parsed as markup, whoever wrote it: a document, a model, a file name, a
policy, an exception.
"""

from __future__ import annotations

from rich.text import Text
from textual.content import Content
from textual.widgets import Static

from assistant.core.text import clean

Piece = str | tuple[str, str]  # text, or (text, style); the style is ours, the text need not be


def safe(*pieces: Piece) -> Content:
    """Join `pieces` to content without markup; controls, bidi overrides and invisible characters are dropped."""
    return Content.assemble(
        *(clean(piece) if isinstance(piece, str) else (clean(piece[0]), piece[1]) for piece in pieces)
    )


def cell(text: str, style: str = "") -> Text:
    """A table cell: Rich text, because tables parse plain strings as markup."""
    return Text(clean(text).replace("\n", " "), style=style, no_wrap=True, overflow="ellipsis")


class ForeignText(Static):
    """A static widget for foreign text; use it for all text, so that nobody has to decide what is foreign."""

    def __init__(self, *pieces: Piece, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(safe(*pieces), markup=False, id=id, classes=classes)

    def show(self, *pieces: Piece) -> None:
        """Replace what is shown."""
        self.update(safe(*pieces))
