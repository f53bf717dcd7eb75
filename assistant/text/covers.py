"""Covers: the text that replaces what a rule hides. This module writes covers, and finds the span of a covered text.

Invariant: `find_covered` gives a covered text the span of the original text. It never guesses the hidden characters,
only that something is hidden.
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
_MASKED = re.compile(rf"(?<!\S)[^\s{DOT}]*+{DOT}\S*+")  # tried once a word
_LONGEST_HIDDEN = 300  # characters
_LEAST_LETTERS = 4  # still readable; with fewer the span would be a guess


def labelled(label: str, tail: str = "") -> str:
    """A label as a cover: "[EMAIL]", "[PERSON-1]"."""
    return f"[{label}{tail}]"


def removed(what: str, where: str = "") -> str:
    """A cover that names what was removed, and the host it belongs to: "(link removed: example.org)"."""
    return f"({what} {REMOVED}{f': {where}' if where else ''})"


def without_covers(text: str) -> str:
    """`text` without covers and masked words. The rest can be compared."""
    return _MASKED.sub(" ", _COVER.sub(" ", text))


def has_cover(text: str) -> bool:
    """Whether a part of `text` may be hidden."""
    return DOT in text or _COVER.search(text) is not None


def find_covered(text: str, page: str, start: int = 0) -> Span | None:
    """The span of whole sentences in `page`, from `start` on, that hold the covered `text`. White space may differ.

    The span has whole sentences because a rule may not recognise a hidden part that is cut in two. None if `page` does
    not hold the text, or if too little of it is readable.
    """
    pieces = [piece.strip() for piece in _COVER.split(text)]
    readable = "".join(_MASKED.sub("", piece) for piece in pieces)
    if sum(character.isalnum() for character in readable) < _LEAST_LETTERS:
        return None
    patterns = [_pattern(piece) for piece in pieces if piece]
    for first in patterns[0].finditer(page, start):
        end = _end_of_rest(patterns[1:], page, first.end())
        if end is not None:
            return _in_sentences(page, (first.start(), end), ends_hidden=not pieces[-1])
    return None


def _pattern(piece: str) -> re.Pattern[str]:
    """Matches `piece` with any white space between its words and any letter or digit for a dot."""
    words = (re.escape(word).replace(DOT, r"[^\W_]") for word in piece.split())
    return re.compile(r"\s+".join(words))


def _end_of_rest(patterns: Sequence[re.Pattern[str]], page: str, offset: int) -> int | None:
    """The end of the last of the `patterns` after `offset`, if something hidden stands in front of each of them.

    The nearest match is taken and never reconsidered, so that the time grows only with the length of the page."""
    for pattern in patterns:
        found = pattern.search(page, offset + 1)
        if found is None or found.start() - offset > _LONGEST_HIDDEN:
            return None
        offset = found.end()
    return offset


def _in_sentences(page: str, span: Span, *, ends_hidden: bool) -> Span:
    """`span` widened to whole sentences. If the text ends in a cover, the next character belongs to the span too."""
    start, end = span[0], span[1] + ends_hidden
    for first, last in sentence_spans(page):
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, min(end, len(page))
