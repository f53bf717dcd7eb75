"""Whether a sentence speaks of the thing whose id is asked for, of another of its kind, or of none.

A record spreads over lines ("Invoice number: ..", "Total amount: .."), and beside it stand others that are made alike.
Invariant: an id is exact: what differs in one letter or digit is another thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from assistant.answer.reader.context.labels import row_of
from assistant.answer.reader.context.sections import Place
from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.text.written.dates import flat
from assistant.text.written.ids import Id

_BLANK = re.compile(r"\n\s*\n")


class Record(IntEnum):
    """Of which record a sentence is."""

    OTHER = 0  # of a thing whose id is made alike
    NONE = 1  # no id says
    ASKED = 2


def records(ids: Sequence[Id], passage: Passage, spans: Sequence[Span], placed: Sequence[Place]) -> list[Record]:
    """The record of each of `spans`, the sentences of the passage's text; of several ids, the one that fits best."""
    if not ids:
        return [Record.NONE] * len(spans)
    each = [_Mentions(one, passage).records(spans, placed) for one in ids]
    return [max(found) for found in zip(*each, strict=True)]


def holds_id(one: Id, text: str) -> bool:
    """Whether `text` names the thing."""
    return one.pattern().search(flat(text)) is not None


class _Mentions:
    """Where a passage names one id, and others that are made alike."""

    def __init__(self, one: Id, passage: Passage) -> None:
        self._pattern, self._like = one.pattern(), one.like()
        self._text = flat(passage.text)
        self._around = flat(f"{passage.path.rsplit('/', 1)[-1]}\n{passage.chunk.title}\n{passage.chunk.header}")
        self._found = self._mentions(self._text)

    def records(self, spans: Sequence[Span], placed: Sequence[Place]) -> list[Record]:
        return [self._record(span, number, spans, placed) for number, span in enumerate(spans)]

    def _record(self, span: Span, number: int, spans: Sequence[Span], placed: Sequence[Place]) -> Record:
        """By what is nearest and names an id: sentence, line, and what stands around them."""
        own = self._within(span) or self._within(self._line(span))
        if own:
            return max(record for _, record in own)
        record = self._around_it(span, number, spans, placed)
        # Each row of a table is a record of its own: the id in the row beside it is that of another thing.
        return Record.NONE if record is Record.ASKED and row_of(self._text[slice(*span)]) is not None else record

    def _around_it(self, span: Span, number: int, spans: Sequence[Span], placed: Sequence[Place]) -> Record:
        """By paragraph, headings, section, file."""
        section = [other for other, place in zip(spans, placed, strict=True) if place.number == placed[number].number]
        paragraph = self._within(self._paragraph(span))
        above = self._mentions("\n".join(reversed(placed[number].headings)))
        before = [(at, record) for at, record in self._within((section[0][0], section[-1][1])) if at < span[0]]
        if paragraph:
            return _nearest(paragraph, span[0])
        if above:
            return above[0][1]
        if before:
            return before[-1][1]
        around = self._mentions(self._around)
        if around:
            return max(record for _, record in around)
        everywhere = {record for _, record in self._found}
        return Record.ASKED if everywhere == {Record.ASKED} else Record.NONE

    def _mentions(self, text: str) -> list[tuple[int, Record]]:
        text = flat(text)
        exact = [match.span() for match in self._pattern.finditer(text)]
        alike = [
            match.start() for match in self._like.finditer(text)
            if all(match.end() <= start or end <= match.start() for start, end in exact)
        ]  # fmt: skip
        found = [(start, Record.ASKED) for start, _ in exact] + [(start, Record.OTHER) for start in alike]
        return sorted(found)

    def _within(self, span: Span) -> list[tuple[int, Record]]:
        return [(at, record) for at, record in self._found if span[0] <= at < span[1]]

    def _line(self, span: Span) -> Span:
        start = self._text.rfind("\n", 0, span[0]) + 1
        end = self._text.find("\n", span[1])
        return start, end if end >= 0 else len(self._text)

    def _paragraph(self, span: Span) -> Span:
        blanks = [match.span() for match in _BLANK.finditer(self._text)]
        start = max((end for _, end in blanks if end <= span[0]), default=0)
        return start, min((begin for begin, _ in blanks if begin >= span[1]), default=len(self._text))


def _nearest(found: Sequence[tuple[int, Record]], at: int) -> Record:
    """The record of the last mention before `at`; of the first behind it where there is none."""
    before = [record for start, record in found if start < at]
    return before[-1] if before else found[0][1]
