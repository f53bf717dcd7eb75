"""Joins the lines of a PDF page to paragraphs, lists, rows and headings.

Invariant: no words are added or lost, except page numbers on a line of their own and hyphens at line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.domain.records.documents import BlockKind, ParsedPage
from assistant.ingest.parse.page import LIGATURES, PageBuilder, deceptive_marks, tidy
from assistant.ingest.parse.pdf.lines import (
    MAX_HEADING_CHARS,
    NUMBERED_HEADING,
    SHORT_LINE,
    WORD,
    Line,
    Typography,
    classify,
    ends_sentence,
    figures,
    goes_on,
    same_size,
)

_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:(?:page|seite|página|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:of|von|de|/)\s*\d{1,4})?(?:\s*[-–—])?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:§\s*\d|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[^\W\d_a-zß-ÿ])")  # "4.2 The rent": starts a new block
_NUMBER_BULLET = re.compile(r"\(?\d{1,2}[.)]\s")
_LEADER = re.compile(r"(?<=\w)([)\]%]?) ?(?:\. ?){5,}(?=[€$£]? ?\d)")  # "Cocoa ........ 3.60"
_CUT_WORD = re.compile(r"(?P<left>[^\W\d_]{2,})-$")
_NO_SPACES = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]")  # Chinese and Japanese
_AND = re.compile(r"(?:and|or|und|oder|bzw|y|o|et|ou|e)\b")
_KEPT_PREFIXES = frozenset(
    {"self", "non", "well", "ex", "co", "re", "long", "short", "full", "half", "high", "low", "semi", "multi", "cross"}
    | {"all", "anti", "pro", "post", "pre", "mid", "over", "under", "year", "month", "day", "first", "second", "third"}
    | {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "e"}
)
_NEAR_LINES = 5
_FULL_LINE = 0.85  # of the usual length: after a full line, the paragraph may continue with a new sentence
_NARROW = 0.6  # of the page's longest lines: a narrow column, or a table
_MAX_ENTRY, _MIN_ENTRIES = 60, 3  # characters of a line that is an entry, and such lines below each other
_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class _OpenBlock:
    """The block that lines are joined to, and its last line."""

    kind: BlockKind
    text: str
    level: int
    last: Line
    cut: bool  # the last line ends in a soft hyphen


@dataclass(frozen=True, slots=True)
class _Measure:
    """Usual line lengths in characters: near a line, and on the page."""

    near: int
    page: int


def build_page(
    number: int,
    lines: Iterable[Line],
    typography: Typography,
    marks: tuple[str, ...] = (),
    beside: Iterable[tuple[BlockKind, str]] = (),
) -> ParsedPage:
    """The page as text with blocks; what lies `beside` its text, such as comments, comes last."""
    raw = list(lines)
    builder = PageBuilder(number)
    builder.mark(*marks, *(mark for line in raw for mark in deceptive_marks(line.text)))
    kept, soft = _without_page_numbers(raw)
    typography.learn(kept)
    alone = {at for at in {0, len(kept) - 1} if len(kept) > 2 and typography.is_running(kept[at])}
    longest = _second_longest(kept)
    entries = _entries(kept, longest)
    block: _OpenBlock | None = None
    rows = _Rows(builder)
    for at, line in enumerate(kept):
        near = [other for other in kept[max(0, at - _NEAR_LINES) : at + _NEAR_LINES + 1] if same_size(other, line)]
        measure = _Measure(_second_longest(near), longest)
        kind, level = _kind(block, line, typography, measure)
        apart = at in alone or at - 1 in alone
        begins = block is not None and (at - 1 in entries or ends_sentence(block.last.text))
        apart = apart or (kind == "paragraph" and at in entries and begins)
        if block is not None and not apart and _continues(block, kind, line, measure):
            _join(block, line.text, typography)
            block.last, block.cut = line, soft[at]
        else:
            rows.close(block)
            block = _OpenBlock(kind, line.text, level, line, soft[at])
    rows.close(block)
    for kind, text in beside:
        builder.add(kind, text)
    return builder.build()


class _Rows:
    """Adds blocks to the page; rows whose cells are known under the names of their columns, as those of a table."""

    def __init__(self, builder: PageBuilder) -> None:
        self._builder = builder
        self._names: tuple[str, ...] = ()
        self._count = 0

    def close(self, block: _OpenBlock | None) -> None:
        if block is None:
            return
        if block.kind != "table_row" or not block.last.names:
            self._names = ()
            self._builder.add(block.kind, block.text, block.level)
            return
        if block.last.names != self._names:
            self._names, self._count = block.last.names, 1
            self._builder.begin_table(header=self._names)
        self._count += 1
        self._builder.add_row(block.text, self._count, block.last.cells)


def _without_page_numbers(raw: list[Line]) -> tuple[list[Line], list[bool]]:
    """The tidied lines that are not empty, and whether each ended in a soft hyphen."""
    kept: list[Line] = []
    soft: list[bool] = []
    for line in raw:
        text, leaders = _LEADER.subn(r"\1: ", tidy(line.text.translate(LIGATURES)))
        if text:
            kept.append(replace(line, text=text, row=line.row or leaders > 0))
            soft.append(line.text.rstrip().endswith(_SOFT_HYPHEN))
    for at in (0, -1):
        if len(kept) > 1 and _PAGE_NUMBER.fullmatch(kept[at].text):
            del kept[at], soft[at]
    return kept, soft


def _second_longest(lines: list[Line]) -> int:
    """The length of the second longest line: the longest may be an exception."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[-2] if len(lengths) > 1 else sum(lengths)


