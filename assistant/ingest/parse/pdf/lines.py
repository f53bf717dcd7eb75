"""Classifies the lines of a PDF page: heading, paragraph, list item or table row.

A PDF only holds letters and their positions, so this is a guess from letter sizes, line lengths and signs.
Invariant: nothing here changes a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.domain.records.documents import BlockKind
from assistant.text.sentence_ends import CLOSERS, MARKS

SHORT_LINE = 0.75  # of the usual line length around it: shorter lines end a paragraph
SAME_SIZE = 0.12  # letter sizes that differ by less are the same text
MAX_HEADING_CHARS = 120
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
NUMBERED_HEADING = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])(?=[^a-zß-ÿ])")
_SENTENCE_END = re.compile(rf"[{MARKS}:;][{CLOSERS}]*$")
_GOES_ON = re.compile(
    r"(?:^|\W)(?:vol|bd|fig|abb|nr|vs|dr|mr|mrs|ms|prof|sra)\.$", re.IGNORECASE
)  # no sentence ends so
_BULLET = re.compile(r"(?:[•‣◦▪●○■□➢\uf0b7\u2043]|[-–*](?=\s)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=\s))\s*(?=\S)")
_DIGITS = re.compile(r"\d+")
_EDGE_NUMBER = re.compile(r"^\d{1,4}\s|\s\d{1,4}$")
_GROUPED_IN_TEXT = re.compile(r"[a-zß-ÿ]{2} \d{1,3} \d{3}\b(?! ?\d)")  # "amounts to 1 450" is one figure
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\ufb00-\ufb04]+")
_SINGLE_WORDS = frozenset("aAIyoeàéOE")
_HEADING_RATIOS = ((1.8, 1), (1.4, 2), (1.12, 3))  # letter size against the body's, heading level
_NUMBER_LEVEL, _BOLD_LEVEL = 3, 4
_MIN_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line. `size` is the letter size in points, 0 if unknown; `bold` if most of it is."""

    text: str
    size: float = 0.0
    bold: bool = False
    row: bool = False  # of a table that was recognised by its place, or of a form
    filled: bool = False  # holds the value of a form field
    begins_column: bool = False
    names: tuple[str, ...] = ()  # of the columns of its table, where they are known
    cells: tuple[str, ...] = ()


class Typography:
    """The words and the look of the body text of a document, learned page by page."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._sizes: Counter[float] = Counter()
        self._bold: Counter[bool] = Counter()
        self._edges: Counter[str] = Counter()

    def learn(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._words.update(word.casefold() for word in WORD.findall(line.text))
            if line.size:
                self._sizes[round(line.size * 2) / 2] += len(line.text)
                self._bold[line.bold] += len(line.text)

    def is_running(self, line: Line) -> bool:
        """Whether a page's first or last line is a running head or foot: it ends in a number, or was seen before."""
        key = _DIGITS.sub("0", line.text)
        self._edges[key] += 1
        return len(line.text) <= MAX_HEADING_CHARS and (self._edges[key] > 1 or bool(_EDGE_NUMBER.search(line.text)))

    @property
    def body_size(self) -> float:
        return self._sizes.most_common(1)[0][0] if self._sizes else 0.0

    @property
    def body_is_bold(self) -> bool:
        return self._bold[True] > self._bold[False]

    def knows(self, word: str) -> bool:
        return self._words[word.casefold()] > 0


def classify(line: Line, typography: Typography, usual_chars: int) -> tuple[BlockKind, int]:
    """The kind of block that the line looks like, and its heading level.

    `usual_chars`: the usual length of the lines near it.
    """
    text = line.text
    if line.row:
        return "table_row", 0
    row = is_row(text)
    level = _heading_level(line, typography, usual_chars)
    if level and not (row and level == _BOLD_LEVEL and figures(text) > _MIN_FIGURES):  # totals are set in bold
        return "heading", level
    if row:
        return "table_row", 0
    return ("list", 0) if _BULLET.match(text) else ("paragraph", 0)


def is_row(text: str) -> bool:
    """Whether a line is mostly figures, like a table row; joining it to other lines would mix their figures."""
    count = figures(text)
    if count == _MIN_FIGURES and _GROUPED_IN_TEXT.search(text):
        return False
    return count >= _MIN_FIGURES and count * 5 >= len(text.split()) * 2


def figures(text: str) -> int:
    """How many of the words are mostly digits."""
    return sum(1 for word in text.split() if sum(map(str.isdigit, word)) * 2 >= len(word.strip("$€£()%,.-–")) > 0)


def broken_words(lines: Iterable[Line]) -> tuple[int, int]:
    """The numbers of single Latin letters and of words: a reader that misjudges gaps cuts words into letters."""
    words = [word for line in lines for word in _LATIN_WORD.findall(line.text)]
    return sum(1 for word in words if len(word) == 1 and word not in _SINGLE_WORDS), len(words)


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text[-5:])) and not goes_on(text)


def goes_on(text: str) -> bool:
    """Whether a line ends in an abbreviation that something has to follow: "Vol.", "Dr."."""
    return text.endswith(".") and _GOES_ON.search(text[-9:]) is not None


def same_size(line: Line, other: Line) -> bool:
    return abs(line.size - other.size) <= SAME_SIZE * max(line.size, 1.0)


def _heading_level(line: Line, typography: Typography, usual_chars: int) -> int:
    text, body = line.text, typography.body_size
    if len(text) > MAX_HEADING_CHARS or not any(char.isalpha() for char in text) or text.endswith((",", ";", ".")):
        return 0
    if body and line.size:
        for ratio, level in _HEADING_RATIOS:
            if line.size >= body * ratio:
                return level
        if line.size < body * 0.95:
            return 0
    if len(text) > max(30, usual_chars * SHORT_LINE) or text.endswith(":"):
        return 0
    numbered = NUMBERED_HEADING.match(text)
    number_level = min(6, _NUMBER_LEVEL + numbered["number"].count(".")) if numbered else 0
    if line.bold and not typography.body_is_bold and len(text) > 2:
        return number_level or _BOLD_LEVEL
    if not line.size and len(text) >= 4:  # its look is unknown
        capitals = text.isupper() and len(text.split()) <= 10 and not any(char.isdigit() for char in text)
        return number_level or (_BOLD_LEVEL if capitals else 0)
    return 0
