"""Builds a page: cleaned text with the spans of its blocks.

Invariant: what comes out is `clean`, spans are in order, do not overlap, are not empty and lie inside the text.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.domain.records.documents import Block, BlockKind, ParsedPage
from assistant.text.clean import clean

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Soft hyphens, byte-order marks, directional marks and zero-width spaces stand in innocent files; these do not.
_DECEPTIVE = re.compile("[\u202a-\u202e\u2060-\u2069\u180e\u3164\U000e0000-\U000e0fff]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_MANY_INVISIBLE = 20
LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"})


def tidy(text: str) -> str:
    """`text` cleaned and in Unicode's composed form, with one space where there were several."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # the same, five times as fast, for most lines
    return _SPACES.sub(" ", clean(unicodedata.normalize("NFC", text))).strip()


def deceptive_marks(text: str) -> tuple[str, ...]:
    """("invisible_characters",) if raw `text` holds characters that hide or reorder what a reader would see."""
    if text.isascii():
        return ()
    suspicious = _DECEPTIVE.search(text) or sum(1 for _ in _INVISIBLE.finditer(text)) >= _MANY_INVISIBLE
    return ("invisible_characters",) if suspicious else ()


class PageBuilder:
    """Takes blocks in reading order. Paragraphs and headings stand apart; list items and rows follow each other."""

    def __init__(self, number: int = 1) -> None:
        self._number = number
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._marks: dict[str, None] = {}

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block; `text` is foreign. Lines of code are kept, other white space becomes single."""
        self.mark(*deceptive_marks(text))
        if kind == "code":
            text = clean(text).strip("\n")
        else:
            text = "\n".join(line for line in map(tidy, clean(text).split("\n")) if line)
        if not text.strip():
            return
        if self._blocks:
            close = kind == self._blocks[-1].kind and kind in ("list", "table_row")
            self._append("\n" if close else "\n\n")
        start = self._length
        self._append(text)
        self._blocks.append(Block(kind, start, self._length, level if kind == "heading" else 0))

    def mark(self, *marks: str) -> None:
        self._marks.update(dict.fromkeys(marks))

    def build(self) -> ParsedPage:
        return ParsedPage(self._number, "".join(self._parts), tuple(self._blocks), tuple(self._marks))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