def _entries(lines: list[Line], longest: int) -> set[int]:
    """The numbers of lines that are each an entry, as in a list of parts: short ones that all begin anew.

    Where no line of the page goes on with a small letter they may be as long as the others: it holds no wrapped text.
    """
    most = _MAX_ENTRY if not any(line.text[:1].islower() for line in lines) else min(_MAX_ENTRY, longest * _NARROW)
    found: set[int] = set()
    run: list[int] = []
    for at, line in enumerate([*lines, Line("")]):
        is_entry = _begins_anew(line.text) and len(line.text) < most
        if not is_entry or (run and not same_size(lines[run[-1]], line)):
            found.update(run if len(run) >= _MIN_ENTRIES else ())
            run = []
        run += [at] if is_entry else []
    return found


def _begins_anew(text: str) -> bool:
    return (text[:1].isupper() or text[:1].isdigit()) and not text.endswith((",", "-")) and not goes_on(text)


def _kind(block: _OpenBlock | None, line: Line, typography: Typography, measure: _Measure) -> tuple[BlockKind, int]:
    """The kind of the line by its look, corrected by the block before it."""
    kind, level = classify(line, typography, measure.near)
    if block is None:
        return kind, level
    if kind == "paragraph" and block.kind == "table_row" and figures(line.text) > max(1, len(line.text.split()) // 5):
        return "table_row", 0
    if kind == "list" and block.kind == "paragraph" and _NUMBER_BULLET.match(line.text):
        goes_on = len(block.last.text) >= measure.near * SHORT_LINE and not ends_sentence(block.last.text)
        return ("paragraph" if goes_on else "list"), 0  # "compartment / 17. The cover": a number in a sentence
    return kind, level


def _continues(block: _OpenBlock, kind: BlockKind, line: Line, measure: _Measure) -> bool:
    text, last = line.text, block.last.text
    if block.cut or (_cut_word(last) and text[:1].islower()):
        return block.kind != "table_row"
    if line.begins_column and ends_sentence(last):
        return False
    if kind == "heading":
        fits = block.last.size == line.size and len(block.text) + len(text) <= MAX_HEADING_CHARS
        return block.kind == "heading" and fits and not NUMBERED_HEADING.match(text)
    if kind in ("table_row", "list") or block.kind in ("table_row", "heading") or _CLAUSE.match(text):
        return False
    if block.last.size and line.size and not same_size(block.last, line):
        return False
    if text[:1].islower() or goes_on(last):
        return True
    if len(last) < measure.near * SHORT_LINE:
        return False
    if ends_sentence(last):
        return len(last) >= measure.near * _FULL_LINE
    return max(len(last), len(text)) >= measure.page * _NARROW


def _cut_word(text: str) -> re.Match[str] | None:
    """The word before a hyphen at the end of `text`; only the end is searched, because blocks grow long."""
    return _CUT_WORD.search(text[-60:]) if text.endswith("-") else None


def _join(block: _OpenBlock, text: str, typography: Typography) -> None:
    """Append a line. The hyphen of a cut word is removed, the hyphen of a compound is kept."""
    cut = _cut_word(block.text)
    if block.cut:
        block.text += text
    elif cut and text[:1].islower() and not _AND.match(text):
        right = WORD.match(text)
        left, tail = cut["left"], right.group().split("-")[0] if right else ""
        compound = typography.knows(f"{left}-{tail}") or left.casefold() in _KEPT_PREFIXES
        keep = compound and not typography.knows(left + tail)
        block.text = (block.text if keep else block.text[:-1]) + text
    elif (cut and text[:1].isupper()) or (_NO_SPACES.match(block.text[-1:]) and _NO_SPACES.match(text)):
        block.text += text
    else:
        block.text += " " + text
