"""What stands in a text in place of what a rule hides, and how the text behind it is found again.

Invariant: a text whose parts were written over stands, for `find_covered`, where the text it was made from stands; what
is hidden is never guessed, only that something is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.records.documents import Span
from assistant.text.sentences import sentence_spans

DOT = "\u2022"  # stands for one letter or digit
REMOVED = "removed"
_COVER = re.compile(
    r"\[[^\W\d_][\w-]{0,60}?(?:-\d{1,6}|:[0-9a-f]{8})?\]"
    rf"|\((?:link|image|address|rest of the address) {REMOVED}(?:: [\w.-]{{1,60}})?\)"
)
_MASKED = re.compile(rf"\S*{DOT}\S*")
_LONGEST_HIDDEN = 300  # characters
_LEAST_LETTERS = 4  # that are left to read, or the place would be guessed


def labelled(label: str, tail: str = "") -> str:
    """A label as a cover: "[EMAIL]", "[PERSON-1]"."""
    return f"[{label}{tail}]"


def removed(what: str, where: str = "") -> str:
    """A cover that says what was taken away, and of which host."""
    return f"({what} {REMOVED}{f': {where}' if where else ''})"


def without_covers(text: str) -> str:
    """`text` without covers and masked words: what can still be compared."""
    return _MASKED.sub(" ", _COVER.sub(" ", text))


def has_cover(text: str) -> bool:
    """Whether a part of `text` may be hidden."""
    return DOT in text or _COVER.search(text) is not None


def find_covered(text: str, page: str, start: int = 0) -> Span | None:
    """Where in `page`, from `start` on, the sentences stand of which `text` shows a part, whatever its white space.

    Whole sentences, because an end that cut a hidden part in two would make what is left unrecognisable to the rule
    that hid it. None where they stand nowhere, or where too little is left to read.
    """
    pieces = [piece.strip() for piece in _COVER.split(text)]
    left = "".join(_MASKED.sub("", piece) for piece in pieces)
    if sum(character.isalnum() for character in left) < _LEAST_LETTERS:
        return None
    shapes = [_shape(piece) for piece in pieces if piece]
    for first in shapes[0].finditer(page, start):
        end = _follow(shapes[1:], page, first.end())
        if end is not None:
            return _in_sentences(page, (first.start(), end), hidden_behind=not pieces[-1])
    return None


def _shape(piece: str) -> re.Pattern[str]:
    words = (re.escape(word).replace(DOT, r"[^\W_]") for word in piece.split())
    return re.compile(r"\s+".join(words))


def _follow(shapes: Sequence[re.Pattern[str]], page: str, at: int) -> int | None:
    """Where the last of the pieces ends, if each comes behind something hidden. The nearest is taken, without return:
    time grows with the page, not with the ways to read it."""
    for shape in shapes:
        found = shape.search(page, at + 1)
        if found is None or found.start() - at > _LONGEST_HIDDEN:
            return None
        at = found.end()
    return at


def _in_sentences(page: str, span: Span, *, hidden_behind: bool) -> Span:
    """`span` widened to whole sentences; one more character belongs to it where it ends in something hidden."""
    start, end = span[0], span[1] + hidden_behind
    for first, last in sentence_spans(page):
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, min(end, len(page))
