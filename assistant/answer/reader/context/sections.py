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
from assistant.text.pages import BESIDE_THE_TEXT
from assistant.text.written.asked_kinds import Kind, holds

_LABEL_WORDS = 10
_FIGURE_WORDS = 6
_ENDS = (".", "!", "…", ",", ";")
_MARKS = re.compile(r"^[#=*\s]+|[#=*\s:]+$")
_FIGURE = re.compile(r"(?<![\w.,:])\d[\d.,:]*+\s?(?:[a-zäöüéñ]|[€$£%°])")  # with its unit: "30 crowns", not "Model T3"
_MEASURES: tuple[Kind, ...] = ("weight", "size", "distance", "duration", "money")
_NUMBERED = re.compile(
    r"(?:§ ?)?\d++(?:[.)]|(?:\.\d++)+\.?)\s++\D+|[#*\s]*+[^\W\d_]++\s++\d+"
)  # "2.1 Kitchen", "Room 12"
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
    if len(sentence.split()) <= _FIGURE_WORDS and _holds_figure(sentence) and not _NUMBERED.fullmatch(sentence):
        return False  # "Maximum load 35 kg" is what is said under a heading
    ends_well = sentence[-1:].isalnum() or sentence.endswith(("?", ":"))
    return ":" not in sentence[:-1] and ends_well and any(letter.isalpha() for letter in sentence)


def _holds_figure(line: str) -> bool:
    return _FIGURE.search(line) is not None or any(holds(kind, line) for kind in _MEASURES)


def _section_starts(passage: Passage) -> list[tuple[int, tuple[str, ...]]]:
    """Where each section begins in the passage's text, with its headings; the first at 0."""
    if not passage.sections:
        return [(0, _of_the_page(passage, passage.chunk.headings))]
    starts = [(0, _of_the_page(passage, passage.sections[0]))]
    for headings in passage.sections[1:]:
        at = _line_of(passage.text, headings[-1], starts[-1][0] + 1) if headings else -1
        if at >= 0:
            starts.append((at, _of_the_page(passage, headings)))
    return starts


def _of_the_page(passage: Passage, headings: tuple[str, ...]) -> tuple[str, ...]:
    """What stands beside the text of a web page, its foot and its side bars, is said of the whole page."""
    title = passage.chunk.title
    return (title, *headings[1:]) if title and headings[:1] == (BESIDE_THE_TEXT,) else headings


def _line_of(text: str, heading: str, after: int) -> int:
    """The start of the first line behind `after` that is the heading, -1 if there is none."""
    words = r"\s+".join(re.escape(word) for word in heading.rstrip("…").split())
    match = re.compile(rf"^[^\n]{{0,{_LEADS}}}?{words}", re.MULTILINE).search(text, after)
    return match.start() if match is not None else -1
