"""Under which headings each sentence of a passage stands.

"It was bought on 2 May" says nothing without its heading, and two short sections may share a passage.
Invariant: every sentence has a place; the places are in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.records.documents import Span
from assistant.domain.records.passages import Passage
from assistant.text.clean import one_line

_LABEL_WORDS = 10
_ENDS = (".", "!", "?", "…", ",", ";")
_MARKS = re.compile(r"^[#=*\s]+|[#=*\s:]+$")
_LEADS = 12  # characters of marks and numbers that may stand in front of a heading on its line


@dataclass(frozen=True, slots=True)
class Place:
    """`number` counts the sections of a passage; `headings` are those above it, the outermost first."""

    number: int
    headings: tuple[str, ...]


def places(passage: Passage, spans: Sequence[Span]) -> list[Place]:
    """The place of each of `spans`, the sentences of the passage's text."""
    starts = _section_starts(passage)
    found: list[Place] = []
    section, label = 0, ""
    for span in spans:
        while section + 1 < len(starts) and span[0] >= starts[section + 1][0]:
            section += 1
        headings = starts[section][1]
        if not headings and is_label(passage.text, span):  # a file whose format has no headings
            label = one_line(_MARKS.sub("", passage.text[span[0] : span[1]]))
        found.append(Place(section, (label,) if label and not headings else headings))
    return found


def is_label(text: str, span: Span) -> bool:
    """Whether the sentence is a line of its own below a blank line that names what follows: a heading by its looks."""
    start, end = span
    sentence = text[start:end].strip()
    before, behind = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    alone = (not before or before.endswith("\n\n")) and behind.startswith("\n") and "\n" not in sentence
    if not alone or sentence.endswith(_ENDS) or len(sentence.split()) > _LABEL_WORDS:
        return False
    return ":" not in sentence[:-1] and sentence[-1:].isalnum() and any(letter.isalpha() for letter in sentence)


def _section_starts(passage: Passage) -> list[tuple[int, tuple[str, ...]]]:
    """Where each section begins in the passage's text, with its headings; the first at 0."""
    if not passage.sections:
        return [(0, passage.chunk.headings)]
    starts = [(0, passage.sections[0])]
    for headings in passage.sections[1:]:
        at = _line_of(passage.text, headings[-1], starts[-1][0] + 1) if headings else -1
        if at >= 0:
            starts.append((at, headings))
    return starts


def _line_of(text: str, heading: str, after: int) -> int:
    """The start of the first line behind `after` that is the heading, -1 if there is none."""
    words = r"\s+".join(re.escape(word) for word in heading.rstrip("…").split())
    match = re.compile(rf"^[^\n]{{0,{_LEADS}}}?{words}", re.MULTILINE).search(text, after)
    return match.start() if match is not None else -1
