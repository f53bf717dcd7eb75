"""How text that is not a literal of ours reaches the screen.

Invariant: every piece is cleaned and none is parsed as markup, whether it comes from a document, a model, a file name,
a policy or an exception.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text
from textual.content import Content
from textual.widgets import Static

from assistant.text.clean import clean
from assistant.text.invisible import JOINED_EMOJI, any_of

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece

_EMOJI_JOINER = re.compile(f"(?<={any_of(JOINED_EMOJI)})\u200d")


def harmless(text: str) -> str:
    """`text` cleaned, with joined emoji split: terminals disagree about their width, and a crop may cut them."""
    return _EMOJI_JOINER.sub("", clean(text))


def safe(*pieces: Piece) -> Content:
    """Join `pieces` to content without markup; controls, bidi overrides and invisible characters are dropped."""
    return Content.assemble(
        *(harmless(piece) if isinstance(piece, str) else (harmless(piece[0]), piece[1]) for piece in pieces)
    )


def cell(text: str, style: str = "") -> Text:
    """A table cell: Rich text, because tables parse plain strings as markup."""
    return Text(harmless(text).replace("\n", " "), style=style, no_wrap=True, overflow="ellipsis")


class ForeignText(Static):
    """A static widget for foreign text; use it for all text, so that nobody has to decide what is foreign."""

    def __init__(self, *pieces: Piece, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(safe(*pieces), markup=False, id=id, classes=classes)

    def show(self, *pieces: Piece) -> None:
        """Replace what is shown. The layout is computed again only where that is other, and has room to grow."""
        content = safe(*pieces)
        if not (isinstance(self.content, Content) and self.content.is_same(content)):
            self.update(content, layout=self.styles.auto_dimensions)
