"""Lines of a PDF page to paragraphs, headings, lists and rows.

A PDF knows places of letters and nothing else; everything here is a guess from line lengths, letter sizes and signs.
Invariant: no words are added or lost except page numbers that stand alone, and hyphens at line ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.core.records import BlockKind, ParsedPage
from assistant.parse.page import LIGATURES, PageBuilder, deceptive_marks, tidy

_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:(?:page|seite|página|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:of|von|de|/)\s*\d{1,4})?(?:\s*[-–—])?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_EDGE_NUMBER = re.compile(r"^\d{1,4}\s|\s\d{1,4}$")
_BULLET = re.compile(r"(?:[•‣◦▪●○■□➢\uf0b7\u2043]|[-–*](?=\s)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=\s))\s*(?=\S)")
_NUMBERED_HEADING = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])(?=[^a-zß-ÿ])")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\ufb00-\ufb04]+")
_SINGLE_WORDS = frozenset("aAIyoeàéOE")
_CUT_WORD = re.compile(r"(?P<left>[^\W\d_]{2,})-$")
_NO_SPACES = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]")  # Chinese and Japanese
_AND = re.compile(r"(?:and|or|und|oder|bzw|y|o|et|ou|e)\b")
_KEPT_PREFIXES = frozenset(
    {"self", "non", "well", "ex", "co", "re", "long", "short", "full", "half", "high", "low", "semi", "multi", "cross"}
    | {"all", "anti", "pro", "post", "pre", "mid", "over", "under", "year", "month", "day", "first", "second", "third"}
    | {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "e"}
)
_HEADING_RATIOS = ((1.8, 1), (1.4, 2), (1.12, 3))  # letter size against the body's, heading level
_MAX_HEADING_CHARS = 120
_BOLD_LEVEL, _NUMBER_LEVEL = 4, 3
_MIN_NUMBERS_IN_ROW = 2
_SHORT_LINE = 0.75  # of the usual line length around it: shorter lines end a paragraph
_NEAR_LINES = 5
_SAME_SIZE = 0.12  # letter sizes that differ by less are the same text
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Line:
    """A raw line. `size` is the letter size in points, 0 if unknown; `bold` if most of it is."""

    text: str
    size: float = 0.0
    bold: bool = False


@dataclass(slots=True)
class _Paragraph:
    kind: BlockKind
    text: str
    level: int = 0
    size: float = 0.0
    last: str = ""  # its last line, as it stands on the page
    cut: bool = False  # the last line ends in a soft hyphen


def broken_words(lines: Iterable[Line]) -> tuple[int, int]:
    """How many Latin letters stand alone, and how many words there are: a reader that misjudges gaps cuts words up."""
    words = [word for line in lines for word in _LATIN_WORD.findall(line.text)]
    return sum(1 for word in words if len(word) == 1 and word not in _SINGLE_WORDS), len(words)


class Typography:
    """What one document teaches as its pages go by: its words, and the size of its body text."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._sizes: Counter[float] = Counter()
        self._bold: Counter[bool] = Counter()
        self._edges: Counter[str] = Counter()

    def learn(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._words.update(word.casefold() for word in _WORD.findall(line.text))
            if line.size:
                self._sizes[round(line.size * 2) / 2] += len(line.text)
                self._bold[line.bold] += len(line.text)

    def is_running(self, line: Line) -> bool:
        """Whether a page's first or last line is a running head or foot: it ends in a number, or was there before."""
        key = _DIGITS.sub("0", line.text)
        self._edges[key] += 1
        return len(line.text) <= _MAX_HEADING_CHARS and (self._edges[key] > 1 or bool(_EDGE_NUMBER.search(line.text)))

    @property
    def body_size(self) -> float:
        return self._sizes.most_common(1)[0][0] if self._sizes else 0.0

    @property
    def body_is_bold(self) -> bool:
        return self._bold[True] > self._bold[False]

    def knows(self, word: str) -> bool:
        return self._words[word.casefold()] > 0


def build_page(number: int, lines: Iterable[Line], typography: Typography, marks: tuple[str, ...] = ()) -> ParsedPage:
    """The page as text with blocks."""
    raw = [Line(line.text.translate(LIGATURES), line.size, line.bold) for line in lines]
    builder = PageBuilder(number)
    builder.mark(*marks, *(mark for line in raw for mark in deceptive_marks(line.text)))
    soft = [line.text.rstrip().endswith(_SOFT_HYPHEN) for line in raw]
    tidied = [(Line(tidy(line.text), line.size, line.bold), cut) for line, cut in zip(raw, soft, strict=True)]
    kept = _without_page_numbers([(line, cut) for line, cut in tidied if line.text])
    typography.learn(line for line, _ in kept)
    alone = {at for at in {0, len(kept) - 1} if len(kept) > 2 and typography.is_running(kept[at][0])}
    open_one: _Paragraph | None = None
    for at, (line, cut) in enumerate(kept):
        usual = _usual_length([near for near, _ in kept[max(0, at - _NEAR_LINES) : at + _NEAR_LINES + 1]], line)
        kind, level = _classify(line, typography, usual)
        if kind == "paragraph" and open_one is not None and open_one.kind == "table_row" and _figures(line.text) > 1:
            kind = "table_row"
        apart = at in alone or at - 1 in alone
        if open_one is not None and not apart and _continues(open_one, kind, line, usual):
            _join(open_one, line.text, typography)
        else:
            _close(open_one, builder)
            open_one = _Paragraph(kind, line.text, level)
        open_one.last, open_one.size, open_one.cut = line.text, line.size, cut
    _close(open_one, builder)
    return builder.build()


def _close(paragraph: _Paragraph | None, builder: PageBuilder) -> None:
    if paragraph is not None:
        builder.add(paragraph.kind, paragraph.text, paragraph.level)


def _classify(line: Line, typography: Typography, usual: int) -> tuple[BlockKind, int]:
    text = line.text
    row = _is_row(text)
    level = _heading_level(line, typography, usual)
    if level and not (row and level == _BOLD_LEVEL and _figures(text) > 2):  # totals are set in bold
        return "heading", level
    if row:
        return "table_row", 0
    return ("list", 0) if _BULLET.match(text) else ("paragraph", 0)


def _heading_level(line: Line, typography: Typography, usual: int) -> int:
    text, body = line.text, typography.body_size
    if len(text) > _MAX_HEADING_CHARS or not any(char.isalpha() for char in text) or text.endswith((",", ";", ".")):
        return 0
    if body and line.size:
        for ratio, level in _HEADING_RATIOS:
            if line.size >= body * ratio:
                return level
        if line.size < body * 0.95:
            return 0
    numbered = _NUMBERED_HEADING.match(text)
    short = len(text) <= max(30, usual * _SHORT_LINE)
    if line.bold and not typography.body_is_bold and short and len(text) > 2 and not text.endswith(":"):
        return min(6, _NUMBER_LEVEL + numbered["number"].count(".")) if numbered else _BOLD_LEVEL
    if not line.size and short and len(text) >= 4:
        if numbered and not text.endswith(":"):
            return min(6, _NUMBER_LEVEL + numbered["number"].count("."))
        if text.isupper() and len(text.split()) <= 10 and not any(char.isdigit() for char in text):
            return _BOLD_LEVEL
    return 0


def _is_row(text: str) -> bool:
    """A line made mostly of figures is a row of a table: joining it to its neighbours would mix their figures."""
    figures = _figures(text)
    return figures >= _MIN_NUMBERS_IN_ROW and figures * 5 >= len(text.split()) * 2


def _figures(text: str) -> int:
    """How many of the words are mostly digits."""
    return sum(1 for word in text.split() if sum(map(str.isdigit, word)) * 2 >= len(word.strip("$€£()%,.-–")) > 0)


def _continues(before: _Paragraph, kind: BlockKind, line: Line, usual: int) -> bool:
    text = line.text
    if before.cut or (_CUT_WORD.search(before.last) and text[:1].islower()):
        return before.kind != "table_row"
    if kind == "heading":
        same = before.size == line.size
        return (
            before.kind == "heading"
            and same
            and len(before.text) + len(text) <= _MAX_HEADING_CHARS
            and not (_NUMBERED_HEADING.match(text))
        )
    if kind in ("table_row", "list") or before.kind in ("table_row", "heading"):
        return False
    if before.size and line.size and abs(before.size - line.size) > _SAME_SIZE * before.size:
        return False
    if text[:1].islower():
        return True
    full = len(before.last) >= usual * _SHORT_LINE
    return full and (not _SENTENCE_END.search(before.last) or len(before.last) >= usual * 0.85)


def _join(paragraph: _Paragraph, text: str, typography: Typography) -> None:
    """Append a line: the hyphen of a cut word goes, the hyphen of a compound stays."""
    cut = _CUT_WORD.search(paragraph.text)
    if paragraph.cut:
        paragraph.text += text
    elif cut and text[:1].islower() and not _AND.match(text):
        right = _WORD.match(text)
        left, tail = cut["left"], right.group().split("-")[0] if right else ""
        keep = not typography.knows(left + tail) and (
            typography.knows(f"{left}-{tail}") or left.casefold() in _KEPT_PREFIXES
        )
        paragraph.text = (paragraph.text if keep else paragraph.text[:-1]) + text
    elif (cut and text[:1].isupper()) or (_NO_SPACES.match(paragraph.text[-1:]) and _NO_SPACES.match(text)):
        paragraph.text += text
    else:
        paragraph.text += " " + text


def _without_page_numbers(lines: list[tuple[Line, bool]]) -> list[tuple[Line, bool]]:
    for at in (0, -1):
        if len(lines) > 1 and _PAGE_NUMBER.fullmatch(lines[at][0].text):
            del lines[at]
    return lines


def _usual_length(near: list[Line], line: Line) -> int:
    """How long (characters) lines of this letter size are around here: the second longest, as one may mislead.

    Looking only near is what keeps a narrow column apart from a wide one on the same page.
    """
    lengths = sorted(len(one.text) for one in near if abs(one.size - line.size) <= _SAME_SIZE * max(one.size, 1.0))
    return lengths[-2] if len(lengths) > 1 else lengths[-1]
