"""The sections of a document, with the sentences that could stand in a summary of it.

Invariant: a sentence is an unbroken span of an admitted passage; text in which chunks overlap is read once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage, Why
from assistant.text.sentences import sentence_spans

MAX_SENTENCE_CHARS = 400  # a longer sentence is a list or a table that lost its lines
_LEAST_WORDS = 4
_HEADING_WORDS = 7
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # "Plans for 2025" says nothing yet


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of `passages[passage]`; `section` counts sections, `first`: it opens its section."""

    passage: int
    section: int
    text: str
    first: bool
    heading: str = ""


def passages_of(chunks: Sequence[Chunk]) -> list[Passage]:
    """The chunks of a document as passages without overlap, in reading order."""
    found: list[Passage] = []
    page, end = None, 0
    for chunk in chunks:
        start = max(chunk.start, end) if chunk.page == page else chunk.start
        page, end = chunk.page, max(chunk.end, start)
        text = chunk.text[start - chunk.start :]
        if text.strip():
            own = replace(chunk, start=start, text=text)
            found.append(Passage(own, text, 1.0, len(found) + 1, Why(note="summary")))
    return found


def sentences_of(passages: Sequence[Passage]) -> list[Sentence]:
    """All sentences that say something, in reading order; headings, questions and scraps are left out."""
    found: list[Sentence] = []
    seen: set[str] = set()
    section, last, is_open = -1, None, False
    for number, passage in enumerate(passages):
        if passage.chunk.headings != last:
            section, last, is_open = section + 1, passage.chunk.headings, True
        for start, end in sentence_spans(passage.text):
            text = passage.text[start:end]
            key = " ".join(text.split()).casefold()
            if key in seen or not _says_something(text, passage.chunk.headings):
                continue
            seen.add(key)
            found.append(Sentence(number, section, text, is_open, " ".join(passage.chunk.headings)))
            is_open = False
    return found


def _says_something(text: str, headings: Sequence[str]) -> bool:
    plain = " ".join(text.split()).strip("#*-• ")
    words = plain.split()
    if len(text) > MAX_SENTENCE_CHARS or text.startswith("#") or plain in headings or plain.endswith("?"):
        return False
    is_title = len(words) <= _HEADING_WORDS and not plain.endswith((".", "!", "…")) and ":" not in plain
    has_figure = any(letter.isdigit() for letter in (_YEAR.sub("", plain) if is_title else plain))
    if has_figure and len(words) >= _LEAST_WORDS:
        return True
    if plain.isupper() or len(words) < _LEAST_WORDS:
        return False
    return len(words) > _HEADING_WORDS or plain.endswith((".", "!", "…")) or ":" in plain[:-1]
