"""Splits the text of files into sentences: wrapped lines, table rows and list items are taken into account.

Invariant: spans are ordered, do not overlap, hold no white space at their ends, and together hold every character
of the text that is not white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.domain.records.documents import Span
from assistant.text.sentence_ends import sentence_ends

_LIST_ITEM = re.compile(
    r"\s*(?:[-*+\u2022\u25cf\u25e6\u2013\u2023\u00b7\u2610\u2611]\s|\[[ xX]?\]\s|#{1,6}\s|>\s|"
    r"\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\|)"
)
_FIELD = re.compile(r"\s*[^\W_][^:\n]{0,60}:\s")
_BEGINS_ANEW = re.compile(r"[^\S\n]*(?=[^\W_])[^a-z\u00df-\u00f6\u00f8-\u00ff]")
_SENTENCE_INSIDE = re.compile(r"[.!?] +[^\W\d_a-z]")
_FEWEST_ENTRIES, _LITTLE_WORD = 3, 3
_WRAPPED_FROM = 45  # characters: if no line is longer, the lines are separate entries, not wrapped prose


def sentence_spans(text: str) -> list[Span]:
    """Half-open spans of the sentences of `text`, in order."""
    spans: list[Span] = []
    for start, end in paragraph_spans(text):
        spans.extend(_sentences(text, start, end))
    return spans


def paragraph_spans(text: str) -> list[Span]:
    """Spans of lines that belong together, in order: prose wrapped over several lines, a table row, a list item."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    widest = max((end - start for start, end in lines), default=0)
    entries = _entries(text, lines)
    runs: list[Span] = []
    for start, end in lines:
        if runs and start not in entries and _continues(text, runs[-1], (start, end), widest):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return [trimmed for run in runs if (trimmed := trim(text, run))]


def _continues(text: str, run: Span, line: Span, widest: int) -> bool:
    """Whether `line` continues the last sentence of `run`."""
    last_line, after = text[max(run[0], text.rfind("\n", run[0], run[1]) + 1) : run[1]], text[line[0] : line[1]]
    if not after.strip() or not last_line.strip() or text.count("\n", run[1], line[0]) > 1:
        return False
    if _LIST_ITEM.match(after) or last_line.lstrip().startswith(("#", "|")):
        return False
    if after.count("; ") == last_line.count("; ") > 1:
        return False  # rows of a table without names
    if widest > _WRAPPED_FROM and len(last_line) >= 0.7 * widest:
        return not (_FIELD.match(after) and _FIELD.match(last_line))
    return after.lstrip()[0].islower() and not _FIELD.match(after)


def _entries(text: str, lines: Sequence[Span]) -> set[int]:
    """Where lines begin that are each an entry of a list without marks, as long as wrapped prose or not.

    All lines of such a list begin anew, none goes on in the next one, and each says the like of the one before it.
    """
    found: set[int] = set()
    group: list[Span] = []
    for line in lines:
        if group and text.count("\n", group[-1][1], line[0]) > 1:
            found |= _entries_of(text, group)
            group = []
        group.append(line)
    return found | _entries_of(text, group)


def _entries_of(text: str, group: Sequence[Span]) -> set[int]:
    if len(group) < _FEWEST_ENTRIES or not all(_BEGINS_ANEW.match(text, *line) for line in group):
        return set()
    said = [text[slice(*line)].strip() for line in group]
    if any(line.endswith((",", "-", ":")) or _SENTENCE_INSIDE.search(line) for line in said):
        return set()
    pairs = [_pairs_of_words(line) for line in said]
    alike = all(not mine.isdisjoint(theirs) for mine, theirs in pairwise(pairs))
    return {start for start, _ in group} if alike else set()


def _pairs_of_words(line: str) -> set[tuple[str, str]]:
    """Two words beside each other, one of which is more than a little word."""
    words = re.findall(r"\w+", line.casefold())
    return {(one, other) for one, other in pairwise(words) if max(len(one), len(other)) > _LITTLE_WORD}


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for stop in (*sentence_ends(text, start, end), end):
        if trimmed := trim(text, (at, stop)):
            yield trimmed
        at = stop


def trim(text: str, span: Span) -> Span | None:
    """`span` without white space at its ends; None if it holds nothing but white space."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def cut_before(text: str, start: int, limit: int, breaks: Sequence[str]) -> int:
    """The offset at or before `limit` at which to cut `text`.

    It is behind the last break in the second half of `start:limit`; the kinds in `breaks` are tried in order. Without
    any break there, it is `limit`."""
    middle = start + (limit - start) // 2
    for mark in breaks:
        at = text.rfind(mark, middle, limit)
        if at >= 0:
            return at + len(mark)
    return limit
