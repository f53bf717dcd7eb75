"""Pieces of text as a PDF draws them: what, where, how large, and how wide that is about.

Invariant: coordinates are those of somebody who reads the piece: x grows along its line and y upwards, also where the
text is drawn sideways.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BOLD_FONT = re.compile(r"bold|black|heavy|semibd|demi|cmbx|cmssbx|sfbx|-medi\b", re.IGNORECASE)
# Helvetica's widths of the signs of ASCII from the space on, in thousandths of an em.
_HELVETICA = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
    "556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 "
    "722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 "
    "500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
_ASCII_EM = {chr(code): int(width) / 1000 for code, width in enumerate(_HELVETICA.split(), 32)}
_MOST_POINTS = 100_000.0
_CAPITAL_EM, _USUAL_EM = 0.68, 0.54  # of other letters
_SERIF = re.compile(r"times|serif|roman|garamond|georgia|cmr|nimbusrom", re.IGNORECASE)
_SERIF_SHARE = 0.9  # of Helvetica's widths
_FULL_WIDTH = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")


@dataclass(slots=True)  # not frozen: a page has thousands, and each would take three times as long to make
class Piece:
    """A piece of text in one font. `turn` is where its line runs, in quarters: 0 as usual, 1 upwards, 3 downwards."""

    text: str  # without the line break
    ends_line: bool
    size: float  # in points; 0: unknown
    bold: bool
    x: float
    y: float
    turn: int
    em: float  # the width of an em in points; without `letters` that of the piece
    letters: LetterWidths | None = None
    filled: bool = False  # the value of a form field

    @property
    def width(self) -> float:
        """In points. It is only needed where pieces stand beside each other, and takes its time."""
        return self.em if self.letters is None else self.letters.of(self.text.strip()) * self.em

    @property
    def end(self) -> float:
        return self.x + self.width


def piece_of(
    text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float, widths: Widths, rise: float = 0.0
) -> Piece:
    """The piece that pypdf reports with its transformation and text matrix, `rise` above the line of that place."""
    a, b = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]
    c, d = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
    x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    turn = (1 if b > 0 else 3) if abs(b) > abs(a) else (2 if a < 0 else 0)
    said = text.removesuffix("\n")
    scaled = letter_size(abs(size) * math.hypot(c, d))
    along, up = _turned(x, y, turn)
    up += _finite(rise * math.hypot(c, d))
    letters = widths.of(font)
    return Piece(
        said, said != text, scaled, letters.bold, along, up, turn, _finite(abs(size) * math.hypot(a, b)), letters
    )


def upright(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    """A box of the page (left, bottom, right, top) in the coordinates of pieces of that `turn`."""
    (x0, y0), (x1, y1) = _turned(*box[:2], turn), _turned(*box[2:], turn)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


class Widths:
    """The widths of the letters of each font of a file."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[Any, LetterWidths]] = {}

    def of(self, font: Any) -> LetterWidths:
        known = self._fonts.get(id(font))
        if known is None:
            known = font, LetterWidths(font)  # the font is kept with it: its id stays its own
            self._fonts[id(font)] = known
        return known[1]


class LetterWidths:
    """Widths in ems. Those that a font states are used where its codes are those of the letters."""

    def __init__(self, font: Any) -> None:
        is_known = isinstance(font, dict)
        name = str(font.get("/BaseFont", "")) if is_known else ""
        self.bold = bool(BOLD_FONT.search(name))
        self._share = _SERIF_SHARE if _SERIF.search(name) else 1.0
        self._known = {letter: width for letter, width in _stated(font).items() if width} if is_known else {}

    def of(self, text: str) -> float:
        known = self._known
        return sum([known.get(letter) or self._width(letter) for letter in text])

    def _width(self, letter: str) -> float:
        """The width of a letter that was not asked for before."""
        if _FULL_WIDTH.match(letter):
            width = 1.0
        else:
            width = self._share * _ASCII_EM.get(letter, _CAPITAL_EM if letter.isupper() else _USUAL_EM)
        self._known[letter] = width
        return width


def _stated(font: Any) -> dict[str, float]:
    """The widths by letter of a font whose codes are those of ASCII; subsets count from 1 and are left out."""
    try:
        widths, first = font.get("/Widths"), int(font.get("/FirstChar", 0))
        widths = widths.get_object() if widths is not None else []
        if font.get("/Subtype") == "/Type3" or first + len(widths) < ord("z"):
            return {}
        codes = range(32, 127)
        return {chr(code): float(widths[code - first]) / 1000 for code in codes if 0 <= code - first < len(widths)}
    except (AttributeError, TypeError, ValueError):
        return {}


def letter_size(points: float) -> float:
    """The size of a letter; 0, which is unknown, for one that no letter has, also where it has no end."""
    return points if points < _MOST_POINTS else 0.0


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
