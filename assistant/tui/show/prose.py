"""An answer's text as styled content: the few Markdown signs that models use, and nothing that acts.

Invariant: no link, image or action is made; what a target says is shown in full as plain text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content

from assistant.tui.widgets.foreign import safe

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.domain.records.results import ResultTable

MAX_BLOCK_CHARS = 2000  # a longer paragraph is cut, so that a stream wraps only its last piece again
_INLINE = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`|(?P<cite>\[\d{1,3}\])")
_HEADING = re.compile(r"#{1,6} +(?P<title>.+)")
_BULLET = re.compile(r"(?P<indent> *)[-*+] +(?P<rest>.+)")


def blocks(text: str) -> list[str]:
    """Cut `text` at blank lines (not inside code fences) and before and after tables, and long paragraphs at sentence
    ends."""
    found: list[str] = []
    open_block: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if open_block and not fenced and _is_row(line) != _is_row(open_block[-1]):
            found.append("\n".join(open_block))
            open_block = []
        if line.strip() or fenced:
            open_block.append(line)
        elif open_block:
            found.append("\n".join(open_block))
            open_block = []
    if open_block:
        found.append("\n".join(open_block))
    return [piece for block in found for piece in _shorter(block)]


def table_in(text: str) -> ResultTable | None:
    """The first table in `text`. What reads tables is loaded with the first of them."""
    if not any(map(_is_row, text.split("\n"))):
        return None
    from assistant.domain.records.results import find_table

    return find_table(text)


def prose(block: str) -> Content:
    """One block as content without markup: headings and **bold** bold, `code` marked, list signs as bullets."""
    pieces: list[Piece] = []
    fenced = False
    for line in block.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            continue
        if pieces:
            pieces.append("\n")
        pieces += [(line, "$secondary")] if fenced else _line(line)
    return safe(*pieces)


def _line(line: str) -> list[Piece]:
    if heading := _HEADING.fullmatch(line):
        return [(heading["title"], "bold $primary")]
    if bullet := _BULLET.fullmatch(line):
        return [f"{bullet['indent']}\u2022 ", *_inline(bullet["rest"])]
    return _inline(line)


def _inline(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    position = 0
    for match in _INLINE.finditer(text):
        pieces.append(text[position : match.start()])
        if match["bold"]:
            pieces.append((match["bold"], "bold"))
        elif match["code"]:
            pieces.append((match["code"], "$secondary"))
        else:
            pieces.append((match["cite"], "bold $accent"))
        position = match.end()
    return [*pieces, text[position:]]


def _is_row(line: str) -> bool:
    return line.startswith("|")


def _shorter(block: str) -> list[str]:
    pieces: list[str] = []
    while len(block) > MAX_BLOCK_CHARS and not _is_row(block):
        cut = max(block.rfind(". ", 0, MAX_BLOCK_CHARS), block.rfind("\n", 0, MAX_BLOCK_CHARS))
        cut = cut + 1 if cut > 0 else MAX_BLOCK_CHARS
        pieces.append(block[:cut])
        block = block[cut:].lstrip()
    return [*pieces, block]
